"""Writing sheets with their counts, and the organisation's counts with them, in one transaction.

The target's row lock guards all its sheets: take it first, then read. Whoever freezes a campaign takes all of them.
Locks are taken in one order, or writers wait for each other for ever: the campaign (whoever needs several targets, so
that those queue there), its targets by number, the inventory's datasets, sheets, and last the chain of events, which
every writer of the hub needs: `audit.actions.record` before a lock of a target is a deadlock in waiting. Locks are
`no_key`: whoever writes a row that names a campaign or target, as a letter does, need not wait for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.audit.actions import record
from gotgan.survey.models import Sheet, Target, new_id
from gotgan.survey.queries.contexts import facts_of_sheet
from gotgan.survey.queries.forms import form_of
from gotgan.survey.rules.counts import ItemCount, SheetCounts, add_tally, count_sheet, sum_items
from gotgan.survey.rules.systems import find_silent
from gotgan.terms.errors import GotganError, NotFound
from gotgan.terms.questionnaire import Questionnaire
from gotgan.terms.role import SYSTEM
from gotgan.terms.survey import SheetState

_BY_STATE = {
    SheetState.DRAFT: "drafts",
    SheetState.SUBMITTED: "submitted",
    SheetState.SIGNED: "signed_sheets",
    SheetState.RETURNED: "returned",
    SheetState.ACCEPTED: "accepted",
}
_SUMS = ("needed", "confirmed", "suggested", "blocks", "warns")
_KEPT = ("sheets", *_BY_STATE.values(), *_SUMS, "systems", "silent_systems")
_TALLY = ("tally", "tally_mark")
_CHUNK = 300
_WRITTEN_APART = ("id", "target", "same_as")
"""A sheet is moved and linked by statements of their own, also from another organisation's side: what was read before
must not undo that."""


class NotInTransaction(GotganError):
    """Counts must stand or fall with what they count."""


class NoSuchTarget(NotFound):
    """The organisation is not in this campaign."""


def lock_target(target_id: int) -> Target:
    """The organisation's row, locked until the transaction ends. Read sheets after this, not before.

    Its campaign is read anew on first use, so that a freeze that this lock waited for is seen.
    Raises: NoSuchTarget; NotInTransaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction("lock_target: it needs the transaction of the change")
    target = Target.objects.select_for_update(no_key=True).filter(pk=target_id).first()
    if target is None:
        raise NoSuchTarget(f"target {target_id}: there is no such organisation in a campaign")
    return target


def lock_targets(campaign_id: str) -> tuple[int, ...]:
    """Every target of a campaign, locked: whoever is saving finishes first, whoever comes later sees the new state."""
    rows = Target.objects.select_for_update(no_key=True).filter(campaign_id=campaign_id).order_by("pk")
    return tuple(rows.values_list("pk", flat=True))


def lock_some(target_ids: Iterable[int]) -> tuple[int, ...]:
    """These targets, locked in the one order; the others of their campaign are left alone."""
    rows = Target.objects.select_for_update(no_key=True).filter(pk__in=list(target_ids)).order_by("pk")
    return tuple(rows.values_list("pk", flat=True))


def store_sheet(sheet: Sheet, *, form: Questionnaire | None = None) -> SheetCounts:
    """Write one sheet, new or changed, with its counts; in the caller's transaction."""
    (counts,) = bulk_store(sheet.target_id, [sheet], form=form)
    return counts


def bulk_store(
    target_id: int, sheets: Sequence[Sheet], *, form: Questionnaire | None = None
) -> tuple[SheetCounts, ...]:
    """Write many sheets of one organisation, new or changed, whole, and change its counts by the difference.

    In the caller's transaction; the caller records the event. `updated` is set here, `revision` is the caller's.
    A few queries, however many sheets.
    """
    target = lock_target(target_id)
    form = form or form_of(target.campaign.form_id)
    known = [sheet.pk for sheet in sheets if not sheet._state.adding]
    stored = {row.pk: row for row in Sheet.objects.filter(target=target, pk__in=known)} if known else {}
    changes = _Changes()
    for row in stored.values():
        changes.add(row, _count(form, row).items, -1)
    done = []
    now = timezone.now()
    for sheet in sheets:
        sheet.target, sheet.updated, sheet.created = target, now, sheet.created or now
        counts = _count(form, sheet)
        for name in _SUMS:
            setattr(sheet, name, getattr(counts, name))
        changes.add(sheet, counts.items, 1)
        done.append(counts)
    changes.apply_to(target)
    _write(sheets, stored)
    if any(sheet.pk not in stored or sheet.system != stored[sheet.pk].system for sheet in sheets):
        count_systems(target)
    target.updated = now
    target.save(update_fields=[*_KEPT, *_TALLY, "updated"])
    return tuple(done)


def _write(sheets: Iterable[Sheet], stored: Mapping[str, Sheet]) -> None:
    new = [sheet for sheet in sheets if sheet.pk not in stored]
    changed = [sheet for sheet in sheets if sheet.pk in stored]
    names = [each.name for each in Sheet._meta.concrete_fields if each.name not in _WRITTEN_APART]
    Sheet.objects.bulk_create(new, batch_size=_CHUNK)
    if len(changed) == 1:
        changed[0].save(update_fields=names)
    elif changed:
        # one row each instead of bulk_update's CASE over every field, which takes twenty times as long
        Sheet.objects.bulk_create(
            changed, batch_size=_CHUNK, update_conflicts=True, unique_fields=["id"], update_fields=names
        )


def _count(form: Questionnaire, sheet: Sheet) -> SheetCounts:
    return count_sheet(form, sheet.answers, facts_of_sheet(sheet), sheet.wave, sheet.contradictions)


def set_tally(target: Target, tally: Mapping[str, Sequence[int]]) -> None:
    """The counts by item with a mark that no other counts have: whoever added them up sees that they changed."""
    target.tally, target.tally_mark = dict(tally), new_id()


class _Changes:
    """What sheets add to their organisation's counts, or take away, added up first."""

    def __init__(self) -> None:
        self._steps: Counter[str] = Counter()
        self._items: dict[str, list[int]] = {}

    def add(self, sheet: Sheet, items: Mapping[str, ItemCount], sign: int) -> None:
        """The counts as they stand on the sheet."""
        self._steps["sheets"] += sign
        self._steps[_BY_STATE[SheetState(sheet.state)]] += sign
        for name in _SUMS:
            self._steps[name] += sign * getattr(sheet, name)
        sum_items(self._items, items, sign)

    def apply_to(self, target: Target) -> None:
        """Never below nothing: a recount puts that right."""
        for name, step in self._steps.items():
            setattr(target, name, max(0, getattr(target, name) + step))
        set_tally(target, add_tally(target.tally, self._items))


def count_systems(target: Target) -> None:
    """Known systems, and those without a sheet and without a reason; set on the row, not yet saved."""
    known = list(target.known_systems.values_list("number", "name", "none_held_reason"))
    named = set(target.answer_sheets.values_list("system", flat=True))
    target.systems, target.silent_systems = len(known), len(find_silent(known, named))
    if target.none_held_reason:  # it speaks of all of them
        target.silent_systems = 0


@transaction.atomic
def recount_target(target_id: int) -> dict[str, tuple[Any, Any]]:
    """Count an organisation anew from its sheets and put right what differs.

    Returns {field: (as it stood, as it is)}: empty when the counts were right, as they should be.
    """
    target = lock_target(target_id)
    form = form_of(target.campaign.form_id)
    before = {name: getattr(target, name) for name in (*_KEPT, "tally")}
    for name in _KEPT:
        setattr(target, name, 0)
    target.tally = {}
    wrong, changes = [], _Changes()
    for sheet in Sheet.objects.filter(target=target).iterator(chunk_size=_CHUNK):
        counts = _count(form, sheet)
        right = {name: getattr(counts, name) for name in _SUMS}
        if any(getattr(sheet, name) != value for name, value in right.items()):
            wrong.append((sheet.pk, right))
            vars(sheet).update(right)
        changes.add(sheet, counts.items, 1)
    changes.apply_to(target)
    for key, values in wrong:
        Sheet.objects.filter(pk=key).update(**values)
    count_systems(target)
    changed = {name: (old, getattr(target, name)) for name, old in before.items() if old != getattr(target, name)}
    if changed or wrong:
        target.save(update_fields=[*_KEPT, *_TALLY])
        details = {"fields": sorted(changed), "sheets": len(wrong)}
        record(by=SYSTEM, action="survey.recount_target", subject=f"target:{target_id}", details=details)
    return changed
