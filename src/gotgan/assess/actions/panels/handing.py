"""Taking back what may not be with somebody any more, and handing it on; part of the steps that need it."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from gotgan.assess import models
from gotgan.assess.actions.panels.assigning import give_all, give_thirds
from gotgan.assess.actions.panels.rounds import fill_rounds
from gotgan.assess.queries.panel_facts import facts_of
from gotgan.assess.rules.conflicts import conflicts_of
from gotgan.assess.rules.panels import PanelFacts, PanelState

CONFLICT, LEFT = "a conflict of interest", "the assessor left the panel"
ROLE_ENDED = "the role of an assessor ended"


def hand_on(panel: models.Panel) -> tuple[int, int]:
    """Others get what nobody may rate who holds it, as far as they may; (how many ended, how many were made)."""
    facts = facts_of(panel)
    ended = sum(end_held(facts, row) for row in panel.assessors.all())
    given = 0
    if facts.state in (PanelState.RATING, PanelState.RESOLVING):
        given += give_all(panel, facts_of(panel))
    if facts.state is PanelState.RESOLVING:
        given += give_thirds(panel, facts_of(panel))[0]
    return ended, given + fill_rounds(panel)


def end_held(facts: PanelFacts, assessor: models.Assessor) -> int:
    """Take back what they are in conflict over by now, rated or not; from who left or lost the role also what is open.

    In the rating of all criteria and in rounds under way. Returns how many assignments ended.
    """
    me = next(each for each in facts.assessors if each.id == assessor.pk)
    barred = {each.id for each in facts.datasets if conflicts_of(me, each)}
    asked = set(facts.criteria)
    held, gone = facts.assignments_of(me.id), LEFT if assessor.left else ROLE_ENDED
    ended = _end(assessor, {row.dataset for row in held} & barred, CONFLICT)
    if not me.is_active:
        ended += _end(assessor, {row.dataset for row in held if not asked <= row.main.keys()} - barred, gone)
    for again in (each for each in facts.rounds if not each.is_finished):
        rows = [row for row in again.rows if row.assessor == me.id]
        place = again.criterion, again.number
        ended += _end(assessor, {row.dataset for row in rows} & barred, CONFLICT, place)
        if not me.is_active:
            ended += _end(assessor, {row.dataset for row in rows if row.value is None} - barred, gone, place)
    return ended


def _end(
    assessor: models.Assessor, datasets: Collection[str], because: str, again: tuple[str, int] | None = None
) -> int:
    """`again`: criterion and number of a further round."""
    if not datasets:
        return 0
    rows = (
        assessor.assignments
        if again is None
        else assessor.further.filter(round__criterion=again[0], round__number=again[1])
    )
    return rows.filter(dataset__in=datasets, ended__isnull=True).update(ended=timezone.now(), because=because)
