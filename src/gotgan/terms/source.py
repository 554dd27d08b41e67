"""Sources, scans, uploads and re-links, as rooms and jobs hand them to each other."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from gotgan.terms.record import FileRef, SourceRecord
from gotgan.terms.scan import Counts, ScanState


class Publication(StrEnum):
    """What the owner of a source wishes for its datasets: nothing yet, or open to everyone."""

    DRAFT = "draft"
    OPEN = "open"


class SourceKind(StrEnum):
    """What can be behind a source. The first four are the inventory's own; see engine.sources.

    `declared`: nothing but an organisation's word; `combined`: what refining put together of several institutions'
    data. Neither is ever scanned.
    """

    UPLOAD = "upload"
    DECLARED = "declared"
    COMBINED = "combined"
    SCANFILE = "scanfile"
    GUESS = ""
    FOLDER = "folder"
    FILE = "file"
    URL = "url"
    DATAJSON = "datajson"
    CKAN = "ckan"
    SOCRATA = "socrata"
    SQL = "sql"
    SFTP = "sftp"
    S3 = "s3"
    WEBDAV = "webdav"
    HTTPINDEX = "httpindex"
    DCAT = "dcat"
    AIHUB = "aihub"
    OAI = "oai"
    CROISSANT = "croissant"
    HUGGINGFACE = "huggingface"


PLACELESS = frozenset({SourceKind.DECLARED, SourceKind.COMBINED})
"""Kinds without a place: nobody adds or scans such a source."""
FINISHED_STATES = frozenset(
    {
        ScanState.DONE,
        ScanState.DONE_WITH_FAILURES,
        ScanState.HELD,
        ScanState.FAILED,
        ScanState.CANCELLED,
    }
)


@dataclass(frozen=True)
class ScanView:
    """One scan of one source: how far it is, or how it ended.

    `waiting` records are gathered but not yet measured. `absent` datasets were missing from a
    complete listing; `removals_held` of them wait for a person. `live_after` is None until the end.
    """

    id: str
    source_id: str
    state: ScanState
    counts: Counts
    created: datetime
    started: datetime | None = None
    finished: datetime | None = None
    problem: str = ""
    lines: int = 0
    waiting: int = 0
    absent: int = 0
    removals_held: int = 0
    live_before: int | None = None
    live_after: int | None = None
    listing_complete: bool | None = None
    job_id: int | None = None
    can_resume: bool = False

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED_STATES


@dataclass(frozen=True)
class SourceView:
    """A source as pages show it. `location` has no password in it; `datasets` counts live ones."""

    id: str
    organisation: str
    kind: str
    location: str
    title: str
    publication: Publication
    confirmed_by: str
    is_sample: bool
    created: datetime
    removed_at: datetime | None = None
    datasets: int = 0
    last_scan: ScanView | None = None
    options: tuple[tuple[str, str], ...] = ()
    """The connector's options by name; a secret is there as its reference."""


@dataclass(frozen=True)
class ScanLine:
    """What became of one record of one scan, and why. An empty outcome: still waiting."""

    remote_id: str
    title: str
    outcome: str
    reason: str
    dataset_id: str | None = None


@dataclass(frozen=True)
class RelinkProposal:
    """The same content came back under another id: `new` may be `old` after all. A person decides.

    `is_declared`: `old` was only declared so far, and `new` has its title.
    """

    id: int
    scan_id: str
    old_dataset_id: str
    new_dataset_id: str
    old_title: str
    new_title: str
    decided: str = ""
    is_declared: bool = False


@dataclass(frozen=True)
class CleanRecord:
    """A source's record made fit to store and to show: no mark-up, no identifier in its words.

    `record.raw` is the source's own record; `raw_shown` the same with identifiers masked.
    `content_key` is equal for two records of the same content under different ids.
    """

    record: SourceRecord
    fingerprint: str
    content_key: str
    raw_shown: dict[str, Any]

    @property
    def remote_id(self) -> str:
        return self.record.remote_id

    @property
    def is_measured(self) -> bool:
        """Whether there are bytes, or carried evidence, to make a version of."""
        return bool(self.record.files) or "scan_entries" in self.record.raw

    def to_json(self) -> dict[str, Any]:
        """All but the raw record, which is kept beside."""
        record = asdict(self.record)
        del record["raw"]
        return {
            "record": record, "fingerprint": self.fingerprint, "content_key": self.content_key,
            "raw_shown": self.raw_shown,
        }  # fmt: skip

    @classmethod
    def from_json(cls, document: dict[str, Any], raw: dict[str, Any]) -> CleanRecord:
        """Raises: KeyError, TypeError when the document is no clean record."""
        values = dict(document["record"])
        for name in ("keywords", "modality", "columns"):
            values[name] = tuple(values[name])
        for name in ("files", "links"):
            values[name] = tuple(FileRef(**each) for each in values[name])
        record = SourceRecord(**values, raw=raw)
        return cls(record, document["fingerprint"], document["content_key"], document["raw_shown"])


@dataclass(frozen=True)
class UploadView:
    """A file on its way in. `received` bytes are safe: go on from there."""

    id: str
    organisation: str
    file_name: str
    size_bytes: int
    received: int
    is_finished: bool
    source_id: str | None = None
    scan_id: str | None = None
    title: str = ""
    publication: str = Publication.DRAFT
    sha256: str = ""


__all__ = [
    "FINISHED_STATES", "CleanRecord", "Publication", "RelinkProposal", "ScanLine", "ScanView", "SourceKind",
    "SourceView", "UploadView",
]  # fmt: skip
