"""Opening a sheet for a change: the organisation's row is locked, and a stranger learns nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from gotgan.survey.actions.permission import check, viewer_of
from gotgan.survey.actions.tallies import lock_target
from gotgan.survey.models import AnswerChange, Campaign, Sheet, Target
from gotgan.survey.queries.forms import form_of
from gotgan.survey.queries.reach import NoSuchSheet, find_sheet
from gotgan.survey.rules.dates import may_write_now
from gotgan.survey.rules.people import may_answer, may_see
from gotgan.survey.rules.states import WRITABLE
from gotgan.terms.errors import Invalid, Issue, NotAllowed
from gotgan.terms.questionnaire import Questionnaire
from gotgan.terms.role import Actor, Viewer
from gotgan.terms.survey import SheetState


class NotWritable(NotAllowed):
    """Nothing is taken here now: frozen, closed, or handed in. Nothing of the change was stored."""


@dataclass
class Desk:
    """One organisation of a campaign, locked, and who sits before it."""

    by: Actor
    viewer: Viewer
    target: Target
    campaign: Campaign
    form: Questionnaire
    now: datetime = field(default_factory=timezone.now)
    changes: list[AnswerChange] = field(default_factory=list)

    @property
    def organisation(self) -> str:
        return str(self.target.organisation_id)


def open_target(by: Actor, target_id: int) -> Desk:
    """Raises: NoSuchSheet for a stranger and for an unknown one."""
    organisation = Target.objects.filter(pk=target_id).values_list("organisation_id", flat=True).first()
    viewer = viewer_of(by)
    if organisation is None or not may_see(viewer, organisation):
        raise NoSuchSheet(f"target {target_id}: there is no such organisation in a campaign")
    return _desk(by, viewer, target_id)


def open_sheet(by: Actor, sheet_id: str) -> tuple[Desk, Sheet]:
    """The sheet as it stands once the organisation is locked.

    Raises: NoSuchSheet for an unknown one, for one that went to another organisation while this waited for the lock,
    and for whoever is neither of the organisation, nor sees all, nor has an item of it passed on to them.
    """
    viewer = viewer_of(by)
    sheet = find_sheet(viewer, sheet_id)
    desk = _desk(by, viewer, sheet.target_id)
    fresh = Sheet.objects.filter(pk=sheet_id, target=desk.target).first()
    if fresh is None:
        raise NoSuchSheet(f"sheet {sheet_id[:32]}: it was removed meanwhile; see the list of your sheets")
    fresh.target = desk.target
    return desk, fresh


def check_writable(desk: Desk, sheet: Sheet) -> None:
    """Raises: NotWritable when the campaign or the sheet takes no answers now."""
    check_open(desk)
    if SheetState(sheet.state) not in WRITABLE:
        raise NotWritable(f"the sheet is {sheet.state}; take it back or have it returned first")


def check_open(desk: Desk) -> None:
    """Raises: NotWritable when the campaign takes no answers of this organisation now."""
    decision = may_write_now(desk.campaign, desk.target, desk.now)
    if not decision:
        raise NotWritable("; ".join(decision.reasons))


def check_answers(desk: Desk) -> None:
    """Raises: NotYours unless an officer or the lead."""
    check(may_answer(desk.viewer, desk.organisation))


def check_text(place: str, text: str, longest: int) -> str:
    """The text without space around it. Raises: Invalid when it is empty or too long."""
    said = text.strip()
    if not said:
        raise Invalid(Issue(place, "it is empty", "say in a sentence why"))
    if len(said) > longest:
        raise Invalid(Issue(place, f"it is longer than {longest} characters", "shorten it"))
    return said


def _desk(by: Actor, viewer: Viewer, target_id: int) -> Desk:
    target = lock_target(target_id)
    campaign = Campaign.objects.get(pk=target.campaign_id)  # after the lock: a freeze it waited for is seen
    target.campaign = campaign
    return Desk(by, viewer, target, campaign, form_of(campaign.form_id))
