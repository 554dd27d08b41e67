"""Another round of one criterion on which the panel does not agree: opened, thirds called, finished."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.assess import models
from gotgan.assess.actions.panels.reaching import NotYourPanel, check, lock_to_run
from gotgan.assess.actions.permission import text_in
from gotgan.assess.queries.panel_facts import facts_of
from gotgan.assess.rules import panels, rounds
from gotgan.audit.actions import record
from gotgan.terms.role import Actor

LONGEST_NOTE = 4000


@transaction.atomic
def open_round(*, by: Actor, panel_id: str, criterion: str, note: str) -> int:
    """The same people rate the same datasets again on one criterion; earlier ratings stay. Returns its number.

    `note`: why, and how the rubric is to be read from now on; assessors see it. Raises: NoSuchPanel, NotYourPanel,
    Invalid.
    """
    from gotgan.assess.rules.outcome import outcome_of

    panel, facts = lock_to_run(by, panel_id)
    is_known = criterion in facts.criteria
    decides = is_known and outcome_of(facts).criteria[criterion].agreement.decides
    check(rounds.may_open(facts, criterion, decides=decides))
    said = text_in("note", note, LONGEST_NOTE, "say how the rubric is to be read from now on")
    number = len(rounds.rounds_of(facts, criterion)) + 2
    made = models.FurtherRound.objects.create(
        panel=panel, criterion=criterion, number=number, note=said, by=by.label[:254], opened=timezone.now()
    )
    first = rounds.rows_again(facts)
    given = _give(made, (*first, *rounds.filling(facts, first, panel.seed)))
    _tell(by, "assess.open_round", made, {"assignments": given})
    return number


@transaction.atomic
def call_thirds(*, by: Actor, panel_id: str, criterion: str) -> int:
    """A third where two are apart in the round. Returns how many. Raises: NoSuchPanel, NotYourPanel."""
    panel, facts = lock_to_run(by, panel_id)
    row, again = _under_way(panel, facts, criterion)
    check(rounds.may_call_thirds(facts, again))
    called = _give(row, rounds.thirds(facts, again, panel.seed))
    _tell(by, "assess.call_thirds", row, {"called": called})
    return called


@transaction.atomic
def finish_round(*, by: Actor, panel_id: str, criterion: str) -> None:
    """The round counts instead of the one before. Raises: NoSuchPanel, NotYourPanel with what is missing."""
    panel, facts = lock_to_run(by, panel_id)
    row, again = _under_way(panel, facts, criterion)
    check(rounds.may_finish(facts, again))
    row.finished = timezone.now()
    row.save(update_fields=["finished"])
    _tell(by, "assess.finish_round", row, {"ratings": len(rounds.given(facts, again))})


def _under_way(
    panel: models.Panel, facts: panels.PanelFacts, criterion: str
) -> tuple[models.FurtherRound, panels.FurtherRound]:
    """Raises: NotYourPanel."""
    if facts.state is panels.PanelState.CLOSED:
        raise NotYourPanel("the panel is closed")
    again = rounds.under_way(facts, criterion)
    if again is None:
        raise NotYourPanel("no round of this criterion is under way")
    return panel.rounds.get(criterion=criterion, number=again.number), again


def _give(row: models.FurtherRound, rows: Iterable[panels.RoundRow]) -> int:
    now = timezone.now()
    made = models.FurtherAssignment.objects.bulk_create(
        models.FurtherAssignment(round=row, assessor_id=each.assessor, dataset=each.dataset, kind=each.kind, given=now)
        for each in rows
    )
    return len(made)


def _tell(by: Actor, action: str, row: models.FurtherRound, details: Mapping[str, Any]) -> None:
    said = {"criterion": row.criterion, "round": row.number, **details}
    record(by=by, action=action, subject=f"panel:{row.panel_id}", details=said)


def fill_rounds(panel: models.Panel) -> int:
    """After somebody left or is in conflict: others take over in the rounds under way, as far as they may."""
    facts = facts_of(panel)
    given = 0
    for again in (each for each in facts.rounds if not each.is_finished):
        row = panel.rounds.get(criterion=again.criterion, number=again.number)
        given += _give(row, rounds.filling(facts, rounds.standing_rows(facts, again.rows), panel.seed))
    return given
