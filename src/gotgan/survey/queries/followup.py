"""Whom to call in a campaign, and why."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from gotgan.inventory import queries as inventory
from gotgan.survey.models import Campaign, Sheet, Target
from gotgan.survey.rules.dates import closes_for
from gotgan.survey.rules.followup import (
    Call,
    SheetFacts,
    TargetFacts,
    says_none_held,
    sheets_to_call,
    targets_to_call,
)
from gotgan.terms.survey import SheetState, TargetState

_READ = (
    "pk", "organisation_id", "merged", "state", "extended_to", "invited", "first_seen", "reminders", "sheets",
    "needed", "confirmed", "blocks", "silent_systems", "call_back",
)  # fmt: skip


def call_list(campaign_id: str, now: datetime) -> tuple[Call, ...]:
    """Targets to call, the most pressing first; four queries, however many organisations."""
    campaign = Campaign.objects.filter(pk=campaign_id).first()
    if campaign is None:
        return ()
    targets = list(Target.objects.filter(campaign=campaign_id).values_list(*_READ, named=True))
    say_none = [each for each in targets if says_none_held(TargetState(each.state), each.sheets)]
    found = inventory.held_counts({code for each in say_none for code in (each.organisation_id, *each.merged)})
    untouched = _untouched(campaign_id, now)
    return targets_to_call((_target(campaign, each, found, untouched) for each in targets), now)


def _untouched(campaign_id: str, now: datetime) -> dict[int, list[int]]:
    """By target: for how many days each returned sheet lies as it was returned."""
    found: dict[int, list[int]] = defaultdict(list)
    returned = Sheet.objects.filter(target__campaign=campaign_id, state=SheetState.RETURNED).order_by()
    for target, updated in returned.values_list("target", "updated").iterator():
        found[target].append((now - updated).days)
    return found


def _target(campaign: Campaign, target: Any, found: dict[str, int], untouched: dict[int, list[int]]) -> TargetFacts:
    return TargetFacts(
        target=target.pk,
        organisation=str(target.organisation_id),
        state=TargetState(target.state),
        closes=closes_for(campaign, target),
        is_invited=target.invited is not None,
        is_seen=target.first_seen is not None,
        reminders=target.reminders,
        sheets=target.sheets,
        found=sum(found.get(code, 0) for code in (target.organisation_id, *target.merged)),
        needed=target.needed,
        confirmed=target.confirmed,
        blocks=target.blocks,
        silent_systems=target.silent_systems,
        returned_untouched=tuple(untouched.get(target.pk, ())),
        call_back=target.call_back,
    )


def sheets_to_ask_about(target_id: int, now: datetime) -> tuple[Call, ...]:
    """Sheets of one organisation to ask about, the most pressing first; two queries."""
    target = Target.objects.select_related("campaign").filter(pk=target_id).first()
    if target is None:
        return ()
    closes = closes_for(target.campaign, target)
    names = ("pk", "state", "updated", "needed", "confirmed", "blocks")
    rows = Sheet.objects.filter(target=target_id).values_list(*names)
    facts = (
        SheetFacts(pk, SheetState(state), closes, updated, needed, confirmed, blocks)
        for pk, state, updated, needed, confirmed, blocks in rows
    )
    return sheets_to_call(facts, now)
