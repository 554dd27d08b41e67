"""An assessor's ratings of one dataset; none is ever overwritten."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.assess import models
from gotgan.assess.actions.panels.reaching import check, lock_to_rate
from gotgan.assess.queries.panel_facts import newest_again, newest_ratings, open_assignments
from gotgan.assess.rules import panels, rounds
from gotgan.audit.actions import record
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor

Kept = models.Rating | models.FurtherRating


@dataclass(frozen=True)
class Typed:
    """One rating as it was typed; `change` says why where it differs from the one before."""

    value: str
    reason: str = ""
    change: str = ""


@transaction.atomic
def rate(*, by: Actor, panel_id: str, dataset: str, ratings: Mapping[str, Typed]) -> int:
    """Keep what is new among `ratings` by criterion; those left out stay as they are. Returns how many were kept.

    Raises: NoSuchPanel, NotYourPanel, Invalid with everything that is wrong, and then nothing is kept.
    """
    _, facts, me = lock_to_rate(by, panel_id, dataset)
    check(panels.may_rate(facts, me, dataset))
    now_round = panels.round_of(facts.state)
    row = models.Assignment.objects.get(assessor_id=me.id, dataset=dataset, ended__isnull=True)
    before = newest_ratings([row.pk]).get(row.pk, {}).get(now_round, {})
    new = [
        models.Rating(
            assignment=row, criterion=criterion, round=now_round.value, **_revision(typed, before.get(criterion))
        )
        for criterion, typed in _new(before, ratings, facts.criteria).items()
    ]
    models.Rating.objects.bulk_create(new)
    details = {"dataset": dataset, "round": now_round.value, "criteria": sorted(each.criterion for each in new)}
    record(by=by, action="assess.rate", subject=f"panel:{panel_id}", details=details)
    return len(new)


@transaction.atomic
def rate_again(*, by: Actor, panel_id: str, dataset: str, ratings: Mapping[str, Typed]) -> int:
    """The same in the further rounds that are under way; ratings of earlier rounds stay as they are.

    Raises: NoSuchPanel, NotYourPanel, Invalid with everything that is wrong, and then nothing is kept.
    """
    panel, facts, me = lock_to_rate(by, panel_id, dataset)
    check(rounds.may_rate_again(facts, me, dataset))
    asked = {each.criterion: each.number for each in rounds.asked_of(facts, me.id, dataset)}
    held = {
        row.round.criterion: row
        for row in open_assignments(panel, me.id, dataset)
        if asked.get(row.round.criterion) == row.round.number
    }
    newest = newest_again(row.pk for row in held.values())
    before = {criterion: newest[row.pk] for criterion, row in held.items() if row.pk in newest}
    new = [
        models.FurtherRating(assignment=held[criterion], **_revision(typed, before.get(criterion)))
        for criterion, typed in _new(before, ratings, held).items()
    ]
    models.FurtherRating.objects.bulk_create(new)
    given = {each.assignment.round.criterion: each.assignment.round.number for each in new}
    details = {"dataset": dataset, "rounds": given}
    record(by=by, action="assess.rate_again", subject=f"panel:{panel_id}", details=details)
    return len(new)


def _new(before: Mapping[str, Kept], ratings: Mapping[str, Typed], known: Collection[str]) -> dict[str, Typed]:
    """Those that say something new. Raises: Invalid."""
    issues: list[Issue] = []
    new = {}
    for criterion, typed in ratings.items():
        wrong = panels.check_rating(criterion, typed.value, typed.reason, known)
        last = before.get(criterion)
        if not wrong and last is not None and last.value != int(typed.value) and not typed.change.strip():
            wrong = [Issue(criterion, "a rating that was kept is changed with a reason", "say why you changed it")]
        issues += wrong
        same = last is not None and not wrong and last.value == int(typed.value) and last.reason == typed.reason.strip()
        if not wrong and not same:
            new[criterion] = typed
    if issues:
        raise Invalid(*issues)
    return new


def _revision(typed: Typed, last: Kept | None) -> dict[str, Any]:
    return {
        "revision": last.revision + 1 if last else 1, "value": int(typed.value), "reason": typed.reason.strip(),
        "change": typed.change.strip()[: panels.LONGEST_REASON], "at": timezone.now(),
    }  # fmt: skip
