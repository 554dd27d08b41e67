"""A panel as one assessor or stakeholder sees it: their own part, and nobody else's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Q

from gotgan.assess import models
from gotgan.assess.queries.panel_facts import (
    NoSuchPanel,
    facts_of,
    facts_of_one,
    find_panel,
    newest_again,
    newest_ratings,
    open_assignments,
    records_of,
    rubric_of,
)
from gotgan.assess.queries.panel_packs import Pack, pack_of
from gotgan.assess.queries.panel_pages import NotForYou, is_done
from gotgan.assess.rules import panels, rounds
from gotgan.assess.rules.conflicts import AssessorFacts, conflicts_of, is_declared
from gotgan.assess.rules.panel_figures import HIGHEST, LOWEST
from gotgan.assess.rules.panels import AssignmentKind, PanelFacts, PanelState, Round
from gotgan.assess.rules.rubrics import Anchored, Rubric
from gotgan.inventory import queries as inventory
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.decision import Decision
from gotgan.terms.role import Viewer

AT_ONCE = 5
"""How many of the datasets that wait are read to find the next."""


@dataclass(frozen=True)
class WorkLine:
    """One dataset that is with the assessor; `is_again` in a further round of a criterion."""

    id: str
    record: DatasetRecord | None
    is_done: bool
    may_rate: Decision
    is_third: bool
    is_again: bool = False


@dataclass(frozen=True)
class Asked:
    """One criterion with what the assessor gave: `kept` in this round, `before` in the calibration round. A further
    round shows nothing of an earlier one; `round` is its number, `note` how the rubric is to be read in it."""

    criterion: Anchored
    kept: models.Rating | models.FurtherRating | None
    before: models.Rating | None = None
    round: int = 0
    note: str = ""
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


def mine(viewer: Viewer, panel: models.Panel, facts: PanelFacts) -> AssessorFacts:
    """Raises: NotForYou for a member without this part, NoSuchPanel for a stranger."""
    me = facts.assessor_of(viewer.person_id)
    if me is not None:
        return me
    if panels.may_watch(viewer, facts) or panel.stakeholders.filter(person_id=viewer.person_id).exists():
        raise NotForYou("only an assessor of this panel rates in it")
    raise NoSuchPanel(f"panel {panel.pk}: there is no such panel; see what waits for you")


def work_page(viewer: Viewer, panel_id: str, dataset: str = "") -> WorkPage:
    """Raises: NoSuchPanel, also for a dataset that is not with the assessor; NotForYou, also for one in conflict."""
    panel = find_panel(panel_id)
    records = records_of(panel)
    facts = facts_of(panel, records)
    me = mine(viewer, panel, facts)
    barred = {each.id for each in facts.datasets if conflicts_of(me, each)}
    lines = _lines(facts, me, records)
    chosen = next((each for each in lines if each.id == dataset), None)
    if dataset and (chosen is None or chosen.record is None):
        raise NoSuchPanel(f"dataset {dataset}: it is not with you; see your list")
    if dataset in barred:
        raise NotForYou("you are in conflict over this dataset")
    return WorkPage(
        row=panel,
        state=facts.state,
        rubric=rubric_of(panel),
        is_declared=is_declared(me, [each.id for each in facts.live]),
        is_shown=facts.is_shown,
        lines=tuple(each for each in lines if each.id not in barred),
        barred=len(barred & facts.live_ids),
        line=chosen,
        pack=pack_of(chosen.record) if chosen and chosen.record else None,
        asked=_asked(panel, facts, me, chosen) if chosen else (),
    )


@dataclass(frozen=True)
class RatingForm:
    """What an assessor may fill in of one dataset: all that taking their ratings takes of its page."""

    line: WorkLine
    asked: tuple[Asked, ...]


def rating_form(viewer: Viewer, panel_id: str, dataset: str) -> RatingForm:
    """The same line and criteria as on the page of the dataset, in few queries. Raises: as work_page does."""
    panel = find_panel(panel_id)
    records = inventory.datasets_of({dataset} & set(panel.version.shortlist))
    facts = facts_of_one(panel, viewer.person_id, records)
    me = mine(viewer, panel, facts)
    line = next((each for each in _lines(facts, me, records) if each.id == dataset), None)
    if line is None or line.record is None:
        raise NoSuchPanel(f"dataset {dataset}: it is not with you; see your list")
    if conflicts_of(me, facts.known[dataset]):
        raise NotForYou("you are in conflict over this dataset")
    return RatingForm(line, _asked(panel, facts, me, line))


def following(viewer: Viewer, panel_id: str, dataset: str) -> str | None:
    """After a dataset that is rated whole the next that waits, empty after the last; None where it is not whole.

    Raises: as work_page does. Datasets are read some at a time until one waits; in further rounds all are.
    """
    panel = find_panel(panel_id)
    if panel.state == PanelState.RESOLVING:
        page = work_page(viewer, panel_id, dataset)
        return page.following if page.line and page.line.is_done else None
    waiting = _not_whole(panel, viewer.person_id)
    if dataset in waiting:
        return None
    for start in range(0, len(waiting), AT_ONCE):
        chosen = waiting[start : start + AT_ONCE]
        facts = facts_of_one(panel, viewer.person_id, inventory.datasets_of(chosen))
        me = mine(viewer, panel, facts)
        found = next((name for name in chosen if panels.may_rate(facts, me, name)), None)
        if found is not None:
            return found
    return ""


def _not_whole(panel: models.Panel, person: int | None) -> list[str]:
    """What is with them and not rated on every criterion in the round that is on, in the order of their list."""
    now_round = panels.round_of(PanelState(panel.state))
    rows = models.Assignment.objects.filter(assessor__panel=panel, assessor__person_id=person, ended__isnull=True)
    rated = Count("ratings__criterion", filter=Q(ratings__round=now_round), distinct=True)
    counts = rows.annotate(rated=rated).order_by("id").values_list("dataset", "rated")
    asked = len(rubric_of(panel).ids)
    return [name for name, count in counts if count < asked]


def _lines(facts: PanelFacts, me: AssessorFacts, records: Mapping[str, DatasetRecord]) -> tuple[WorkLine, ...]:
    """What is with them; while a further round asks for ratings of theirs, that and what else is still open. A dataset
    of both stands in the round until it is rated there, then in the rating of all criteria until that is whole."""
    again = tuple(
        WorkLine(
            name, records.get(name), is_rated, rounds.may_rate_again(facts, me, name),
            rounds.is_third(facts, me.id, name), is_again=True,
        )
        for name, is_rated in rounds.held_again(facts, me.id).items()
    )  # fmt: skip
    main = tuple(
        WorkLine(
            row.dataset, records.get(row.dataset), is_done(facts, row), panels.may_rate(facts, me, row.dataset),
            row.kind is AssignmentKind.THIRD and facts.state is PanelState.RESOLVING,
        )
        for row in facts.assignments_of(me.id)
    )  # fmt: skip
    if not again:
        return main
    waiting = {each.id for each in again if not each.is_done}
    still = tuple(each for each in main if each.id not in waiting and each.may_rate and not each.is_done)
    instead = {each.id for each in still}
    return (*(each for each in again if each.id not in instead), *still)


def _asked(panel: models.Panel, facts: PanelFacts, me: AssessorFacts, line: WorkLine) -> tuple[Asked, ...]:
    if line.is_again:
        return _asked_again(panel, facts, me, line.id)
    row = models.Assignment.objects.get(assessor=me.id, dataset=line.id, ended__isnull=True)
    given = newest_ratings([row.pk]).get(row.pk, {})
    now_round = panels.round_of(facts.state)
    earlier = {} if now_round is Round.CALIBRATION else given.get(Round.CALIBRATION, {})
    kept = given.get(now_round, {})
    hidden = {each.criterion for each in facts.rounds} if facts.state is not PanelState.CLOSED else set()
    return tuple(
        Asked(each, kept.get(each.id), earlier.get(each.id))
        for each in rubric_of(panel).criteria
        if each.id not in hidden or each.id not in kept
    )


def _asked_again(panel: models.Panel, facts: PanelFacts, me: AssessorFacts, dataset: str) -> tuple[Asked, ...]:
    """The criteria of further rounds that take ratings of theirs, without what they gave before."""
    taken = {(each.criterion, each.number) for each in rounds.asked_of(facts, me.id, dataset)}
    held = {row.round.criterion: row for row in open_assignments(panel, me.id, dataset)}
    newest = newest_again(row.pk for row in held.values())
    return tuple(
        Asked(each, newest.get(row.pk), round=row.round.number, note=row.round.note)
        for each in rubric_of(panel).criteria
        if (row := held.get(each.id)) is not None and (each.id, row.round.number) in taken
    )


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
    me = None if panels.may_watch(viewer, facts) else mine(viewer, panel, facts)
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
