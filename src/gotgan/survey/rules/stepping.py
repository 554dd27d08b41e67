"""Who may take a sheet one step on its path."""

from __future__ import annotations

from gotgan.survey.rules.people import may_answer, may_manage, may_sign
from gotgan.survey.rules.states import may_step
from gotgan.terms.decision import Decision
from gotgan.terms.role import Viewer
from gotgan.terms.survey import CampaignState, SheetState

LONGEST_REMARK = 2000


def may_submit(viewer: Viewer, organisation: str, state: SheetState) -> Decision:
    """An officer or the lead hands the sheet to the department head."""
    return _both(may_answer(viewer, organisation), may_step(state, SheetState.SUBMITTED))


def may_take_back(viewer: Viewer, organisation: str, state: SheetState) -> Decision:
    """An officer takes back what the head has not signed."""
    return _both(may_answer(viewer, organisation), may_step(state, SheetState.DRAFT))


def may_sign_sheet(viewer: Viewer, organisation: str, state: SheetState, submitted_by: int | None) -> Decision:
    """The department head signs what somebody else submitted: four eyes."""
    allowed = _both(may_sign(viewer, organisation), may_step(state, SheetState.SIGNED))
    if allowed and submitted_by is not None and submitted_by == viewer.person_id:
        return Decision.no("you submitted this sheet yourself; another approver must sign it")
    return allowed


def may_send_back(viewer: Viewer, organisation: str, state: SheetState) -> Decision:
    """The head before and after signing; the survey manager always, an accepted one too."""
    step = may_step(state, SheetState.RETURNED)
    if may_manage(viewer):
        return step
    if state is SheetState.ACCEPTED:
        return Decision.no("only a survey manager calls an accepted sheet back")
    return _both(may_sign(viewer, organisation), step)


def may_accept(viewer: Viewer, state: SheetState) -> Decision:
    """The survey manager takes a signed sheet as it is."""
    return _both(may_manage(viewer), may_step(state, SheetState.ACCEPTED))


def may_review_now(campaign: str) -> Decision:
    """Signing, returning and accepting go on after the deadline, until the campaign is frozen."""
    if campaign == CampaignState.FROZEN:
        return Decision.no("the campaign is frozen; its answers stay as they are")
    if campaign == CampaignState.DRAFT:
        return Decision.no("the campaign is not open yet; wait for the invitation")
    return Decision.yes()


def _both(right: Decision, step: Decision) -> Decision:
    return step if right else right
