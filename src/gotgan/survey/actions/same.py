"""Linking sheets of two bodies by what keepers confirmed of their datasets."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from gotgan.audit import actions as audit
from gotgan.survey.actions.permission import check_manages, lock_campaign
from gotgan.survey.actions.recheck import check_sheets_again
from gotgan.survey.actions.tallies import lock_some
from gotgan.survey.models import Sheet
from gotgan.survey.queries.same import reported_in
from gotgan.survey.rules.same import choose_links, find_same
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor
from gotgan.terms.survey import CampaignState


@transaction.atomic
def link_confirmed(*, by: Actor, campaign_id: str) -> int:
    """Link the sheets of datasets that keepers confirmed as identical; returns how many sheets were linked.

    Nothing of an answer changes: a group counts as one dataset, and opposite answers in it show as contradictions.
    An officer may take a link back. Raises: NotYours, NoSuchCampaign; Invalid once the campaign is frozen.
    """
    check_manages(by)
    campaign = lock_campaign(campaign_id)
    if campaign.state == CampaignState.FROZEN:
        raise Invalid(Issue("campaign", "it is frozen", "its answers and links stay as they are"))
    ends = Sheet.objects.filter(pk__in=_ends(_chosen(campaign_id)))
    locked = lock_some(ends.values_list("target", flat=True))
    held = set(Sheet.objects.filter(target__in=locked).values_list("pk", flat=True))
    chosen = {sheet: first for sheet, first in _chosen(campaign_id).items() if {sheet, first} <= held}
    for sheet, first in sorted(chosen.items()):
        Sheet.objects.filter(pk=sheet).update(same_as=first)
    check_sheets_again(sheet_ids=_ends(chosen))
    audit.record(by=by, action="survey.link_confirmed", subject=f"campaign:{campaign_id}",
                 details={"sheets": len(chosen)})  # fmt: skip
    return len(chosen)


def _chosen(campaign_id: str) -> dict[str, str]:
    sheets = reported_in(campaign_id)
    return dict(choose_links(sheets, find_same(sheets)))


def _ends(chosen: Mapping[str, str]) -> list[str]:
    return sorted({*chosen, *chosen.values()})
