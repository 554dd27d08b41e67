"""What a scan writes and counts (SHAPES.md, scan)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from gotgan.terms.finding import Finding
from gotgan.terms.profile import TableProfile


class Outcome(StrEnum):
    """What became of one record of one scan."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    FAILED = "failed"
    HELD = "held"


class ScanState(StrEnum):
    """queued -> gathering -> processing -> reconciling -> done | done_with_failures | held | failed | cancelled."""

    QUEUED = "queued"
    GATHERING = "gathering"
    PROCESSING = "processing"
    RECONCILING = "reconciling"
    DONE = "done"
    DONE_WITH_FAILURES = "done_with_failures"
    HELD = "held"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Counts:
    """Reconciles: seen = added + changed + same + failed + held. `folded` are repeats of one id."""

    seen: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    failed: int = 0
    held: int = 0
    folded: int = 0
    removed: int = 0

    @property
    def reconciles(self) -> bool:
        return self.seen == self.added + self.changed + self.same + self.failed + self.held


@dataclass(frozen=True)
class ScanEntry:
    """One file, member, sheet or database table met by a scan."""

    path: str
    size_bytes: int
    sha256: str | None
    format: str | None
    encoding: str | None
    status: str
    reason: str = ""
    profile: TableProfile | None = None
    findings: tuple[Finding, ...] = ()
    sketches: dict[str, Any] | None = field(default=None)
    media: dict[str, Any] | None = None
    """What is known of a picture, sound, text, document or label file: numbers and codes, never its words."""
    signature: dict[str, Any] | None = field(default=None, repr=False)
    """By which the files of a folder are compared; stays with the scanner and is no part of the document."""

    def to_json(self) -> dict[str, Any]:
        document = asdict(replace(self, signature=None, profile=None, findings=(), sketches=None))
        del document["signature"]
        document["sketches"] = self.sketches
        document["profile"] = self.profile.to_json() if self.profile else None
        document["findings"] = [finding.to_json() for finding in self.findings]
        return document
