"""What a panel found, and for whom panels wait."""

from __future__ import annotations

from collections.abc import Mapping

from gotgan.assess import models
from gotgan.assess.queries.panel_facts import facts_of
from gotgan.assess.rules.conflicts import is_declared
from gotgan.assess.rules.panels import PanelFacts, PanelState, may_rate
from gotgan.assess.rules.people import may_see_all
from gotgan.assess.rules.rounds import held_again, may_rate_again
from gotgan.assess.rules.stakes import Answers, Elicited, elicit
from gotgan.terms.role import Viewer
from gotgan.terms.selection import ListState, PanelResult


def panel_result(version_id: str) -> PanelResult:
    """Of the panel of a list's version; empty where it has none, or none that has closed."""
    document = models.Panel.objects.filter(version=version_id, state=PanelState.CLOSED).values_list("result", flat=True)
    if not document or not document[0]:
        return PanelResult()
    from gotgan.assess.rules.outcome import read_outcome

    return read_outcome(document[0])


def ratings_of(viewer: Viewer, version_id: str) -> str:
    """The id of the closed panel of a list's version, for who may see its ratings; empty for everybody else."""
    closed = models.Panel.objects.filter(version=version_id, state=PanelState.CLOSED)
    return (closed.values_list("id", flat=True).first() or "") if may_see_all(viewer) else ""


def has_result(version_id: str) -> bool:
    """Whether its panel closed with values; nothing of them is read."""
    closed = models.Panel.objects.filter(version=version_id, state=PanelState.CLOSED, result__has_key="criteria")
    return closed.exclude(result__criteria={}).exists()


def accepted_answers(panel: models.Panel) -> Mapping[int, Answers]:
    """{stakeholder: the newest consistent comparisons}."""
    rows = models.Comparison.objects.filter(stakeholder__panel=panel, is_accepted=True).order_by("revision")
    return {row.stakeholder_id: row.answers for row in rows}


def elicited_of(panel: models.Panel) -> Elicited | None:
    return elicit(accepted_answers(panel))


class Waits:
    """What a panel waits for from one person."""

    DECLARE = "declare"
    RATE = "rate"
    WEIGH = "weigh"


def waiting_for(viewer: Viewer, *, limit: int = 20) -> tuple[tuple[models.Panel, str, int], ...]:
    """(panel, what it waits for, how much) of open panels, for this person; the oldest first."""
    if viewer.person_id is None:
        return ()
    open_ones = models.Panel.objects.exclude(state=PanelState.CLOSED).filter(version__state=ListState.RATING)
    open_ones = open_ones.select_related("version__dataset_list")
    found: list[tuple[models.Panel, str, int]] = []
    rates = open_ones.filter(assessors__person_id=viewer.person_id, assessors__left__isnull=True)
    for panel in rates.order_by("created", "id")[:limit]:
        found += [(panel, *each) for each in _waits(facts_of(panel), viewer.person_id)]
    silent = open_ones.filter(stakeholders__person_id=viewer.person_id)
    for panel in silent.order_by("created", "id")[:limit]:
        rows = models.Comparison.objects.filter(stakeholder__panel=panel, stakeholder__person_id=viewer.person_id)
        if not rows.filter(is_accepted=True).exists():
            found.append((panel, Waits.WEIGH, 1))
    return tuple(found)


def count_waiting(viewer: Viewer) -> int:
    """How many things panels wait for from this person; two queries for who is on none."""
    return len(waiting_for(viewer))


def _waits(facts: PanelFacts, person: int) -> list[tuple[str, int]]:
    me = facts.assessor_of(person)
    if me is None:
        return []
    if not is_declared(me, [each.id for each in facts.live]):
        return [(Waits.DECLARE, 1)]
    again = [name for name, is_rated in held_again(facts, me.id).items() if not is_rated]
    may_again = {name for name in again if may_rate_again(facts, me, name)}
    count = len(may_again | set(open_datasets(facts, me.id)))
    return [(Waits.RATE, count)] if count else []


def open_datasets(facts: PanelFacts, assessor: int) -> tuple[str, ...]:
    """Datasets that this assessor may rate now and has not rated on every criterion."""
    me = next(each for each in facts.assessors if each.id == assessor)
    is_first = facts.state is PanelState.CALIBRATING
    return tuple(
        row.dataset
        for row in facts.assignments_of(assessor)
        if may_rate(facts, me, row.dataset) and not set(facts.criteria) <= (row.first if is_first else row.main).keys()
    )
