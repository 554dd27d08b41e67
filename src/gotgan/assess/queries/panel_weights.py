"""The comparisons in pairs as a stakeholder is asked for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gotgan.assess import models
from gotgan.assess.queries.panel_facts import NoSuchPanel, facts_of, find_panel
from gotgan.assess.queries.panel_pages import NotForYou
from gotgan.assess.rules import panels
from gotgan.assess.rules.pairwise import STRONGEST, pairs_of, parts_of
from gotgan.assess.rules.panels import PanelState
from gotgan.assess.rules.stakes import Weighing, weigh_answers
from gotgan.terms.questionnaire import Words
from gotgan.terms.role import Viewer
from gotgan.terms.selection import CRITERIA

GROUP_WORDS = {
    "ai_value": Words("AI 가치", "Value for AI"),
    "readiness": Words("AI 준비도", "Readiness"),
    "public_value": Words("공공 가치", "Public value"),
    "feasibility": Words("실현 가능성", "Feasibility"),
}


@dataclass(frozen=True)
class PairAsked:
    """One comparison: which matters more, and how much. `answer` as kept or typed; `mend` what would fit better."""

    key: str
    first: Words
    second: Words
    answer: str = ""
    mend: str = ""
    mended: float | None = None
    problem: str = ""


@dataclass(frozen=True)
class PartAsked:
    id: str
    title: Words
    ratio: float | None
    is_consistent: bool
    pairs: tuple[PairAsked, ...]


@dataclass(frozen=True)
class WeighPage:
    """The comparisons of one stakeholder; `weighing` of the newest, accepted or not."""

    row: models.Panel
    is_open: bool
    parts: tuple[PartAsked, ...]
    weighing: Weighing | None
    is_accepted: bool
    words: Mapping[str, Words]


def weigh_page(viewer: Viewer, panel_id: str) -> WeighPage:
    """Raises: NoSuchPanel, NotForYou."""
    panel = find_panel(panel_id)
    row = panel.stakeholders.filter(person_id=viewer.person_id).first()
    if row is None:
        facts = facts_of(panel)
        if panels.may_watch(viewer, facts) or facts.assessor_of(viewer.person_id):
            raise NotForYou("only a stakeholder of this panel weighs its criteria")
        raise NoSuchPanel(f"panel {panel_id}: there is no such panel; see what waits for you")
    last = row.comparisons.order_by("-revision").first()
    weighing = weigh_answers(last.answers) if last else None
    words = criteria_words()
    return WeighPage(
        row=panel,
        is_open=panel.state != PanelState.CLOSED,
        parts=parts_asked(last.answers if last else {}, weighing, words),
        weighing=weighing,
        is_accepted=bool(last and last.is_accepted),
        words=words,
    )


def criteria_words() -> dict[str, Words]:
    return GROUP_WORDS | {each.id: each.title for each in CRITERIA if each.id != "readiness"}


def parts_asked(
    answers: Mapping[str, Mapping[str, object]], weighing: Weighing | None, words: Mapping[str, Words],
    problems: Mapping[str, str] | None = None,
) -> tuple[PartAsked, ...]:  # fmt: skip
    """`problems` {"part first second": what is wrong}, of answers that were refused."""
    found = []
    for part, names in parts_of().items():
        weighed = weighing.parts[part] if weighing else None
        mends = {f"{each.first} {each.second}": each for each in (weighed.mends if weighed else ())}
        pairs = []
        for first, second in pairs_of(names):
            key = f"{first} {second}"
            mend = mends.get(key)
            pairs.append(
                PairAsked(
                    key, words[first], words[second], str(answers.get(part, {}).get(key) or ""),
                    written(mend.best) if mend else "", mend.ratio if mend else None,
                    (problems or {}).get(f"{part} {key}", ""),
                )
            )  # fmt: skip
        title = words.get(part, Words("묶음 사이의 비교", "Groups with each other"))
        is_consistent = weighed is None or weighed.is_consistent
        found.append(PartAsked(part, title, weighed.ratio if weighed else None, is_consistent, tuple(pairs)))
    return tuple(found)


def written(value: float) -> str:
    """An answer of the scale as a form sends it: 3 or 1/3."""
    return f"{value:.0f}" if value >= 1 else f"1/{1 / value:.0f}"


ANSWERS = (
    *(str(value) for value in range(STRONGEST, 0, -1)),
    *(f"1/{value}" for value in range(2, STRONGEST + 1)),
)
"""From 9, the first matters extremely more, over 1 to 1/9."""
