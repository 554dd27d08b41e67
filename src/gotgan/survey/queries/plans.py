"""What choosing targets would do, before anybody does it."""

from __future__ import annotations

from django.utils import timezone

from gotgan.organisations import queries as organisations
from gotgan.survey.models import Target
from gotgan.survey.rules.targets import Asked, TargetPlan, plan_targets


def plan_of(campaign_id: str, asked: Asked) -> TargetPlan:
    """The plan as things stand now; nothing is written."""
    present = dict(Target.objects.filter(campaign=campaign_id).values_list("organisation_id", "merged"))
    return plan_targets(
        asked, organisations.all_organisations(), organisations.successors_of, present, timezone.localdate()
    )
