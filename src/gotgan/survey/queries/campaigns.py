"""Campaigns: the list, one, its targets and its letters."""

from __future__ import annotations

from gotgan.survey.models import Campaign
from gotgan.terms.survey import CampaignState


def open_campaigns() -> tuple[str, ...]:
    """Ids of those that run, oldest first."""
    rows = Campaign.objects.filter(state=CampaignState.OPEN).order_by("created", "id")
    return tuple(rows.values_list("pk", flat=True))
