"""The survey's letters on their way out, and trying again those that stayed behind."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gotgan.accounts.outbox import Outbox
from gotgan.audit import actions as audit
from gotgan.survey.actions.permission import check_manages, check_not_frozen, lock_campaign
from gotgan.survey.models import Mail
from gotgan.terms.letter import LetterState
from gotgan.terms.role import Actor
from gotgan.work.actions import enqueue

LETTERS = Outbox(Mail, "survey", "mail")


@transaction.atomic
def send_again(*, by: Actor, campaign_id: str, mail_id: int | None = None) -> int:
    """Try failed, unclear and put-off letters (or that one) at once. Returns how many.

    Raises: NotYours, Invalid once frozen.
    """
    check_manages(by)
    check_not_frozen(lock_campaign(campaign_id))
    rows = Mail.objects.filter(campaign=campaign_id).filter(
        Q(state__in=(LetterState.FAILED, LetterState.UNCLEAR))
        | Q(state=LetterState.WAITING, next_try__gt=timezone.now())
    )
    if mail_id is not None:
        rows = rows.filter(pk=mail_id)
    found = rows.update(state=LetterState.WAITING, tries=0, next_try=timezone.now())
    if found:
        enqueue(LETTERS.job, key=LETTERS.job)
    audit.record(by=by, action="survey.send_again", subject=f"campaign:{campaign_id}", details={"letters": found})
    return found
