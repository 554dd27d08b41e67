"""Overlap between tables of two datasets, as rooms hand it to pages: what was found, and what people decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class OverlapStatus(StrEnum):
    """`open` waits for a person; a decision that the content outlived is open again."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


WEAK = "weak"
"""Open as well, but too weak to wait for anybody (`terms.strength`)."""
LIST_STATES = (OverlapStatus.OPEN.value, OverlapStatus.CONFIRMED.value, OverlapStatus.REFUSED.value, WEAK)
"""What a list of pairs is asked for: in it `open` are those that wait."""


class OverlapVerb(StrEnum):
    """What a person confirms, read from a to b (engine.overlap suggests the same words)."""

    IDENTICAL = "identical"
    OLDER_COPY = "older_copy"
    SUBSET = "subset"
    SUPERSET = "superset"
    SAME_SUBJECT = "same_subject"
    DERIVED = "derived"
    UNRELATED = "unrelated"


RELATIONS = ("same_content", "same_schema", "joinable")
"""From the one that tells most; a pair is listed under its strongest, of equally strong ones under the first."""
CONTENT_CHANGED = "the content changed"
"""Why the hub itself opens a decided pair again."""
DIRECTED = (OverlapVerb.OLDER_COPY, OverlapVerb.DERIVED)
"""Verbs that say something else the other way round and have no word of their own for it."""


@dataclass(frozen=True)
class OverlapEnd:
    """One side: the table `table` of version `version_id` of a dataset."""

    dataset_id: str
    organisation: str
    table: str
    version_id: str
    rows: int | None = None
    measured: datetime | None = None


@dataclass(frozen=True)
class OverlapDecision:
    """`is_reversed`: the verb is read from b to a. `status` open: taken back, or the content changed.

    `by` is the account's label: `share.overlaps` says what of it a viewer may read.
    """

    status: str
    verb: str
    is_reversed: bool
    reason: str
    by: str
    at: datetime
    a_version: str
    b_version: str
    person_id: int | None = None


@dataclass(frozen=True)
class OverlapView:
    """`relations`: `{relation, score, strength, containment, reasons}` each, strongest first; `relation`, `score` and
    `strength` are those of the first. `columns`: `{a, b, a_in_b, b_in_a}` each."""

    id: int
    a: OverlapEnd
    b: OverlapEnd
    relation: str
    score: float
    strength: str
    containment: float | None
    relations: tuple[dict[str, Any], ...]
    columns: tuple[dict[str, Any], ...]
    suggested: str
    status: OverlapStatus
    is_found: bool
    found_at: datetime
    updated_at: datetime
    decisions: tuple[OverlapDecision, ...] = field(default=())

    @property
    def last_decision(self) -> OverlapDecision | None:
        return self.decisions[-1] if self.decisions else None

    @property
    def is_outlived(self) -> bool:
        """Whether a decision was made and the content changed since."""
        last = self.last_decision
        return last is not None and last.status == OverlapStatus.OPEN and last.reason == CONTENT_CHANGED


@dataclass(frozen=True)
class ContentPair:
    """A pair of tables as clusters are made of it: `score` of same content (None: not found), contents as they were
    compared. `verb` is the confirmed one, read from a to b or, where `is_reversed`, from b to a."""

    id: int
    a: str
    b: str
    a_table: str
    b_table: str
    a_content: str
    b_content: str
    score: float | None
    status: str
    suggested: str = ""
    verb: str = ""
    is_reversed: bool = False


@dataclass(frozen=True)
class HeldFacts:
    """Of a dataset that is held now: whose it is, rows and day of measuring of its present version."""

    organisation: str
    rows: int | None
    measured: datetime | None
    first_seen: datetime


@dataclass(frozen=True)
class FoundOverlap:
    """What one comparison found between a new table and a known one; verbs are read from the new one."""

    other: int
    relations: tuple[dict[str, Any], ...]
    columns: tuple[dict[str, Any], ...]
    suggested: str
    suggested_back: str
    """The same verb, read from the known table to the new one."""


__all__ = [
    "CONTENT_CHANGED", "DIRECTED", "LIST_STATES", "RELATIONS", "WEAK", "ContentPair", "FoundOverlap", "HeldFacts",
    "OverlapDecision", "OverlapEnd", "OverlapStatus", "OverlapVerb", "OverlapView",
]  # fmt: skip
