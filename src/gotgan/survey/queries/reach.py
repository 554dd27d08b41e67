"""Which sheets a person reaches: those of the own organisation, all for who sees all, and what was passed on."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from gotgan.survey.models import Delegation, Sheet, Target
from gotgan.survey.rules.people import may_see, may_see_all
from gotgan.terms.errors import NotFound
from gotgan.terms.role import Viewer
from gotgan.terms.survey import CampaignState


class NoSuchSheet(NotFound):
    """There is no such sheet, or it is not for this person to know."""


def find_target(viewer: Viewer, target_id: int) -> Target:
    """Raises: NoSuchSheet, also for a stranger, and for members while the campaign is a draft. One who was passed
    something on reaches it, for those sheets."""
    row = Target.objects.select_related("campaign", "organisation").filter(pk=target_id).first()
    is_seen = row is not None and (may_see(viewer, row.organisation_id) or passed_on_in(viewer, row))
    if row is None or not is_seen or (row.campaign.state == CampaignState.DRAFT and not may_see_all(viewer)):
        raise NoSuchSheet(f"target {target_id}: there is no such organisation in a campaign")
    return row


def find_sheet(viewer: Viewer, sheet_id: str) -> Sheet:
    """Raises: NoSuchSheet, also for a stranger."""
    row = Sheet.objects.select_related("target__campaign", "target__organisation").filter(pk=sheet_id).first()
    if row is None or not may_see_sheet(viewer, row):
        raise NoSuchSheet(f"sheet {sheet_id[:32]}: there is no such sheet; see the list of your sheets")
    return row


def sheets_in(viewer: Viewer, target: Target) -> QuerySet[Sheet]:
    """The sheets of an organisation that the viewer reaches."""
    rows = Sheet.objects.filter(target=target)
    return rows if may_see(viewer, target.organisation_id) else rows.filter(pk__in=passed_on_in(viewer, target))


def may_see_sheet(viewer: Viewer, sheet: Sheet) -> bool:
    return bool(may_see(viewer, sheet.target.organisation_id)) or passed_on(viewer, sheet) is not None


def passed_on(viewer: Viewer, sheet: Sheet) -> Collection[str] | None:
    """Items of the sheet that were passed on to the viewer, who is still of the organisation; empty: all of them.
    None: nothing was."""
    if not _is_of(viewer, sheet.target.organisation_id):
        return None
    rows = list(Delegation.objects.filter(sheet=sheet, to_person=viewer.person_id).values_list("items", flat=True))
    if not rows:
        return None
    return () if any(not items for items in rows) else {item for items in rows for item in items}


def passed_on_in(viewer: Viewer, target: Target) -> tuple[str, ...]:
    """Sheets of which something was passed on to the viewer."""
    if not _is_of(viewer, target.organisation_id):
        return ()
    rows = Delegation.objects.filter(sheet__target=target, to_person=viewer.person_id)
    return tuple(rows.order_by().values_list("sheet_id", flat=True).distinct())


def was_asked(viewer: Viewer) -> bool:
    """Whether a colleague of an organisation that the viewer is still of ever passed something on to them."""
    own = {held.organisation for held in viewer.roles if held.organisation}
    if viewer.person_id is None or not own:
        return False
    rows = Delegation.objects.filter(to_person=viewer.person_id, sheet__target__organisation__in=own)
    return rows.exclude(sheet__target__campaign__state=CampaignState.DRAFT).exists()


def _is_of(viewer: Viewer, organisation: str) -> bool:
    """A membership in this very organisation, of whatever role; a role held everywhere is none."""
    return viewer.person_id is not None and any(held.organisation == organisation for held in viewer.roles)
