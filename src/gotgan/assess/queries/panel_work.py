"""A panel as one assessor or stakeholder sees it: their own part, and nobody else's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from gotgan.assess import models
from gotgan.assess.queries.panel_facts import NoSuchPanel, facts_of, find_panel, newest_ratings, records_of, rubric_of
from gotgan.assess.queries.panel_pages import NotForYou, is_done
from gotgan.assess.queries.scoring import readiness_lines
from gotgan.assess.rules import panels
from gotgan.assess.rules.conflicts import AssessorFacts, ConflictKind, Rateable, conflicts_of, is_declared
from gotgan.assess.rules.deciding import HIGHEST, LOWEST
from gotgan.assess.rules.pairwise import STRONGEST, pairs_of, parts_of
from gotgan.assess.rules.panels import AssignmentKind, PanelFacts, PanelState, Round
from gotgan.assess.rules.rubrics import Anchored, Rubric
from gotgan.assess.rules.stakes import Weighing, weigh_answers
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.decision import Decision
from gotgan.terms.organisation import Organisation
from gotgan.terms.questionnaire import Words
from gotgan.terms.role import Viewer
from gotgan.terms.selection import CRITERIA, ReadinessLine

MOST_OVERLAPS, MOST_TABLES = 10, 20
GROUP_WORDS = {
    "ai_value": Words("AI 가치", "Value for AI"),
    "readiness": Words("AI 준비도", "Readiness"),
    "public_value": Words("공공 가치", "Public value"),
    "feasibility": Words("실현 가능성", "Feasibility"),
}


@dataclass(frozen=True)
class WorkLine:
    """One dataset that is with the assessor."""

    id: str
    record: DatasetRecord | None
    is_done: bool
    may_rate: Decision
    is_third: bool


@dataclass(frozen=True)
class TableLine:
    """One measured table: aggregates alone. `missing` 0 to 1."""

    name: str
    rows: int | None
    columns: int
    missing: float | None


@dataclass(frozen=True)
class OverlapLine:
    """Another dataset that this one overlaps; its title only where it is published."""

    relation: str
    strength: str
    organisation: Organisation | None
    title: str
    title_en: str
    status: str


@dataclass(frozen=True)
class Pack:
    """What is known of one dataset, beside the rubric."""

    record: DatasetRecord
    organisation: Organisation | None
    readiness: ReadinessLine | None
    tables: tuple[TableLine, ...]
    findings: int
    overlaps: tuple[OverlapLine, ...]


@dataclass(frozen=True)
class Asked:
    """One criterion with what the assessor gave: `kept` in this round, `before` in the calibration round."""

    criterion: Anchored
    kept: models.Rating | None
    before: models.Rating | None
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        return self.typed.get("value", str(self.kept.value) if self.kept else "")

    @property
    def reason(self) -> str:
        return self.typed.get("reason", self.kept.reason if self.kept else "")


@dataclass(frozen=True)
class WorkPage:
    """The workspace of one assessor; `pack` and `asked` of the dataset that is open."""

    row: models.Panel
    state: PanelState
    rubric: Rubric
    is_declared: bool
    is_shown: bool
    lines: tuple[WorkLine, ...]
    barred: int
    line: WorkLine | None = None
    pack: Pack | None = None
    asked: tuple[Asked, ...] = ()

    @property
    def done(self) -> int:
        return sum(each.is_done for each in self.lines)

    @property
    def following(self) -> str:
        """The next dataset that waits, after the one that is open."""
        waiting = [each.id for each in self.lines if each.may_rate and not each.is_done and each != self.line]
        return waiting[0] if waiting else ""


def _mine(viewer: Viewer, panel: models.Panel, facts: PanelFacts) -> AssessorFacts:
    """Raises: NotForYou for a member without this part, NoSuchPanel for a stranger."""
    me = facts.assessor_of(viewer.person_id)
    if me is not None:
        return me
    if panels.may_watch(viewer, facts) or panel.stakeholders.filter(person_id=viewer.person_id).exists():
        raise NotForYou("only an assessor of this panel rates in it")
    raise NoSuchPanel(f"panel {panel.pk}: there is no such panel; see what waits for you")


def work_page(viewer: Viewer, panel_id: str, dataset: str = "") -> WorkPage:
    """Raises: NoSuchPanel, NotForYou; NoSuchPanel also for a dataset that is not with the assessor."""
    panel = find_panel(panel_id)
    records = records_of(panel)
    facts = facts_of(panel, records)
    me = _mine(viewer, panel, facts)
    lines = tuple(
        WorkLine(
            row.dataset, records.get(row.dataset), is_done(facts, row), panels.may_rate(facts, me, row.dataset),
            row.kind is AssignmentKind.THIRD and facts.state is PanelState.RESOLVING,
        )
        for row in facts.assignments_of(me.id)
    )  # fmt: skip
    chosen = next((each for each in lines if each.id == dataset), None)
    if dataset and (chosen is None or chosen.record is None):
        raise NoSuchPanel(f"dataset {dataset}: it is not with you; see your list")
    return WorkPage(
        row=panel,
        state=facts.state,
        rubric=rubric_of(panel),
        is_declared=is_declared(me, [each.id for each in facts.live]),
        is_shown=facts.is_shown,
        lines=lines,
        barred=sum(bool(conflicts_of(me, each)) for each in facts.live),
        line=chosen,
        pack=_pack(chosen.record) if chosen and chosen.record else None,
        asked=_asked(panel, facts, me, chosen.id) if chosen else (),
    )


def _asked(panel: models.Panel, facts: PanelFacts, me: AssessorFacts, dataset: str) -> tuple[Asked, ...]:
    row = models.Assignment.objects.get(assessor=me.id, dataset=dataset, ended__isnull=True)
    given = newest_ratings([row.pk]).get(row.pk, {})
    now_round = panels.round_of(facts.state)
    earlier = {} if now_round is Round.CALIBRATION else given.get(Round.CALIBRATION, {})
    kept = given.get(now_round, {})
    return tuple(Asked(each, kept.get(each.id), earlier.get(each.id)) for each in rubric_of(panel).criteria)


def _pack(record: DatasetRecord) -> Pack:
    """About eight queries."""
    bodies = organisations.by_codes([record.organisation])
    version = inventory.scanned_version(record.id)
    evidence = inventory.evidence_of(record.id, version.id) if version else ()
    return Pack(
        record=record,
        organisation=bodies.get(record.organisation),
        readiness=readiness_lines([record.id]).get(record.id),
        tables=tuple(_table(each.table, each.profile) for each in evidence[:MOST_TABLES]),
        findings=sum(len({found["column"] for found in each.findings if "column" in found}) for each in evidence),
        overlaps=_overlaps(record.id),
    )


def _table(name: str, profile: Mapping[str, Any] | None) -> TableLine:
    columns = (profile or {}).get("columns") or []
    cells = sum((each.get("count") or 0) + (each.get("nulls") or 0) for each in columns)
    gaps = sum((each.get("nulls") or 0) + (each.get("blanks") or 0) for each in columns)
    return TableLine(name, (profile or {}).get("rows"), len(columns), gaps / cells if cells else None)


def _overlaps(dataset_id: str) -> tuple[OverlapLine, ...]:
    views = inventory.overlaps(dataset_id=dataset_id, limit=MOST_OVERLAPS)
    ends = [each.b if each.a.dataset_id == dataset_id else each.a for each in views]
    records = inventory.datasets_of({each.dataset_id for each in ends})
    bodies = organisations.by_codes({each.organisation for each in ends})
    shown = {name: record for name, record in records.items() if record.publication == "open"}
    return tuple(
        OverlapLine(
            view.relation, view.strength, bodies.get(end.organisation),
            shown[end.dataset_id].title if end.dataset_id in shown else "",
            shown[end.dataset_id].title_en if end.dataset_id in shown else "", str(view.status),
        )
        for view, end in zip(views, ends, strict=True)
    )  # fmt: skip


@dataclass(frozen=True)
class Spread:
    """How often each point was given to one dataset on one criterion; `mine` the viewer's own."""

    criterion: Anchored
    counts: tuple[int, ...]
    mine: int | None


@dataclass(frozen=True)
class CalibrationPage:
    """The calibration round without names."""

    row: models.Panel
    state: PanelState
    is_shown: bool
    datasets: tuple[tuple[DatasetRecord | None, tuple[Spread, ...]], ...]
    is_assessor: bool


def calibration_page(viewer: Viewer, panel_id: str) -> CalibrationPage:
    """Assessors see it once it is shown, the manager and the auditor at any time. Raises: NoSuchPanel, NotForYou."""
    panel = find_panel(panel_id)
    records = records_of(panel)
    facts = facts_of(panel, records)
    me = None if panels.may_watch(viewer, facts) else _mine(viewer, panel, facts)
    if me is not None and not facts.is_shown:
        raise NotForYou("how the others rated is shown when all have rated and the manager shows it")
    rows = [each for each in facts.assignments if each.kind is AssignmentKind.CALIBRATION]
    asked = rubric_of(panel).criteria
    of = {name: [row for row in rows if row.dataset == name] for name in sorted({row.dataset for row in rows})}
    datasets = tuple(
        (records.get(name), tuple(_spread(each, given, me) for each in asked)) for name, given in of.items()
    )
    return CalibrationPage(panel, facts.state, facts.is_shown, datasets, me is not None)


def _spread(criterion: Anchored, rows: list[panels.AssignmentFacts], me: AssessorFacts | None) -> Spread:
    given = {row.assessor: row.first[criterion.id] for row in rows if criterion.id in row.first}
    counts = Counter(given.values())
    points = tuple(counts[point] for point in range(LOWEST, HIGHEST + 1))
    return Spread(criterion, points, given.get(me.id) if me else None)


@dataclass(frozen=True)
class InterestsPage:
    """What an assessor declares, and what follows from it for the shortlist."""

    row: models.Panel
    me: models.Assessor
    is_declared: bool
    is_open: bool
    conflicts: tuple[tuple[ConflictKind, str], ...]
    datasets: tuple[tuple[Rateable, DatasetRecord | None, tuple[ConflictKind, ...]], ...]
    bodies: tuple[Organisation, ...]
    own: tuple[Organisation, ...]

    @property
    def barred(self) -> int:
        return sum(bool(why) for _, _, why in self.datasets)


def interests_page(viewer: Viewer, panel_id: str) -> InterestsPage:
    """Raises: NoSuchPanel, NotForYou."""
    panel = find_panel(panel_id)
    records = records_of(panel)
    facts = facts_of(panel, records)
    me = _mine(viewer, panel, facts)
    bodies = organisations.by_codes({each.organisation for each in records.values()} | me.own)
    return InterestsPage(
        row=panel,
        me=panel.assessors.get(pk=me.id),
        is_declared=is_declared(me, [each.id for each in facts.live]),
        is_open=facts.state is not PanelState.CLOSED,
        conflicts=tuple((each.kind, each.ref) for each in me.declared),
        datasets=tuple((each, records.get(each.id), conflicts_of(me, each)) for each in facts.live),
        bodies=_by_name(bodies, {each.organisation for each in records.values()}),
        own=_by_name(bodies, me.own),
    )


def _by_name(bodies: Mapping[str, Organisation], codes: Collection[str]) -> tuple[Organisation, ...]:
    return tuple(sorted((bodies[code] for code in codes if code in bodies), key=lambda each: each.name))


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
