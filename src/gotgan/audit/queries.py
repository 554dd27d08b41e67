"""Reading and verifying the chain."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from gotgan.audit.head import HeadUnreadable, read_head
from gotgan.audit.models import Event, Head
from gotgan.audit.rules import START, Link, Mark, check_chain
from gotgan.terms.audit import ChainReport, EventRecord


def verify() -> ChainReport:
    """Re-compute the whole chain and hold it against both head marks.

    Safe while others write: the marks are read first, and later events may follow them.
    """
    head = Head.objects.first()
    marks = {"the database's head": Mark(head.seq, head.hash) if head else START}
    try:
        outside = read_head(Path(settings.GOTGAN_DATA) / "audit.head")
    except HeadUnreadable as problem:
        return ChainReport(False, 0, None, str(problem))
    if outside is None and marks["the database's head"] != START:
        return ChainReport(False, 0, None, "audit.head: missing beside the database; restore a backup")
    marks["audit.head"] = outside or START
    return check_chain(_links(), marks)


def _links() -> Iterator[Link]:
    names = ("seq", "at", "person_id", "label", "action", "subject", "details", "previous", "hash")
    for row in Event.objects.order_by("seq").values_list(*names).iterator(chunk_size=2000):
        yield Link(*row)


def events_of(subject: str, *, limit: int = 100) -> tuple[EventRecord, ...]:
    """The newest events about one thing, newest first."""
    return tuple(_record(event) for event in Event.objects.filter(subject=subject).order_by("-seq")[:limit])


def newest(*, limit: int = 50) -> tuple[EventRecord, ...]:
    """The newest events of all, newest first."""
    return tuple(_record(event) for event in Event.objects.order_by("-seq")[:limit])


def _record(event: Event) -> EventRecord:
    return EventRecord(
        event.seq, datetime.fromisoformat(event.at), event.person_id, event.label,
        event.action, event.subject, json.loads(event.details), event.hash,
    )  # fmt: skip


def count_events() -> int:
    """How long the chain is."""
    last = Event.objects.order_by("-seq").values_list("seq", flat=True).first()
    return last or 0
