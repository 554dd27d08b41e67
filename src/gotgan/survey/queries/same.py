"""Sheets of two bodies that speak of the same data, by what the inventory found in common."""

from __future__ import annotations

from gotgan.survey.models import Sheet
from gotgan.survey.rules.same import Reported, SameLink, find_same


def reported_in(campaign_id: str) -> tuple[Reported, ...]:
    """Sheets of a campaign whose datasets overlap with others, and those linked already; one query."""
    rows = Sheet.objects.filter(target__campaign=campaign_id).exclude(facts__overlaps__0__isnull=True, same_as=None)
    names = ("pk", "target__organisation", "dataset", "created", "facts__overlaps", "same_as")
    return tuple(
        Reported(pk, organisation, dataset or "", created.isoformat(), tuple(overlaps or ()), same_as or "")
        for pk, organisation, dataset, created, overlaps, same_as in rows.order_by("pk").values_list(*names).iterator()
    )


def same_candidates(campaign_id: str) -> tuple[SameLink, ...]:
    """Pairs that are not linked yet: those that keepers confirmed, then strong ones for people to look at."""
    return find_same(reported_in(campaign_id))
