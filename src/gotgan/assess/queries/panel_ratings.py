"""Every rating of one dataset with its revisions: the evidence of its value, for the manager and the auditor."""

from __future__ import annotations

from dataclasses import dataclass

from gotgan.accounts import queries as accounts
from gotgan.assess import models
from gotgan.assess.queries.panel_facts import NoSuchPanel, facts_of, find_panel, records_of, rubric_of
from gotgan.assess.queries.panel_pages import turn_away
from gotgan.assess.rules import panels, rounds
from gotgan.assess.rules.conflicts import ConflictKind, conflicts_of
from gotgan.assess.rules.rubrics import Rubric
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.role import Viewer


@dataclass(frozen=True)
class RatingLine:
    """One rating as it was given; `round` 0 for calibration, 1 for the first that counts. `is_newest` of its round,
    and `counts` in the result."""

    row: models.Rating | models.FurtherRating
    name: str
    criterion: str
    round: int
    is_newest: bool
    counts: bool


@dataclass(frozen=True)
class DatasetRatings:
    """`held`: who had it and for what, with why it was taken from them; `barred`: who may not rate it and why."""

    row: models.Panel
    state: panels.PanelState
    rubric: Rubric
    record: DatasetRecord | None
    held: tuple[tuple[models.Assignment, str], ...]
    barred: tuple[tuple[str, tuple[ConflictKind, ...]], ...]
    ratings: tuple[RatingLine, ...]


def dataset_ratings(viewer: Viewer, panel_id: str, dataset: str) -> DatasetRatings:
    """Raises: NoSuchPanel for a stranger or a dataset that is not on the shortlist, NotForYou for who rates in it."""
    panel = find_panel(panel_id)
    records = records_of(panel)
    facts = facts_of(panel, records)
    if not panels.may_watch(viewer, facts):
        turn_away(viewer, panel, facts, is_open_at_the_end=False)
    known = next((each for each in facts.datasets if each.id == dataset), None)
    if known is None:
        raise NoSuchPanel(f"dataset {dataset}: it is not on the shortlist; see the panel's page")
    names = accounts.names_of(each.person for each in facts.assessors)
    by_row = {each.id: names.get(each.person, "") for each in facts.assessors}
    rows = models.Assignment.objects.filter(assessor__panel=panel, dataset=dataset)
    counting = {row.assessor for row in panels.standing(facts) if row.dataset == dataset}
    barred = [(by_row[each.id], conflicts_of(each, known)) for each in facts.assessors]
    return DatasetRatings(
        row=panel,
        state=facts.state,
        rubric=rubric_of(panel),
        record=records.get(dataset),
        held=tuple((each, by_row.get(each.assessor_id, "")) for each in rows),
        barred=tuple((name, why) for name, why in barred if why),
        ratings=(
            *_ratings(panel, dataset, by_row, counting, facts),
            *_ratings_again(panel, dataset, by_row, facts),
        ),
    )


def _ratings(
    panel: models.Panel, dataset: str, names: dict[int, str], counting: set[int], facts: panels.PanelFacts
) -> tuple[RatingLine, ...]:
    rows = models.Rating.objects.filter(assignment__assessor__panel=panel, assignment__dataset=dataset)
    rows = rows.select_related("assignment").order_by("criterion", "assignment", "round", "revision")
    newest = {(each.assignment_id, each.criterion, each.round): each.pk for each in rows}
    return tuple(
        RatingLine(
            row=each,
            name=names.get(each.assignment.assessor_id, ""),
            criterion=each.criterion,
            round=each.round - panels.Round.CALIBRATION,
            is_newest=newest[each.assignment_id, each.criterion, each.round] == each.pk,
            counts=newest[each.assignment_id, each.criterion, each.round] == each.pk
            and each.round == panels.Round.MAIN
            and each.assignment.ended is None
            and each.assignment.assessor_id in counting
            and not rounds.finished(facts, each.criterion),
        )
        for each in rows
    )


def _ratings_again(
    panel: models.Panel, dataset: str, names: dict[int, str], facts: panels.PanelFacts
) -> tuple[RatingLine, ...]:
    """Those of further rounds, which count in place of earlier ones once their round is finished."""
    if not facts.rounds:
        return ()
    rows = models.FurtherRating.objects.filter(assignment__round__panel=panel, assignment__dataset=dataset)
    rows = rows.select_related("assignment__round").order_by("assignment__round", "assignment", "revision")
    newest = {each.assignment_id: each.pk for each in rows}
    counting = {
        (criterion, done[-1].number, row.assessor)
        for criterion in facts.criteria
        if (done := rounds.finished(facts, criterion))
        for row in rounds.given(facts, done[-1])
        if row.dataset == dataset
    }
    return tuple(
        RatingLine(
            row=each,
            name=names.get(each.assignment.assessor_id, ""),
            criterion=again.criterion,
            round=again.number,
            is_newest=newest[each.assignment_id] == each.pk,
            counts=newest[each.assignment_id] == each.pk
            and each.assignment.ended is None
            and (again.criterion, again.number, each.assignment.assessor_id) in counting,
        )
        for each in rows
        for again in (each.assignment.round,)
    )
