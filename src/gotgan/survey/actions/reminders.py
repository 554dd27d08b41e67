"""Who is invited and who is reminded, and when: by the campaign's dates, or now because the survey manager says so.

The keys of letters keep them single, so the campaign is read and not locked: a freeze waits for nobody here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.survey.actions import mails
from gotgan.survey.actions.permission import check_manages
from gotgan.survey.actions.tallies import lock_some
from gotgan.survey.models import Campaign, Target
from gotgan.survey.rules.dates import closes_for, may_write_now, opens_for, reminder_due
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import SYSTEM, Actor, Role
from gotgan.terms.survey import CampaignState, TargetState


@transaction.atomic
def invite_due(*, campaign_id: str, now: datetime, only_new: bool = False) -> int:
    """Invite those who may answer now and whose sheets are made, each person once; returns the letters.

    Who joined an organisation since is invited, too (not with `only_new`: then organisations not yet invited only).
    """
    campaign = Campaign.objects.get(pk=campaign_id)
    if campaign.state != CampaignState.OPEN:
        return 0
    waiting = Target.objects.filter(campaign=campaign, prepared__isnull=False).exclude(state=TargetState.SIGNED)
    if only_new:
        waiting = waiting.filter(invited__isnull=True)
    targets = [each for each in _with(campaign, waiting) if may_write_now(campaign, each, now)]
    written = mails.write_invitations(targets) if targets else 0
    if written:
        audit.record(by=SYSTEM, action="survey.invite_due", subject=f"campaign:{campaign_id}",
                     details={"targets": len(targets), "letters": written})  # fmt: skip
    return written


@transaction.atomic
def write_reminders(*, campaign_id: str, now: datetime) -> int:
    """Remind whom the campaign's policy says, once a day of the policy; returns the letters. No letter, no event."""
    campaign = Campaign.objects.get(pk=campaign_id)
    if campaign.state != CampaignState.OPEN:
        return 0
    groups: dict[str, list[Target]] = {}
    for target in _not_done(campaign):
        closes = closes_for(campaign, target)
        day = reminder_due(campaign.remind_days, closes, now)
        if day is not None and opens_for(campaign, target) <= now:
            # with the deadline in it: who got more time is reminded of the new one, too
            groups.setdefault(f"{day}d:{closes:%Y%m%d%H%M}", []).append(target)
    written = sum(_remind(targets, key) for key, targets in groups.items())
    if written:
        audit.record(by=SYSTEM, action="survey.write_reminders", subject=f"campaign:{campaign_id}",
                     details={"letters": written})  # fmt: skip
    return written


@transaction.atomic
def remind_now(*, by: Actor, campaign_id: str, target_ids: Sequence[int] = ()) -> int:
    """Remind all who are not done (or those of `target_ids` who are not), once a day. Raises: NotYours, Invalid."""
    check_manages(by)
    campaign = Campaign.objects.get(pk=campaign_id)
    if campaign.state != CampaignState.OPEN:
        raise Invalid(Issue("campaign", f"it is {campaign.state}", "open or reopen it first"))
    now = timezone.now()
    targets = [each for each in _not_done(campaign) if opens_for(campaign, each) <= now]
    if target_ids:
        targets = [each for each in targets if each.pk in target_ids]
    written = _remind(targets, f"{timezone.localdate():%Y%m%d}")
    audit.record(by=by, action="survey.remind_now", subject=f"campaign:{campaign_id}",
                 details={"targets": len(targets), "letters": written})  # fmt: skip
    return written


def _not_done(campaign: Campaign) -> list[Target]:
    targets = Target.objects.filter(campaign=campaign, invited__isnull=False).exclude(state=TargetState.SIGNED)
    return _with(campaign, targets)


def _with(campaign: Campaign, rows: Iterable[Target]) -> list[Target]:
    """The campaign read once for all of them."""
    found = list(rows)
    for target in found:
        target.campaign = campaign
    return found


def _remind(targets: Sequence[Target], key: str) -> int:
    """What waits for the head only is said to the head only."""
    heads = [each for each in targets if each.state in (TargetState.DECLARED, TargetState.NONE_HELD)]
    others = [each for each in targets if each not in heads]
    written = mails.write_reminder(others, key) + mails.write_reminder(heads, key, (Role.APPROVER,))
    if written:
        now = timezone.now()
        lock_some(each.pk for each in targets)
        for target in targets:
            target.reminded, target.reminders = now, target.reminders + 1
        Target.objects.bulk_update(targets, ["reminded", "reminders"], batch_size=200)
    return written
