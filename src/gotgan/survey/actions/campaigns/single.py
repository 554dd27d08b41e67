"""What the survey manager does for one organisation: more time, a note for the call-back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.survey.actions import mails
from gotgan.survey.actions.permission import check_manages, check_not_frozen, lock_target
from gotgan.survey.rules.dates import closes_for, moment
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor
from gotgan.terms.survey import CampaignState

LONGEST_NOTE = 2000


@transaction.atomic
def extend_target(*, by: Actor, target_id: int, until: datetime, reason: str) -> None:
    """Give one organisation more time, with the reason, and write to its people. Raises: NotYours, Invalid."""
    check_manages(by)
    target = lock_target(by, target_id)
    issues = list(_note_issues("reason", reason, needed=True))
    if target.campaign.state != CampaignState.OPEN:
        issues.append(Issue("campaign", f"it is {target.campaign.state}", "open or reopen it first"))
    if until <= max(closes_for(target.campaign, target), timezone.now()):
        end = moment(closes_for(target.campaign, target))
        issues.append(Issue("until", f"is no later than now or than its deadline {end}", "choose a later moment"))
    if issues:
        raise Invalid(*issues)
    target.extended_to, target.extension_reason, target.updated = until, reason.strip(), timezone.now()
    target.save(update_fields=["extended_to", "extension_reason", "updated"])
    mails.write_extension(target)
    audit.record(by=by, action="survey.extend_target", subject=f"target:{target_id}",
                 details={"organisation": target.organisation_id, "until": until.isoformat()})  # fmt: skip


@transaction.atomic
def set_call_back(*, by: Actor, target_id: int, note: str) -> None:
    """What to ask this organisation by telephone; empty takes it off the list. Raises: NotYours, Invalid."""
    check_manages(by)
    target = lock_target(by, target_id)
    check_not_frozen(target.campaign)
    issues = _note_issues("note", note, needed=False)
    if issues:
        raise Invalid(*issues)
    target.call_back, target.updated = note.strip(), timezone.now()
    target.save(update_fields=["call_back", "updated"])
    audit.record(by=by, action="survey.set_call_back", subject=f"target:{target_id}",
                 details={"organisation": target.organisation_id, "noted": bool(note.strip())})  # fmt: skip


def _note_issues(place: str, text: str, *, needed: bool) -> tuple[Issue, ...]:
    if needed and not text.strip():
        return (Issue(place, "it is empty", "say in a sentence why"),)
    if len(text) > LONGEST_NOTE:
        return (Issue(place, f"it is longer than {LONGEST_NOTE} characters", "shorten it"),)
    return ()
