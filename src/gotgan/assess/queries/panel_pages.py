"""A panel as the manager and the auditor see it, and as everybody may once it is closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gotgan.accounts import queries as accounts
from gotgan.assess import models
from gotgan.assess.queries.panel_facts import NoSuchPanel, facts_of, find_panel, records_of, rubric_of
from gotgan.assess.queries.panel_missing import Missing, missing_in
from gotgan.assess.queries.panel_rounds import RoundLine, round_lines
from gotgan.assess.queries.panels import elicited_of
from gotgan.assess.rules import panels, rounds
from gotgan.assess.rules.conflicts import AssessorFacts, ConflictKind, conflicts_of, is_declared, plain_name
from gotgan.assess.rules.panels import AssignmentFacts, PanelFacts, PanelState
from gotgan.assess.rules.people import may_see_all
from gotgan.assess.rules.rubrics import Anchored, Rubric
from gotgan.assess.rules.stakes import Elicited
from gotgan.organisations import queries as organisations
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.decision import Decision
from gotgan.terms.errors import NotAllowed
from gotgan.terms.organisation import Organisation
from gotgan.terms.role import Viewer
from gotgan.terms.selection import CRITERIA, ListState

if TYPE_CHECKING:
    from gotgan.assess.rules.outcome import CriterionOutcome


class NotForYou(NotAllowed):
    """A page of the panel that the person may not see, or not yet."""


@dataclass(frozen=True)
class PersonLine:
    """An assessor: `barred` counts datasets of the shortlist in conflict; `given` datasets held, `done` rated whole;
    `is_active` False also for who lost the role without leaving."""

    row: models.Assessor
    name: str
    is_declared: bool
    conflicts: tuple[tuple[ConflictKind, str], ...]
    barred: int
    given: int
    done: int
    is_active: bool


@dataclass(frozen=True)
class StakeLine:
    """A stakeholder; `ratio` None before the first comparisons, `weights` None until accepted."""

    row: models.Stakeholder
    name: str
    ratio: float | None
    weights: Mapping[str, float] | None


@dataclass(frozen=True)
class DatasetLine:
    """One dataset of the shortlist: who rates it, how far, and on which criteria two are apart."""

    id: str
    record: DatasetRecord | None
    organisation: Organisation | None
    is_live: bool
    given: int
    done: int
    apart: tuple[str, ...]
    has_third: bool
    may: int


@dataclass(frozen=True)
class CriterionLine:
    """One criterion of the rubric with what the ratings so far, or at closing, come to; `may_again` whether another
    round of it may be opened."""

    criterion: Anchored
    found: CriterionOutcome
    may_again: Decision


@dataclass(frozen=True)
class PanelPage:
    """`names` {assessor: name} is empty for who may not see them: the others are then numbered."""

    row: models.Panel
    facts: PanelFacts
    rubric: Rubric
    people: tuple[PersonLine, ...]
    stakes: tuple[StakeLine, ...]
    datasets: tuple[DatasetLine, ...]
    criteria: tuple[CriterionLine, ...]
    rounds: tuple[RoundLine, ...]
    elicited: Elicited | None
    may_run: bool
    next_step: str
    may_go_on: Decision
    missing: tuple[Missing, ...]
    unmatched: tuple[str, ...]
    names: Mapping[int, str]

    @property
    def stage(self) -> int:
        return panels.STAGES.index(self.facts.state)

    @property
    def silent(self) -> tuple[CriterionLine, ...]:
        """Criteria that may not decide as it stands."""
        return tuple(line for line in self.criteria if not line.found.agreement.decides)

    @property
    def is_rated_again(self) -> bool:
        """Whether a further round is under way."""
        return any(line.step for line in self.rounds)

    @property
    def rated(self) -> int:
        return sum(line.done for line in self.people)

    @property
    def given(self) -> int:
        return sum(line.given for line in self.people)

    @property
    def disagreements(self) -> tuple[DatasetLine, ...]:
        return tuple(line for line in self.datasets if line.apart)

    @property
    def severities(self) -> tuple[tuple[str, tuple[tuple[Anchored, object], ...]], ...]:
        """(assessor, severity by criterion), in the order they joined."""
        order = [each.id for each in self.facts.assessors]
        shown = []
        for number, who in enumerate(order, 1):
            row = tuple((line.criterion, line.found.fit.assessors.get(who)) for line in self.criteria)
            if any(severity for _, severity in row):
                shown.append((self.names.get(who) or str(number), row))
        return tuple(shown)

    @property
    def weights(self) -> tuple[tuple[str, float, float | None], ...]:
        """(criterion, default weight, elicited weight)."""
        found = self.elicited.weights if self.elicited else {}
        return tuple((each.id, each.weight, found.get(each.id)) for each in CRITERIA)


def panel_of_version(viewer: Viewer, version_id: str) -> str | None:
    """For who manages or audits lists; None also for anybody else."""
    if not may_see_all(viewer):
        return None
    found: str | None = models.Panel.objects.filter(version=version_id).values_list("pk", flat=True).first()
    return found


def panels_to_watch(viewer: Viewer, *, limit: int = 50) -> tuple[models.Panel, ...]:
    """For who manages or audits lists; the newest first."""
    rows = models.Panel.objects.select_related("version__dataset_list")[:limit]
    return tuple(rows) if may_see_all(viewer) else ()


def version_to_rate(viewer: Viewer, version_id: str) -> models.ListVersion:
    """A version whose panel may be opened. Raises: NoSuchPanel, NotForYou."""
    row = models.ListVersion.objects.select_related("dataset_list").filter(pk=version_id).first()
    if row is None or not may_see_all(viewer):
        raise NoSuchPanel(f"version {version_id}: there is no such version; see the lists")
    decision = panels.may_open(ListState(row.state), row.shortlist, viewer)
    if not decision:
        raise NotForYou("; ".join(decision.reasons))
    return row


def panel_page(viewer: Viewer, panel_id: str, *, is_open_at_the_end: bool = False) -> PanelPage:
    """`is_open_at_the_end`: who rates or weighs in it sees this when the panel has closed, without names.

    Raises: NoSuchPanel for a stranger; NotForYou for who rates or weighs in it and may not see it, or not yet.
    """
    panel = find_panel(panel_id)
    records = records_of(panel)
    facts = facts_of(panel, records)
    if not panels.may_watch(viewer, facts):
        turn_away(viewer, panel, facts, is_open_at_the_end=is_open_at_the_end)
    next_step, decision = _next(facts)
    names = accounts.names_of(each.person for each in facts.assessors) if may_see_all(viewer) else {}
    by_row = {each.id: names[each.person] for each in facts.assessors if each.person in names}
    elicited, rubric = elicited_of(panel), rubric_of(panel)
    return PanelPage(
        row=panel,
        facts=facts,
        rubric=rubric,
        people=_people(panel, facts, by_row),
        stakes=_stakes(panel, elicited, viewer),
        datasets=_datasets(facts, records),
        criteria=_criteria(panel, facts, rubric),
        rounds=round_lines(panel, facts, rubric, by_row, records),
        elicited=elicited,
        may_run=panels.may_run(viewer, facts),
        next_step=next_step,
        may_go_on=decision,
        missing=missing_in(decision, records),
        unmatched=_unmatched(facts),
        names=by_row,
    )


def turn_away(viewer: Viewer, panel: models.Panel, facts: PanelFacts, *, is_open_at_the_end: bool) -> None:
    """Who rates or weighs in a closed panel may see its numbers. Raises: NoSuchPanel, NotForYou."""
    rates = any(each.person == viewer.person_id for each in facts.assessors)
    weighs = panel.stakeholders.filter(person_id=viewer.person_id).exists()
    if not (rates or weighs):
        raise NoSuchPanel(f"panel {panel.pk}: there is no such panel; see what waits for you")
    if facts.state is not PanelState.CLOSED:
        raise NotForYou("what others gave is shown when the panel has closed, so that nobody is swayed")
    if not is_open_at_the_end:
        raise NotForYou("who gave what is shown to the manager and the auditor alone")


def _next(facts: PanelFacts) -> tuple[str, Decision]:
    """The one step that comes next, and what it lacks."""
    if facts.state is PanelState.FORMING:
        return "calibrate", panels.may_calibrate(facts)
    if facts.state is PanelState.CALIBRATING:
        return ("rate", panels.may_rate_all(facts)) if facts.is_shown else ("show", panels.may_show(facts))
    if facts.state is PanelState.RATING:
        return "resolve", panels.may_resolve(facts)
    return ("close", panels.may_close(facts)) if facts.state is PanelState.RESOLVING else ("", Decision.yes())


def _people(panel: models.Panel, facts: PanelFacts, names: Mapping[int, str]) -> tuple[PersonLine, ...]:
    known = {each.id: each for each in facts.assessors}
    shortlist = [each.id for each in facts.live]
    rows = panel.assessors.prefetch_related("conflicts")
    return tuple(
        _person(row, known[row.pk], names.get(row.pk, ""), facts, shortlist) for row in rows if row.pk in known
    )


def _person(
    row: models.Assessor, me: AssessorFacts, name: str, facts: PanelFacts, shortlist: Iterable[str]
) -> PersonLine:
    held = facts.assignments_of(me.id)
    return PersonLine(
        row=row,
        name=name,
        is_declared=is_declared(me, list(shortlist)),
        conflicts=tuple((ConflictKind(each.kind), each.ref) for each in row.conflicts.all()),
        barred=sum(bool(conflicts_of(me, each)) for each in facts.live),
        given=len(held),
        done=sum(is_done(facts, each) for each in held),
        is_active=me.is_active,
    )


def is_done(facts: PanelFacts, row: AssignmentFacts) -> bool:
    """Rated on every criterion in the round that is on."""
    given = row.first if facts.state is PanelState.CALIBRATING else row.main
    return set(facts.criteria) <= given.keys()


def _stakes(panel: models.Panel, elicited: Elicited | None, viewer: Viewer) -> tuple[StakeLine, ...]:
    rows = list(panel.stakeholders.all())
    names = accounts.names_of(each.person_id for each in rows) if may_see_all(viewer) else {}
    compared = models.Comparison.objects.filter(stakeholder__panel=panel).order_by("revision")
    ratios = {each.stakeholder_id: each.ratio for each in compared}
    weights = elicited.each if elicited else {}
    return tuple(
        StakeLine(row, names.get(row.person_id) or str(number), ratios.get(row.pk), weights.get(row.pk))
        for number, row in enumerate(rows, 1)
    )


def _datasets(facts: PanelFacts, records: Mapping[str, DatasetRecord]) -> tuple[DatasetLine, ...]:
    bodies = organisations.by_codes({each.organisation for each in records.values()})
    apart, thirds = panels.apart(facts), panels.with_third(facts)
    held: dict[str, list[AssignmentFacts]] = {}
    for row in panels.standing(facts):
        held.setdefault(row.dataset, []).append(row)
    lines = []
    for each in facts.datasets:
        rows = held.get(each.id, [])
        lines.append(
            DatasetLine(
                id=each.id,
                record=records.get(each.id),
                organisation=bodies.get(each.organisation),
                is_live=each.is_live,
                given=len(rows),
                done=sum(is_done(facts, row) for row in rows),
                apart=apart.get(each.id, ()),
                has_third=each.id in thirds,
                may=sum(not conflicts_of(one, each) for one in facts.active),
            )
        )
    return tuple(lines)


def _criteria(panel: models.Panel, facts: PanelFacts, rubric: Rubric) -> tuple[CriterionLine, ...]:
    """As kept at closing, before it from the ratings so far; nothing before the first that counts."""
    from gotgan.assess.rules.outcome import outcome_of, read_criteria

    if facts.state in (PanelState.FORMING, PanelState.CALIBRATING):
        return ()
    is_kept = facts.state is PanelState.CLOSED and panel.result
    found = read_criteria(panel.result) if is_kept else outcome_of(facts).criteria
    return tuple(
        CriterionLine(each, found[each.id], rounds.may_open(facts, each.id, decides=found[each.id].agreement.decides))
        for each in rubric.criteria
        if each.id in found
    )


def _unmatched(facts: PanelFacts) -> tuple[str, ...]:
    """Declared suppliers that no record of the shortlist names: the manager looks at these."""
    known = {plain_name(name) for each in facts.datasets for name in each.suppliers}
    declared = {each.ref for who in facts.assessors for each in who.declared if each.kind is ConflictKind.SUPPLIER}
    return tuple(sorted(name for name in declared if plain_name(name) not in known))
