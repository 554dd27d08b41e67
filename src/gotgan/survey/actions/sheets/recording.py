"""Accepted answers become the dataset's record in the inventory, in the transaction that accepts them."""

from __future__ import annotations

from collections.abc import Sequence

from gotgan.inventory import actions as inventory
from gotgan.survey.actions.sheets.opening import Desk
from gotgan.survey.models import Sheet
from gotgan.survey.queries.contexts import facts_of_sheet
from gotgan.survey.rules.conditions import shown_items
from gotgan.survey.rules.counts import confirmed_values
from gotgan.survey.rules.usability import make_record
from gotgan.terms.questionnaire import Words
from gotgan.terms.survey import SheetState
from gotgan.terms.usability import Acceptance, SurveyRecord


def follow_sheets(desk: Desk, sheets: Sequence[Sheet], then: SheetState) -> None:
    """Record what is accepted, and say of records whose sheets are called back that they are asked for again.

    `sheets` are still in the state they come from; one of data that no scan has met gets the dataset that it declares,
    and is stored with it by the caller. A copy of another body's sheet stays without one: it is linked, not doubled.
    """
    if then is SheetState.ACCEPTED:
        _declare(desk, [sheet for sheet in sheets if sheet.dataset_id is None and sheet.same_as_id is None])
    known = [sheet for sheet in sheets if sheet.dataset_id is not None]
    if then is SheetState.ACCEPTED:
        inventory.record_surveys(by=desk.by, records={str(each.dataset_id): _record(desk, each) for each in known})
    elif called := [sheet.pk for sheet in known if sheet.state == SheetState.ACCEPTED]:
        inventory.call_back_surveys(by=desk.by, sheets=called)


def _declare(desk: Desk, sheets: Sequence[Sheet]) -> None:
    declared = {sheet.pk: {"title": sheet.title} | dict(_record(desk, sheet).described) for sheet in sheets}
    made = inventory.declare_datasets(
        by=desk.by, organisation=desk.organisation, declared=declared, is_sample=desk.campaign.is_sample
    )
    for sheet in sheets:
        sheet.dataset_id = made[sheet.pk]


def _record(desk: Desk, sheet: Sheet) -> SurveyRecord:
    """Of the confirmed answers, those that are asked: what a condition hides does not count."""
    sheet.target = desk.target
    values = confirmed_values(sheet.answers)
    shown = {item.key for item in shown_items(desk.form, values, facts_of_sheet(sheet), sheet.wave)}
    asked = {key: value for key, value in values.items() if key in shown}
    return make_record(desk.form, asked, _acceptance(desk, sheet))


def _acceptance(desk: Desk, sheet: Sheet) -> Acceptance:
    body, campaign = desk.target.organisation, desk.campaign
    return Acceptance(
        organisation=desk.organisation,
        organisation_name=Words(body.name_ko, body.name_en),
        campaign=campaign.pk,
        campaign_title=Words(campaign.title_ko, campaign.title_en),
        sheet=sheet.pk,
        revision=sheet.revision,
        at=desk.now,
        by=desk.by.label,
    )
