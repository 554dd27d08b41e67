"""Refusing what somebody may not do: a stranger learns nothing, a member learns why."""

from __future__ import annotations

from gotgan.organisations import queries as organisations
from gotgan.survey.models import Campaign, Target
from gotgan.survey.rules import people
from gotgan.terms.decision import Decision
from gotgan.terms.errors import Invalid, Issue, NotAllowed, NotFound
from gotgan.terms.role import SYSTEM, Actor, Viewer
from gotgan.terms.survey import CampaignState


class NoSuchCampaign(NotFound):
    """There is no such campaign, or it is not for this person to know."""


class NoSuchTarget(NotFound):
    """The organisation has no part in this campaign, or that is not for this person to know."""


class NotYours(NotAllowed):
    """A member without the right."""


def viewer_of(by: Actor) -> Viewer:
    return organisations.viewer_of(by)


def check(decision: Decision) -> None:
    """Raises: NotYours with the rule's own reasons."""
    if not decision:
        raise NotYours("; ".join(decision.reasons))


def check_manages(by: Actor) -> None:
    """The survey manager, or the hub itself. Raises: NotYours."""
    if by != SYSTEM:
        check(people.may_manage(viewer_of(by)))


def check_not_frozen(campaign: Campaign) -> None:
    """Raises: Invalid once the result is frozen."""
    if campaign.state == CampaignState.FROZEN:
        raise Invalid(Issue("campaign", "it is frozen", "its answers stay as they are"))


def lock_campaign(campaign_id: str) -> Campaign:
    """The campaign, locked for a change; whoever changes several targets does so first (see `tallies`).

    Raises: NoSuchCampaign.
    """
    found = Campaign.objects.select_for_update(no_key=True).filter(pk=campaign_id).first()
    if found is None:
        raise NoSuchCampaign(f"campaign {campaign_id}: there is no such campaign; see the list of campaigns")
    return found


def lock_target(by: Actor, target_id: int) -> Target:
    """The target, locked for a change. Its campaign is read after the lock: a freeze that it waited for is seen.

    Raises: NoSuchTarget, also for a stranger.
    """
    found = Target.objects.select_for_update(no_key=True).filter(pk=target_id).first()
    if found is None or not (by == SYSTEM or people.may_see(viewer_of(by), found.organisation_id)):
        raise NoSuchTarget(f"target {target_id}: there is no such target; see the list of the campaign")
    found.campaign = Campaign.objects.get(pk=found.campaign_id)
    return found
