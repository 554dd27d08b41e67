"""Letters on their way out, whichever room wrote them: taken, handed over by a job, and what became of each.

At most once: a row is `sending` before its letter is handed over, and what stays so is `unclear`, which goes out
again only if a person says so. A server that is down loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models, transaction

from gotgan.accounts.rules import HANDING_OVER, WAITS, is_given_up, next_try
from gotgan.audit import actions as audit
from gotgan.terms.letter import LetterState
from gotgan.terms.role import SYSTEM
from gotgan.work.actions import enqueue

LONGEST_AWAY = timedelta(minutes=30)
"""A server that is away is asked again at least so often."""
MOST_AWAY = sum(wait < LONGEST_AWAY for wait in WAITS) + 1
"""Tries after which the wait for a server that is away is the longest."""
ENDED = (LetterState.SENT, LetterState.FAILED, LetterState.UNCLEAR)
_UNCLEAR = "it was handed over and no answer came; look whether it arrived before you send it again"


class Outgoing(models.Model):
    """One letter to one person, kept until the mail server took it. `key` lets no letter go out twice."""

    objects: ClassVar[models.Manager[Outgoing]]

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20)
    to = models.CharField(max_length=254)
    subject = models.TextField()
    body = models.TextField()
    state = models.CharField(max_length=10, default="waiting")
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    created = models.DateTimeField()
    next_try = models.DateTimeField()
    sent = models.DateTimeField(null=True)

    class Meta:
        abstract = True


@dataclass(frozen=True)
class Outbox:
    """The letters of one room. `subject` is what one of them is called in the room's audit events; the job
    `<room>.send` sends them."""

    rows: type[Outgoing]
    room: str
    subject: str

    @property
    def job(self) -> str:
        return f"{self.room}.send"

    def write(self, rows: Iterable[Outgoing]) -> int:
        """Put down those letters whose key is new, and queue the job; returns how many. The event is the caller's."""
        wanted = list(rows)
        keys = [row.key for row in wanted]
        known: set[str] = set()
        for start in range(0, len(keys), 500):
            known.update(self.rows.objects.filter(key__in=keys[start : start + 500]).values_list("key", flat=True))
        fresh = [row for row in wanted if row.key not in known]
        self.rows.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
        if fresh:
            enqueue(self.job, key=self.job)
        return len(fresh)

    @transaction.atomic
    def take(self, *, now: datetime) -> Outgoing | None:
        """The next letter that is due, marked as being sent before it is: a hub that stops in between sends no
        double."""
        due = self.rows.objects.filter(state=LetterState.WAITING, next_try__lte=now).order_by("next_try", "id")
        row = due.select_for_update(skip_locked=_can_skip()).first()
        if row is None:
            return None
        row.state, row.tries, row.next_try = LetterState.SENDING, row.tries + 1, now + HANDING_OVER
        row.save(update_fields=["state", "tries", "next_try"])
        return row

    @transaction.atomic
    def settle(self, *, letter_id: int, outcome: str, problem: str = "", now: datetime) -> None:
        """What became of a letter that was taken: `sent`, `again`, `failed` or `unclear`."""
        row = self.rows.objects.select_for_update().get(pk=letter_id)
        if row.state != LetterState.SENDING:
            return
        row.problem = problem[:500]
        if outcome == "sent":
            row.state, row.sent = LetterState.SENT, now
        elif outcome == "again" and not is_given_up(row.tries):
            row.state, row.next_try = LetterState.WAITING, next_try(row.tries, now)
        else:
            row.state = LetterState.UNCLEAR if outcome == "unclear" else LetterState.FAILED
        row.save(update_fields=["state", "sent", "problem", "next_try"])
        if row.state in ENDED:
            audit.record(by=SYSTEM, action=f"{self.room}.settle_letter", subject=f"{self.subject}:{letter_id}",
                         details={"state": str(row.state), "kind": row.kind, "tries": row.tries})  # fmt: skip

    @transaction.atomic
    def give_back(self, *, letter_id: int, problem: str, now: datetime) -> None:
        """The server was not reached: the letter was never handed over, and waits for it with all others, however
        long. Its tries make the waits longer, and are no refusals: once the server is back, all of those are left."""
        row = self.rows.objects.select_for_update().get(pk=letter_id)
        soon = min(next_try(row.tries, now), now + LONGEST_AWAY)
        taken = self.rows.objects.filter(pk=letter_id, state=LetterState.SENDING)
        taken.update(state=LetterState.WAITING, next_try=soon, tries=min(row.tries, MOST_AWAY))
        waiting = self.rows.objects.filter(state=LetterState.WAITING, next_try__lte=soon)
        waiting.update(next_try=soon, problem=problem[:500])

    @transaction.atomic
    def note_problem(self, *, problem: str) -> None:
        """Why all letters wait; they stay due."""
        waiting = self.rows.objects.filter(state=LetterState.WAITING)
        waiting.exclude(problem=problem).update(problem=problem[:500])

    @transaction.atomic
    def sweep(self, *, now: datetime) -> int:
        """Letters that a stopped hub left half sent are unclear. Returns how many."""
        stale = self.rows.objects.filter(state=LetterState.SENDING, next_try__lt=now)
        found = stale.update(state=LetterState.UNCLEAR, problem=_UNCLEAR)
        if found:
            audit.record(by=SYSTEM, action=f"{self.room}.sweep_letters", subject=f"{self.subject}s",
                         details={"unclear": found})  # fmt: skip
        return found


def _can_skip() -> bool:
    return bool(transaction.get_connection().features.has_select_for_update_skip_locked)
