"""Which state of a campaign or a sheet may follow which."""

from __future__ import annotations

from collections.abc import Mapping

from gotgan.terms.decision import Decision
from gotgan.terms.survey import CampaignState, SheetState

SHEET_STEPS: Mapping[SheetState, frozenset[SheetState]] = {
    SheetState.DRAFT: frozenset({SheetState.SUBMITTED}),
    SheetState.SUBMITTED: frozenset({SheetState.SIGNED, SheetState.RETURNED, SheetState.DRAFT}),
    SheetState.SIGNED: frozenset({SheetState.ACCEPTED, SheetState.RETURNED}),
    SheetState.RETURNED: frozenset({SheetState.SUBMITTED}),
    SheetState.ACCEPTED: frozenset({SheetState.RETURNED}),
}
"""`submitted` to `draft`: the officer takes it back before the head signs. `accepted` to `returned`: a call-back."""

CAMPAIGN_STEPS: Mapping[CampaignState, frozenset[CampaignState]] = {
    CampaignState.DRAFT: frozenset({CampaignState.OPEN}),
    CampaignState.OPEN: frozenset({CampaignState.CLOSED}),
    CampaignState.CLOSED: frozenset({CampaignState.OPEN, CampaignState.FROZEN}),
    CampaignState.FROZEN: frozenset(),
}

ENDED = frozenset({CampaignState.CLOSED, CampaignState.FROZEN})
"""States of a campaign that takes no answers any more."""

WRITABLE = frozenset({SheetState.DRAFT, SheetState.RETURNED})
"""States in which answers may be changed."""


def may_step(now: SheetState, then: SheetState) -> Decision:
    """Whether a sheet may go from one state to another."""
    if then in SHEET_STEPS[now]:
        return Decision.yes()
    return Decision.no(f"a sheet that is {now.value} cannot become {then.value}")


def may_turn(now: CampaignState, then: CampaignState) -> Decision:
    """Whether a campaign may go from one state to another."""
    if then in CAMPAIGN_STEPS[now]:
        return Decision.yes()
    return Decision.no(f"a campaign that is {now.value} cannot become {then.value}")
