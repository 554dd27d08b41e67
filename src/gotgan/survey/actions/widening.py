"""The second wave: sheets of datasets that pass the triage are asked everything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from gotgan.audit import actions as audit
from gotgan.inventory import actions as inventory
from gotgan.survey.actions import mails
from gotgan.survey.actions.preparing import desk_of
from gotgan.survey.actions.reopening import ask_to_declare_anew
from gotgan.survey.actions.sheets.opening import Desk
from gotgan.survey.actions.sheets.replies import check_again
from gotgan.survey.actions.tallies import bulk_store
from gotgan.survey.models import Campaign, Sheet, SheetStep
from gotgan.survey.queries.contexts import facts_of_sheet
from gotgan.survey.rules.counts import confirmed_values
from gotgan.survey.rules.states import WRITABLE
from gotgan.survey.rules.triage import may_open_rest
from gotgan.terms.role import SYSTEM
from gotgan.terms.survey import CampaignState, SheetState

REMARK = "2차 조사 항목이 더 열렸습니다. / The second wave asks further items."
ALL = 2


@transaction.atomic
def widen_batch(*, target_id: int, sheet_ids: Sequence[str]) -> int:
    """Open those of the sheets that pass; returns how many.

    One that was handed in, signed or accepted comes back for the further items, its answers kept; a declaration that
    did not speak of them waits to be made again. Nothing once the campaign no longer runs.
    """
    desk = desk_of(target_id)
    if desk.campaign.state != CampaignState.OPEN or desk.campaign.rest_opened is None:
        return 0
    rows = Sheet.objects.filter(target=desk.target, pk__in=list(sheet_ids), wave__lt=ALL)
    sheets = [sheet for sheet in rows if _passes(desk, sheet)]
    if not sheets:
        return 0
    handed_in = [sheet for sheet in sheets if SheetState(sheet.state) not in WRITABLE]
    SheetStep.objects.bulk_create(
        SheetStep(sheet=sheet, before=sheet.state, after=SheetState.RETURNED, remark=REMARK, by=SYSTEM.label,
                  at=desk.now) for sheet in handed_in
    )  # fmt: skip
    if accepted := [sheet.pk for sheet in handed_in if sheet.state == SheetState.ACCEPTED]:
        inventory.call_back_surveys(by=desk.by, sheets=accepted)
    for sheet in sheets:
        sheet.wave = ALL
    for sheet in handed_in:
        sheet.state, sheet.remark, sheet.signed_by, sheet.signed = SheetState.RETURNED, REMARK, "", None
    check_again(desk, sheets)
    bulk_store(target_id, sheets, form=desk.form)
    ask_to_declare_anew(desk.target)
    mails.write_returned(desk.target, sheets, REMARK)
    audit.record(by=SYSTEM, action="survey.widen_batch", subject=f"target:{target_id}",
                 details={"sheets": len(sheets), "returned": len(handed_in)})  # fmt: skip
    return len(sheets)


def _passes(desk: Desk, sheet: Sheet) -> bool:
    sheet.target = desk.target
    values = confirmed_values(sheet.answers)
    return bool(may_open_rest(desk.campaign.triage, values, facts_of_sheet(sheet), sheet=sheet.pk))


@transaction.atomic
def keep_widened(*, campaign_id: str, at: datetime) -> None:
    """Up to when answers were sorted for the second wave."""
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    campaign.scope = {**campaign.scope, "widened": at.isoformat()}
    campaign.save(update_fields=["scope"])
