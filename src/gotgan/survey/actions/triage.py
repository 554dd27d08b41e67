"""Including a dataset in the second wave, or excluding it, by hand."""

from __future__ import annotations

from django.db import transaction

from gotgan.audit import actions as audit
from gotgan.survey.actions.permission import check_manages, lock_campaign
from gotgan.survey.models import Sheet
from gotgan.terms.errors import Invalid, Issue, NotFound
from gotgan.terms.role import Actor
from gotgan.terms.survey import CampaignState
from gotgan.work.actions import enqueue

CHOICES = ("include", "exclude", "")
ALL = 2


class NoSheetHere(NotFound):
    """The campaign has no such sheet."""


@transaction.atomic
def decide_by_hand(*, by: Actor, campaign_id: str, sheet_id: str, choice: str) -> None:
    """`include` or `exclude` one sheet whatever the rules say, or (empty) leave it to them.

    In a second wave that runs, an included one is opened by a job. Raises: NotYours, NoSuchCampaign, NoSheetHere;
    Invalid for an unknown choice, a frozen campaign, or to exclude what was opened already.
    """
    check_manages(by)
    campaign = lock_campaign(campaign_id)
    sheet = Sheet.objects.filter(pk=sheet_id, target__campaign=campaign_id).only("wave").first()
    if sheet is None:
        raise NoSheetHere("the sheet: there is no such sheet in this campaign; choose from its list")
    if issues := _issues_of(choice, campaign.state, sheet.wave):
        raise Invalid(*issues)
    kept = {name: [each for each in campaign.triage.get(name, []) if each != sheet_id] for name in CHOICES if name}
    if choice:
        kept[choice].append(sheet_id)
    campaign.triage = {**campaign.triage, **kept}
    campaign.save(update_fields=["triage"])
    if choice == "include" and campaign.rest_opened is not None and campaign.state == CampaignState.OPEN:
        enqueue("survey.rest", campaign_id, key=f"survey.rest:{campaign_id}")
    audit.record(by=by, action="survey.decide_by_hand", subject=f"sheet:{sheet_id}", details={"choice": choice})


def _issues_of(choice: str, state: str, wave: int) -> list[Issue]:
    issues = []
    if choice not in CHOICES:
        issues.append(Issue("choice", "it is unknown", "use include, exclude or nothing"))
    if state == CampaignState.FROZEN:
        issues.append(Issue("campaign", "it is frozen", "its answers stay as they are"))
    if choice == "exclude" and wave >= ALL:
        issues.append(Issue("sheet", "it was opened already", "its further items may be answered with not applicable"))
    return issues
