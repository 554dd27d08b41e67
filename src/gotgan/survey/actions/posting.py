"""Letters on their way out: taken, handed over by a job, and what became of each. At most once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.survey.actions.permission import check_manages, check_not_frozen, lock_campaign
from gotgan.survey.models import Mail
from gotgan.survey.rules.letters import HANDING_OVER, WAITS, MailState, is_given_up, next_try
from gotgan.terms.role import SYSTEM, Actor
from gotgan.work.actions import enqueue

LONGEST_AWAY = timedelta(minutes=30)
"""A server that is away is asked again at least so often."""
MOST_AWAY = sum(wait < LONGEST_AWAY for wait in WAITS) + 1
"""Tries after which the wait for a server that is away is the longest."""
_UNCLEAR = "it was handed over and no answer came; look whether it arrived before you send it again"


@transaction.atomic
def take_letter(*, now: datetime) -> Mail | None:
    """The next letter that is due, marked as being sent before it is: a hub that stops in between sends no double."""
    due = Mail.objects.filter(state=MailState.WAITING, next_try__lte=now).order_by("next_try", "id")
    row = due.select_for_update(skip_locked=_can_skip()).first()
    if row is None:
        return None
    row.state, row.tries, row.next_try = MailState.SENDING, row.tries + 1, now + HANDING_OVER
    row.save(update_fields=["state", "tries", "next_try"])
    return row


def _can_skip() -> bool:
    return bool(transaction.get_connection().features.has_select_for_update_skip_locked)


@transaction.atomic
def settle_letter(*, mail_id: int, outcome: str, problem: str = "", now: datetime) -> None:
    """What became of a letter that was taken: `sent`, `again`, `failed` or `unclear`."""
    row = Mail.objects.select_for_update().get(pk=mail_id)
    if row.state != MailState.SENDING:
        return
    row.problem = problem[:500]
    if outcome == "sent":
        row.state, row.sent = MailState.SENT, now
    elif outcome == "again" and not is_given_up(row.tries):
        row.state, row.next_try = MailState.WAITING, next_try(row.tries, now)
    else:
        row.state = MailState.UNCLEAR if outcome == "unclear" else MailState.FAILED
    row.save(update_fields=["state", "sent", "problem", "next_try"])
    if row.state in (MailState.SENT, MailState.FAILED, MailState.UNCLEAR):
        audit.record(by=SYSTEM, action="survey.settle_letter", subject=f"mail:{mail_id}",
                     details={"state": str(row.state), "kind": row.kind, "tries": row.tries})  # fmt: skip


@transaction.atomic
def give_back(*, mail_id: int, problem: str, now: datetime) -> None:
    """The server was not reached: the letter was never handed over, and waits for it with all others, however long.

    Its tries make the waits longer, and are no refusals: once the server is back, all of those are left.
    """
    row = Mail.objects.select_for_update().get(pk=mail_id)
    soon = min(next_try(row.tries, now), now + LONGEST_AWAY)
    tries = min(row.tries, MOST_AWAY)
    Mail.objects.filter(pk=mail_id, state=MailState.SENDING).update(state=MailState.WAITING, next_try=soon, tries=tries)
    waiting = Mail.objects.filter(state=MailState.WAITING, next_try__lte=soon)
    waiting.update(next_try=soon, problem=problem[:500])


@transaction.atomic
def note_problem(*, problem: str) -> None:
    """Why all letters wait; they stay due."""
    Mail.objects.filter(state=MailState.WAITING).exclude(problem=problem).update(problem=problem[:500])


@transaction.atomic
def sweep_letters(*, now: datetime) -> int:
    """Letters that a stopped hub left half sent are unclear. Returns how many."""
    stale = Mail.objects.filter(state=MailState.SENDING, next_try__lt=now)
    found = stale.update(state=MailState.UNCLEAR, problem=_UNCLEAR)
    if found:
        audit.record(by=SYSTEM, action="survey.sweep_letters", subject="mails", details={"unclear": found})
    return found


@transaction.atomic
def send_again(*, by: Actor, campaign_id: str, mail_id: int | None = None) -> int:
    """Try failed, unclear and put-off letters (or that one) at once. Returns how many.

    Raises: NotYours, Invalid once frozen.
    """
    check_manages(by)
    check_not_frozen(lock_campaign(campaign_id))
    rows = Mail.objects.filter(campaign=campaign_id).filter(
        Q(state__in=(MailState.FAILED, MailState.UNCLEAR)) | Q(state=MailState.WAITING, next_try__gt=timezone.now())
    )
    if mail_id is not None:
        rows = rows.filter(pk=mail_id)
    found = rows.update(state=MailState.WAITING, tries=0, next_try=timezone.now())
    if found:
        enqueue("survey.send", key="survey.send")
    audit.record(by=by, action="survey.send_again", subject=f"campaign:{campaign_id}", details={"letters": found})
    return found
