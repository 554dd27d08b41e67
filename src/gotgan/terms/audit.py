"""What the audit chain holds, as other rooms and the command line see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class EventRecord:
    """One link of the chain."""

    seq: int
    at: datetime
    person_id: int | None
    label: str
    action: str
    subject: str
    details: dict[str, Any]
    hash: str


@dataclass(frozen=True)
class ChainReport:
    """`first_bad_seq` is None when the chain holds, or when what is wrong has no number (a lost head)."""

    ok: bool
    events: int
    first_bad_seq: int | None = None
    reason: str = ""
