"""Contradictions found anew because what they rest on changed, though nobody wrote an answer."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from gotgan.audit import actions as audit
from gotgan.survey.actions.preparing import desk_of
from gotgan.survey.actions.sheets.replies import check_again
from gotgan.survey.actions.tallies import bulk_store
from gotgan.survey.models import Sheet
from gotgan.terms.role import SYSTEM
from gotgan.terms.survey import CampaignState, SheetState

STILL_CHECKED = (SheetState.DRAFT, SheetState.RETURNED, SheetState.SUBMITTED)
"""What a head signed stays as it was signed."""
_AT_ONCE = 200


def check_sheets_again(*, sheet_ids: Sequence[str]) -> int:
    """Find the contradictions of these sheets as far as they are not signed; returns how many sheets changed."""
    rows = Sheet.objects.filter(pk__in=list(sheet_ids), state__in=STILL_CHECKED).order_by("target", "pk")
    by_target: dict[int, list[str]] = {}
    for pk, target in rows.values_list("pk", "target"):
        by_target.setdefault(target, []).append(pk)
    return sum(
        _check_some(target, pks[first : first + _AT_ONCE])
        for target, pks in by_target.items()
        for first in range(0, len(pks), _AT_ONCE)
    )


@transaction.atomic
def _check_some(target_id: int, sheet_ids: Sequence[str]) -> int:
    desk = desk_of(target_id)
    if desk.campaign.state != CampaignState.OPEN:
        return 0
    sheets = list(Sheet.objects.filter(pk__in=sheet_ids, state__in=STILL_CHECKED))
    before = {sheet.pk: sheet.contradictions for sheet in sheets}
    check_again(desk, sheets)
    changed = [sheet for sheet in sheets if sheet.contradictions != before[sheet.pk]]
    if changed:
        bulk_store(target_id, changed, form=desk.form)
        audit.record(by=SYSTEM, action="survey.check_sheets_again", subject=f"target:{target_id}",
                     details={"sheets": len(changed)})  # fmt: skip
    return len(changed)
