"""What one viewer may do with one dataset: the answer of the one access decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
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


class Verdict(StrEnum):
    """What a route holds for the asker: now, after somebody decides, not at all; or nobody said."""

    OPEN = "open"
    APPLY = "apply"
    NEVER = "never"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class AddressSeen:
    """What came of asking the addresses under which a dataset is said to be provided: of several the best."""

    is_answering: bool
    on: date


@dataclass(frozen=True)
class Because:
    """`code` as in share.words; `item` names the answer of the survey's record that it stands on, if it does, `on` the
    day when this hub looked itself."""

    code: str
    item: str = ""
    on: date | None = None


@dataclass(frozen=True)
class RouteVerdict:
    """One route of the questionnaire's list, foretold; access itself stays with the grant."""

    route: str
    verdict: Verdict
    because: Because


@dataclass(frozen=True)
class Access:
    """`may_know`: metadata may be shown at all (else answer exactly like absent).
    `may_see`: previews, statistics with values. `may_get`: the bytes.
    `reasons` are codes (see share.rules), `lifts` what would change the answer. `routes`: each with its verdict."""

    may_know: bool
    may_see: bool
    may_get: bool
    route: str
    reasons: tuple[str, ...] = ()
    lifts: tuple[str, ...] = ()
    routes: tuple[RouteVerdict, ...] = ()


@dataclass(frozen=True)
class DeliveryRecord:
    """One file that left the house; `person_id` None: without signing in."""

    dataset_id: str
    version_id: str
    path: str
    person_id: int | None
    at: datetime


@dataclass(frozen=True)
class NoticeRecord:
    """Somebody who got a version that was withdrawn, told so at `made`."""

    id: int
    person_id: int
    dataset_id: str
    version_id: str
    because: str
    made: datetime
    read: datetime | None
