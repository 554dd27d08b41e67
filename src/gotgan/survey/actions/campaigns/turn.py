"""A campaign's turns: open, close, open again, and the second wave."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.survey.actions.permission import check, check_manages, lock_campaign
from gotgan.survey.models import Campaign, Mail, Target
from gotgan.survey.rules.letters import TOO_LATE, MailKind
from gotgan.survey.rules.states import may_turn
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.letter import LetterState
from gotgan.terms.role import Actor
from gotgan.terms.survey import CampaignState
from gotgan.work.actions import enqueue

WHOM = ("planned", "pilot", "everyone")


@transaction.atomic
def open_campaign(*, by: Actor, campaign_id: str, whom: str = "planned") -> int:
    """Open: sheets are made in the background, invitations follow when an organisation may begin. Returns the job.

    `planned`: at the dates set. `pilot`: the pilot group from now on. `everyone`: all from now on. An open campaign
    may so be opened earlier than planned. Raises: NotYours, NoSuchCampaign, Invalid.
    """
    check_manages(by)
    campaign = lock_campaign(campaign_id)
    now = timezone.now()
    if campaign.state != CampaignState.OPEN:
        check(may_turn(CampaignState(campaign.state), CampaignState.OPEN))
    if issues := _opening_issues(campaign, whom, now):
        raise Invalid(*issues)
    if whom == "pilot":
        campaign.pilot_opens = min(now, campaign.pilot_opens or now)
    if whom == "everyone":
        campaign.opens = min(now, campaign.opens)
        campaign.pilot_opens = campaign.pilot_opens if (campaign.pilot_opens or now) < campaign.opens else None
    campaign.state, campaign.opened = CampaignState.OPEN, campaign.opened or now
    campaign.job_id = enqueue("survey.open", campaign_id, key=f"survey.open:{campaign_id}").id
    campaign.save()
    audit.record(by=by, action="survey.open_campaign", subject=f"campaign:{campaign_id}",
                 details={"whom": whom, "targets": campaign.targets.count()})  # fmt: skip
    return campaign.job_id


def _opening_issues(campaign: Campaign, whom: str, now: datetime) -> list[Issue]:
    issues = []
    if whom not in WHOM:
        issues.append(Issue("whom", "it is unknown", f"use {', '.join(WHOM)}"))
    if campaign.state == CampaignState.CLOSED:
        issues.append(Issue("campaign", "it is closed", "reopen it with a new deadline"))
    if campaign.closes <= now:
        issues.append(Issue("closes", "the deadline is past", "set a later one first"))
    targets = Target.objects.filter(campaign=campaign)
    if not targets.exists():
        issues.append(Issue("targets", "nobody is chosen", "choose targets first"))
    elif whom == "pilot" and not targets.filter(is_pilot=True).exists():
        issues.append(Issue("pilot", "the group is empty", "choose the pilot group first"))
    return issues


@transaction.atomic
def refresh_campaign(*, by: Actor, campaign_id: str) -> int:
    """Look for new datasets and evidence now, instead of at the next hour. Returns the job. Raises: NotYours."""
    check_manages(by)
    campaign = lock_campaign(campaign_id)
    if campaign.state != CampaignState.OPEN:
        raise Invalid(Issue("campaign", f"it is {campaign.state}", "open or reopen it first"))
    campaign.job_id = enqueue("survey.open", campaign_id, key=f"survey.open:{campaign_id}").id
    campaign.save(update_fields=["job_id"])
    audit.record(by=by, action="survey.refresh_campaign", subject=f"campaign:{campaign_id}")
    return campaign.job_id


@transaction.atomic
def close_campaign(*, by: Actor, campaign_id: str) -> None:
    """Take no more answers, from nobody; what is there stays. Invitations and reminders that did not go out yet are
    held back: they would ask for what is taken no more. Raises: NotYours, NoSuchCampaign."""
    _turn(by, campaign_id, CampaignState.CLOSED)
    asking = Mail.objects.filter(
        campaign=campaign_id, state=LetterState.WAITING, kind__in=(MailKind.INVITATION, MailKind.REMINDER)
    )
    asking.update(state=LetterState.FAILED, problem=TOO_LATE)


@transaction.atomic
def reopen_campaign(*, by: Actor, campaign_id: str, closes: datetime) -> None:
    """Take answers again until a new deadline; invitations that the close held back go out after all.

    Raises: NotYours; Invalid when that is past or before the opening.
    """
    check_manages(by)
    campaign = lock_campaign(campaign_id)
    check(may_turn(CampaignState(campaign.state), CampaignState.OPEN))
    if closes <= max(timezone.now(), campaign.opens):
        raise Invalid(Issue("closes", "the deadline is past", "choose a later moment"))
    Campaign.objects.filter(pk=campaign_id).update(closes=closes)
    _turn(by, campaign_id, CampaignState.OPEN)
    held_back = Mail.objects.filter(
        campaign=campaign_id, kind=MailKind.INVITATION, state=LetterState.FAILED, problem=TOO_LATE
    )
    if held_back.update(state=LetterState.WAITING, problem="", tries=0, next_try=timezone.now()):
        enqueue("survey.send", key="survey.send")


def _turn(by: Actor, campaign_id: str, then: CampaignState) -> None:
    check_manages(by)
    campaign = lock_campaign(campaign_id)
    check(may_turn(CampaignState(campaign.state), then))
    Campaign.objects.filter(pk=campaign_id).update(state=then)
    audit.record(by=by, action=f"survey.{'close' if then == CampaignState.CLOSED else 'reopen'}_campaign",
                 subject=f"campaign:{campaign_id}", details={"before": str(campaign.state)})  # fmt: skip


@transaction.atomic
def open_rest(*, by: Actor, campaign_id: str, closes: datetime | None = None) -> int:
    """Open the second wave: datasets that pass the triage are asked everything. Returns the job that sorts them.

    `closes` is the deadline of the second wave. Again later: sheets that pass only now are opened too.
    Raises: NotYours, NoSuchCampaign, Invalid.
    """
    check_manages(by)
    campaign = lock_campaign(campaign_id)
    now = timezone.now()
    end = closes or campaign.rest_closes or campaign.closes
    issues = []
    if campaign.state != CampaignState.OPEN:
        issues.append(Issue("campaign", f"it is {campaign.state}", "open or reopen it first"))
    if end <= now:
        issues.append(Issue("rest_closes", "the deadline is past", "choose a later moment"))
    if issues:
        raise Invalid(*issues)
    campaign.rest_opened, campaign.rest_closes = campaign.rest_opened or now, end
    campaign.job_id = enqueue("survey.rest", campaign_id, key=f"survey.rest:{campaign_id}").id
    campaign.save()
    audit.record(by=by, action="survey.open_rest", subject=f"campaign:{campaign_id}",
                 details={"closes": end.isoformat()})  # fmt: skip
    return campaign.job_id
