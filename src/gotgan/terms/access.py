"""What one viewer may do with one dataset: the answer of the one access decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Mode(StrEnum):
    """How a grant lets its holder use the data."""

    DIRECT = "direct"
    SAFEZONE = "safezone"


class Origin(StrEnum):
    """Why a grant exists."""

    OPEN = "open"
    REQUEST = "request"
    TRADE = "trade"


@dataclass(frozen=True)
class Access:
    """`may_know`: metadata may be shown at all (else answer exactly like absent).
    `may_see`: previews, statistics with values. `may_get`: the bytes.
    `reasons` are codes (see share.rules), `lifts` what would change the answer."""

    may_know: bool
    may_see: bool
    may_get: bool
    route: str
    reasons: tuple[str, ...] = ()
    lifts: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeliveryRecord:
    """One file that left the house; `person_id` None: without signing in."""

    dataset_id: str
    version_id: str
    path: str
    person_id: int | None
    at: datetime
