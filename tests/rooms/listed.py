"""A source whose listing the test writes, its scans, and a job that may be killed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from gotgan.inventory import actions, jobs, queries
from gotgan.inventory.jobs import visiting
from gotgan.terms.errors import Unavailable
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord
from gotgan.terms.role import SYSTEM
from gotgan.terms.source import ScanView
from tests.rooms.factories import make_organisation


class Killed(BaseException):
    """The process is gone: nothing of ours may catch this."""


@dataclass
class Context:
    """A job's context; `dies_at` heartbeats the process is killed."""

    job_id: int = 1
    dies_at: int | None = None
    beats: int = 0
    cancelled: bool = False

    def heartbeat(self, progress: Mapping[str, Any]) -> None:
        self.beats += 1
        if self.beats == self.dies_at:
            raise Killed

    def is_cancelled(self) -> bool:
        return self.cancelled


@dataclass
class Listing:
    """A source of `records`, kept in memory."""

    records_held: list[SourceRecord] = field(default_factory=list)
    complete: bool = True
    breaks_after: int | None = None
    kind: str = "datajson"

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        start = int(cursor) + 1 if cursor else 0
        for number, record in enumerate(self.records_held):
            if number == self.breaks_after:
                raise Unavailable("http://example.org/data.json: it answered 500; try again later")
            if number >= start:
                yield SourceRecord(**{**record.__dict__, "cursor": str(number)})
        yield ListingEnd(self.complete, len(self.records_held))

    def fetch(self, file: FileRef, target: Path) -> None:
        raise AssertionError("there are no files here")


def entry(number: int | str, **words: Any) -> SourceRecord:
    raw = {"identifier": f"id-{number}", "title": words.get("title", f"Dataset {number}"), **words}
    return SourceRecord(f"id-{number}", raw["title"], "", description=f"About {number}", raw=raw)


def entries(*numbers: int) -> list[SourceRecord]:
    return [entry(number) for number in numbers]


def held_listing(monkeypatch: pytest.MonkeyPatch) -> Listing:
    """A listing that every scan of the test reads, four records a batch."""
    held = Listing()
    monkeypatch.setattr(visiting, "open_source", lambda kind, location, **_: held)
    monkeypatch.setattr(visiting, "BATCH_RECORDS", 4)
    return held


def listed_source() -> str:
    organisation = make_organisation()
    return actions.add_source(
        by=SYSTEM, kind=None, location="http://example.org/data.json", organisation=organisation.code
    )


def scan(source_id: str, context: Context | None = None) -> ScanView:
    scan_id = actions.start_scan(by=SYSTEM, source_id=source_id)
    jobs.scan(scan_id, context=context or Context())
    return queries.scan(scan_id)


def live(source_id: str) -> int:
    return queries.source(source_id).datasets
