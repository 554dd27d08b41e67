"""Datasets, versions and entries as one room shows them to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from typing import Any

from gotgan.terms.manifest import FileEntry, Manifest
from gotgan.terms.usability import SurveyRecord


@dataclass(frozen=True)
class DatasetRecord:
    """A Dataset as the inventory knows it. `name` is its address part, for life."""

    id: str
    organisation: str
    organisation_slug: str
    name: str
    source_id: str
    remote_id: str
    title: str
    title_en: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    licence: str = ""
    field: str = ""
    modality: tuple[str, ...] = ()
    provision_now: str = "open"
    rights: str = ""
    columns: tuple[str, ...] = ()
    links: tuple[dict[str, Any], ...] = ()
    is_sample: bool = False
    is_live: bool = True
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    issued: str = ""
    modified: str = ""
    version_id: str | None = None
    publication: str = "draft"
    """What its source wishes: `draft`, or `open` to everyone once scanned."""
    confirmed_by: str = ""
    """Who confirmed what was found, when the wish is open: a person's e-mail, or nobody."""
    updated_at: datetime | None = None
    """When anything here last changed: the cursor later rooms pull by."""
    survey: SurveyRecord | None = None
    """What the organisation answered of it in a survey, once accepted; its words stand before the harvested ones."""
    harvested: Mapping[str, Any] = dataclass_field(default_factory=dict)
    """The source's own words where the survey's stand instead of them, by field."""
    is_inside_only: bool = False
    """As scanned it stays inside its organisation: `version_id` is what refining made of it, or None."""

    @property
    def address(self) -> str:
        return f"{self.organisation_slug}/{self.name}"


@dataclass(frozen=True)
class StoredFile:
    """One file of a version: `role` is original or parquet; `table` the table it holds (parquet)."""

    path: str
    size_bytes: int
    sha256: str
    media_type: str
    role: str
    table: str = ""
    rows: int | None = None


@dataclass(frozen=True)
class VersionRecord:
    """A Version: the original bytes and what was derived from them. `id` is the manifest's sha256."""

    id: str
    dataset_id: str
    created: datetime
    files: tuple[StoredFile, ...]
    rows: int | None = None
    finding_kinds: tuple[str, ...] = ()
    derived_from: str = ""
    """The version that refining made this one of; empty for one that was scanned."""
    withdrawn_at: datetime | None = None
    withdrawn_because: str = ""

    @property
    def commit(self) -> str:
        """Hugging Face's commit id: the first 40 hex digits."""
        return self.id[:40]

    @property
    def manifest(self) -> Manifest:
        def entries(role: str) -> tuple[FileEntry, ...]:
            return tuple(
                FileEntry(file.path, file.size_bytes, file.sha256, file.media_type)
                for file in self.files
                if file.role == role
            )

        return Manifest(entries("original"), entries("parquet"))


@dataclass(frozen=True)
class Withdrawn:
    """A version that was withdrawn; `cursor` is what a reader keeps to go on after it."""

    dataset_id: str
    version_id: str
    because: str
    cursor: str


@dataclass(frozen=True)
class TableEvidence:
    """What was measured of one table of a version. `profile` and `findings` are JSON as in SHAPES."""

    table: str
    status: str
    reason: str
    profile: dict[str, Any] | None
    findings: tuple[dict[str, Any], ...] = ()
    preview_sha256: str = ""
    sketches: dict[str, Any] | None = None
    """Keyed sketches for comparing tables; left out when evidence is read for a page."""
    receipt: dict[str, Any] | None = None
    """How its Parquet was derived from the original bytes (terms.receipt); None when there is no Parquet."""
    sha256: str = ""
    """Of the file that the table stands in, where the scan tells it."""
    media: dict[str, Any] | None = None
    """Facts of a picture, sound or document, where the scan tells them."""


@dataclass(frozen=True)
class Provenance:
    """Where a dataset was found, when, and the source's own record."""

    source_title: str
    source_kind: str
    location: str
    first_seen: datetime
    last_seen: datetime
    scan_id: str
    raw: dict[str, Any]


@dataclass(frozen=True)
class Holding:
    """What one organisation holds, for the home page."""

    organisation: str
    datasets: int
    rows: int
    size_bytes: int


__all__ = [
    "DatasetRecord", "Holding", "Provenance", "StoredFile", "TableEvidence",
    "VersionRecord",
]  # fmt: skip
