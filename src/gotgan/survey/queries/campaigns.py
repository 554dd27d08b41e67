"""What jobs ask of campaigns: which run, whose sheets are to be made, sorted or counted, and up to where they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from gotgan.survey.models import Campaign, Sheet, Target
from gotgan.terms.survey import CampaignState


def open_campaigns() -> tuple[str, ...]:
    """Ids of those that run, oldest first."""
    rows = Campaign.objects.filter(state=CampaignState.OPEN).order_by("created", "id")
    return tuple(rows.values_list("pk", flat=True))


def targets_to_prepare(campaign_id: str, since: datetime) -> tuple[int, ...]:
    """Targets whose sheets were not made since then: the pilot group first, then by organisation."""
    rows = Target.objects.filter(campaign=campaign_id).exclude(prepared__gte=since)
    return tuple(rows.order_by("-is_pilot", "organisation").values_list("pk", flat=True))


def codes_of_target(target_id: int) -> tuple[str, ...]:
    """The organisation's code, and those of bodies for which it answers; nothing once the target is gone."""
    found = Target.objects.filter(pk=target_id).values_list("organisation_id", "merged").first()
    return (found[0], *found[1]) if found else ()


def targets_of_codes(campaign_id: str) -> dict[str, int]:
    """Who answers in a campaign, by code, of merged bodies too; the body's own target first."""
    rows = list(Target.objects.filter(campaign=campaign_id).values_list("pk", "organisation_id", "merged"))
    answering = {code: pk for pk, _, merged in rows for code in merged}
    return answering | {code: pk for pk, code, _ in rows}


def cursor_of(campaign_id: str) -> str:
    """Up to where changes of the inventory were looked at."""
    return str(Campaign.objects.values_list("scope", flat=True).get(pk=campaign_id).get("cursor", ""))


def count_targets(campaign_id: str) -> int:
    return Target.objects.filter(campaign=campaign_id).count()


def widened_at(campaign_id: str) -> datetime | None:
    """Up to when answers were sorted for the second wave; None while it is not open."""
    said = Campaign.objects.values_list("scope", flat=True).get(pk=campaign_id).get("widened", "")
    return datetime.fromisoformat(said) if said else None


def first_wave_sheets(campaign_id: str, since: datetime | None) -> Iterator[tuple[int, list[str]]]:
    """Sheets that are asked the first wave only (changed since then), by target."""
    rows = Sheet.objects.filter(target__campaign=campaign_id, wave=1)
    if since is not None:
        rows = rows.filter(updated__gte=since)
    pairs = list(rows.order_by("target", "pk").values_list("target_id", "pk"))
    for target_id, group in groupby(pairs, key=lambda pair: pair[0]):
        yield target_id, [pk for _, pk in group]


def targets_to_recount() -> tuple[int, ...]:
    """Organisations with sheets, of campaigns whose sheets may still change."""
    rows = Target.objects.filter(sheets__gt=0, campaign__state__in=[CampaignState.OPEN, CampaignState.CLOSED])
    return tuple(rows.order_by("pk").values_list("pk", flat=True))
