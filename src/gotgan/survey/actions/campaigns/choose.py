"""Targets of a campaign: chosen, put into the pilot group, taken out again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.survey.actions.permission import check_manages, lock_campaign, lock_target
from gotgan.survey.models import Campaign, Target
from gotgan.survey.queries.plans import plan_of
from gotgan.survey.rules.targets import Asked, TargetPlan
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.letter import LetterState
from gotgan.terms.role import Actor
from gotgan.terms.survey import CampaignState
from gotgan.work.actions import enqueue


@transaction.atomic
def choose_targets(*, by: Actor, campaign_id: str, asked: Asked) -> TargetPlan:
    """Add the organisations that `asked` means; returns what was done. Those that are targets already stay.

    In an open campaign the new ones get their sheets at once. Raises: NotYours, NoSuchCampaign; Invalid when nothing
    was asked for, when a code is unknown (all of them are named) or the campaign takes nobody any more.
    """
    check_manages(by)
    campaign = lock_campaign(campaign_id)
    _check_takes_targets(campaign)
    if asked.is_empty:
        raise Invalid(Issue("targets", "nothing is chosen", "choose kinds, a parent, or give codes"))
    plan = plan_of(campaign_id, asked)
    if plan.unknown:
        raise Invalid(*(Issue(code, "no organisation has this code", "correct it or leave it out")
                        for code in plan.unknown))  # fmt: skip
    _store(campaign, plan)
    campaign.scope = {**campaign.scope, "chosen": [*campaign.scope.get("chosen", []), asked.to_json()]}
    campaign.save(update_fields=["scope"])
    if plan.added and campaign.state == CampaignState.OPEN:
        enqueue("survey.open", campaign_id, key=f"survey.open:{campaign_id}")
    audit.record(by=by, action="survey.choose_targets", subject=f"campaign:{campaign_id}",
                 details={"added": len(plan.added), "joined": len(plan.joined), "gone": len(plan.gone)})  # fmt: skip
    return plan


def _check_takes_targets(campaign: Campaign) -> None:
    if campaign.state not in (CampaignState.DRAFT, CampaignState.OPEN):
        raise Invalid(Issue("campaign", f"it is {campaign.state}", "reopen it first, or make a new one"))


def _store(campaign: Campaign, plan: TargetPlan) -> None:
    now = timezone.now()
    Target.objects.bulk_create(
        [Target(campaign=campaign, organisation_id=each.code, merged=list(each.merged), updated=now)
         for each in plan.added],
        batch_size=500,
    )  # fmt: skip
    for each in plan.joined:
        row = Target.objects.select_for_update(no_key=True).get(campaign=campaign, organisation=each.code)
        row.merged = [*row.merged, *each.merged]
        row.updated = now
        row.save(update_fields=["merged", "updated"])


@transaction.atomic
def set_pilot(*, by: Actor, campaign_id: str, codes: Sequence[str]) -> int:
    """Exactly these organisations are the pilot group, which may answer earlier. Returns how many.

    Raises: NotYours, NoSuchCampaign; Invalid when one of them is no target, or everybody may answer already.
    """
    check_manages(by)
    campaign = lock_campaign(campaign_id)
    _check_takes_targets(campaign)
    wanted = set(codes)
    targets = Target.objects.filter(campaign=campaign)
    strange = sorted(wanted - set(targets.values_list("organisation_id", flat=True)))
    if strange:
        raise Invalid(*(Issue(code, "it is no target of this campaign", "choose it as a target first")
                        for code in strange))  # fmt: skip
    if campaign.state == CampaignState.OPEN and campaign.opens <= timezone.now():
        raise Invalid(Issue("pilot", "everybody may answer already", "leave the group as it is"))
    targets.update(is_pilot=False)
    targets.filter(organisation_id__in=wanted).update(is_pilot=True, updated=timezone.now())
    audit.record(by=by, action="survey.set_pilot", subject=f"campaign:{campaign_id}",
                 details={"targets": len(wanted)})  # fmt: skip
    return len(wanted)


@transaction.atomic
def drop_target(*, by: Actor, target_id: int) -> None:
    """Take an organisation out that has answered nothing yet. Raises: NotYours, NoSuchTarget, Invalid."""
    check_manages(by)
    target = lock_target(by, target_id)
    _check_takes_targets(target.campaign)
    if target.first_seen or target.confirmed or target.answer_sheets.filter(changes__isnull=False).exists():
        raise Invalid(Issue("target", "it has begun to answer", "leave it in, and note why it is excused"))
    code = target.organisation_id
    target.mails.filter(state=LetterState.WAITING).delete()
    target.mails.update(target=None)
    target.delete()
    audit.record(by=by, action="survey.drop_target", subject=f"campaign:{target.campaign_id}",
                 details={"organisation": code})  # fmt: skip
