"""Finding and locking a combination, and taking it from one state to the next."""

from __future__ import annotations

from django.utils import timezone

from gotgan.refine.actions.permission import viewer_of
from gotgan.refine.models import Combination, CombinationStep
from gotgan.refine.queries.combinations import NoSuchCombination, facts_of
from gotgan.refine.rules import combining
from gotgan.terms.combination import CombinationFacts, CombinationState
from gotgan.terms.role import SYSTEM, Actor

__all__ = ["NoSuchCombination", "go_on", "lock_combination"]


def lock_combination(by: Actor, combination_id: str) -> tuple[Combination, CombinationFacts]:
    """Locked for a change, and as the rules see it. Raises: NoSuchCombination, also for a stranger."""
    row = Combination.objects.select_for_update().filter(pk=combination_id).first()
    if row is not None:
        facts = facts_of(row)
        if by == SYSTEM or combining.may_see(viewer_of(by), facts):
            return row, facts
    raise NoSuchCombination(f"combination {combination_id}: there is no such one; see the list of combinations")


def go_on(by: Actor, row: Combination, after: CombinationState, reason: str = "") -> None:
    """Into the next state, kept with who and when; the caller saves nothing else of it."""
    now = timezone.now()
    CombinationStep.objects.create(
        combination=row, before=row.state, after=after, reason=reason, by=by.label[:254], person_id=by.person_id, at=now
    )
    row.state, row.updated = after, now
    row.save()
