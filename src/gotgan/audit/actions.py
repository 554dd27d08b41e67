"""Adding to the chain, inside the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gotgan.audit.head import advance_head
from gotgan.audit.models import Event, Head
from gotgan.audit.rules import START, Link, Mark, details_text, link_hash
from gotgan.terms.errors import GotganError
from gotgan.terms.role import Actor

_ONLY = 1


class NotInTransaction(GotganError):
    """An event must stand or fall with its change."""


def record(*, by: Actor, action: str, subject: str, details: Mapping[str, Any] | None = None) -> None:
    """Append one event in the caller's transaction.

    `action` is `room.verb` ("inventory.add_source"), `subject` names the thing ("source:12").
    Details are counts, digests and codes: never a value from data, never a secret.
    Raises: NotInTransaction outside `transaction.atomic`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(f"{action}: an audit event needs the transaction of its change")
    head = _locked_head()
    link = Link(
        seq=head.seq + 1,
        at=timezone.now().isoformat(timespec="microseconds"),
        person_id=by.person_id,
        label=by.label[:254],
        action=action,
        subject=subject[:300],
        details=details_text(details or {}),
        previous=head.hash,
    )
    _append(head, link, link_hash(link))


def _locked_head() -> Head:
    """On PostgreSQL the row lock makes writers queue here; on SQLite there is one writer anyway."""
    head = Head.objects.select_for_update().filter(pk=_ONLY).first()
    if head is None:
        Head.objects.get_or_create(pk=_ONLY, defaults={"seq": START.seq, "hash": START.hash})
        head = Head.objects.select_for_update().get(pk=_ONLY)
    return head


def _append(head: Head, link: Link, digest: str) -> None:
    Event.objects.create(
        seq=link.seq, at=link.at, person_id=link.person_id, label=link.label, action=link.action,
        subject=link.subject, details=link.details, previous=link.previous, hash=digest,
    )  # fmt: skip
    head.seq, head.hash = link.seq, digest
    head.save()
    path = Path(settings.GOTGAN_DATA) / "audit.head"
    transaction.on_commit(partial(advance_head, path, Mark(link.seq, digest)))
