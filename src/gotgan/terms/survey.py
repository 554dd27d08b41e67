"""Campaigns, sheets and answers as other rooms and pages see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any


class FilledBy(StrEnum):
    SCAN = "scan"
    CATALOGUE_IMPORT = "catalogue_import"
    LAST_WAVE = "last_wave"
    OFFICER = "officer"
    APPROVER = "approver"


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    """`block`: the sheet cannot be signed without a reply. `warn`: shown, need not be answered."""

    BLOCK = "block"
    WARN = "warn"


class CampaignState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    FROZEN = "frozen"


class TargetState(StrEnum):
    """An organisation in a campaign. `none_held` and `declared` wait for the head; `signed` is the end."""

    WAITING = "waiting"
    ANSWERING = "answering"
    NONE_HELD = "none_held"
    DECLARED = "declared"
    SIGNED = "signed"


class SheetState(StrEnum):
    """`submitted` waits for the department head, `signed` for the survey manager, `returned` for the officer."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SIGNED = "signed"
    RETURNED = "returned"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class EvidenceRef:
    """What an answer stands on; never a row value. `kind`: scan | register | last_wave | sibling | document | person.

    `ref` is an address or id inside the hub, `note_ko`/`note_en` one short sentence a person can check.
    """

    kind: str
    ref: str = ""
    note_ko: str = ""
    note_en: str = ""
    at: str = ""

    def to_json(self) -> dict[str, str]:
        return {
            "kind": self.kind, "ref": self.ref, "note_ko": self.note_ko, "note_en": self.note_en, "at": self.at,
        }  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """One answer of one item. Unconfirmed it is a suggestion and counts as no answer.

    `value` in the shape of terms.questionnaire.Kind. `changed_from` is the value before the last correction,
    `by` a label, `at` ISO 8601 UTC, `revision` the sheet's revision that wrote it.
    """

    value: Any
    filled_by: FilledBy
    evidence: tuple[EvidenceRef, ...] = ()
    confidence: Confidence = Confidence.UNKNOWN
    changed_from: Any = None
    is_confirmed: bool = False
    by: str = ""
    at: str = ""
    revision: int = 0

    def to_json(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "filled_by": str(self.filled_by),
            "evidence": [each.to_json() for each in self.evidence],
            "confidence": str(self.confidence),
            "changed_from": self.changed_from,
            "is_confirmed": self.is_confirmed,
            "by": self.by,
            "at": self.at,
            "revision": self.revision,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Answer:
        return cls(
            value=document["value"],
            filled_by=FilledBy(document["filled_by"]),
            evidence=tuple(EvidenceRef(**each) for each in document.get("evidence", ())),
            confidence=Confidence(document.get("confidence", "unknown")),
            changed_from=document.get("changed_from"),
            is_confirmed=bool(document.get("is_confirmed", False)),
            by=document.get("by", ""),
            at=document.get("at", ""),
            revision=int(document.get("revision", 0)),
        )


@dataclass(frozen=True)
class Contradiction:
    """What a check found. `key` fingerprints its facts: a reply holds only while the facts stay the same."""

    check: str
    severity: Severity
    items: tuple[str, ...]
    evidence: tuple[EvidenceRef, ...]
    message_ko: str
    message_en: str
    key: str

    def to_json(self) -> dict[str, Any]:
        return {
            "check": self.check, "severity": str(self.severity), "items": list(self.items),
            "evidence": [each.to_json() for each in self.evidence],
            "message_ko": self.message_ko, "message_en": self.message_en, "key": self.key,
        }  # fmt: skip


@dataclass(frozen=True)
class DatasetFacts:
    """What the inventory knows of one dataset without asking anyone: aggregates of profiles, never a value.

    `findings`: [{"table", "column", "kind", "count", "share"}]. `formats`: [{"format", "encoding", "files",
    "size_bytes"}]. `tables`: [{"table", "rows", "columns": [{"name", "type", "semantic_type"}], "keys": [name]}].
    `media`: counts by kind of file. `catalogue` is what the source's own record states (title, description, keywords,
    licence, rights, provision_now, field, issued, modified, links, publisher, ...): a key stands there only where the
    record states it, so a connector's default is no evidence. None: not known. More: docs/reference/prefill.md.
    """

    dataset: str
    organisation: str
    address: str
    title: str
    title_en: str = ""
    source: str = ""
    source_title: str = ""
    source_kind: str = ""
    is_sealed: bool = False
    scanned_at: datetime | None = None
    evidence_sha256: str = ""
    rows: int | None = None
    size_bytes: int | None = None
    file_count: int | None = None
    modality: tuple[str, ...] = ()
    modality_shares: Mapping[str, float] = field(default_factory=dict)
    formats: tuple[Mapping[str, Any], ...] = ()
    tables: tuple[Mapping[str, Any], ...] = ()
    findings: tuple[Mapping[str, Any], ...] = ()
    languages: tuple[str, ...] = ()
    period: tuple[str, str] | None = None
    regions: tuple[Mapping[str, Any], ...] = ()
    standards: tuple[str, ...] = ()
    last_real_change: str = ""
    quality: Mapping[str, Any] = field(default_factory=dict)
    media: Mapping[str, Any] = field(default_factory=dict)
    splits: tuple[Mapping[str, Any], ...] = ()
    labels: Mapping[str, Any] = field(default_factory=dict)
    documents: tuple[Mapping[str, Any], ...] = ()
    versions: int = 0
    """How many contents of it were met."""
    last_change_is_seen: bool = False
    """Whether `last_real_change` was seen from one scan to the next; else it is the newest day told in the data."""
    code_lists: tuple[Mapping[str, Any], ...] = ()
    """[{"table", "column", "list", "as_of", "valid", "abolished", "unknown"}]: columns of codes against their list."""
    risks: tuple[Mapping[str, Any], ...] = ()
    """[{"table", "columns": [name], "k_least", "rows_alone", "sensitive"}]: persons singled out by columns together."""
    unread: int = 0
    """Files and tables that could not be read."""
    is_compared: bool = False
    """Whether every table was compared with those of all other datasets."""
    is_opened: bool = False
    """Whether this hub hands it out to everyone, as far as its source's wish and the findings tell."""
    overlaps: tuple[Mapping[str, Any], ...] = ()
    downloads: int | None = None
    catalogue: Mapping[str, Any] = field(default_factory=dict)
    organisation_name: str = ""
    """As the registry writes it, filled by the inventory alone; empty on sheets kept from before it was there."""

    def to_json(self) -> dict[str, Any]:
        """As a sheet keeps it; the moment of the scan as ISO 8601."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return found | {"scanned_at": self.scanned_at.isoformat() if self.scanned_at else None}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> DatasetFacts:
        """Lists come back as tuples; keys of a later version are left out."""
        known = {each.name for each in fields(cls)}
        found: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in document.items() if key in known
        }
        if isinstance(found.get("scanned_at"), str):
            found["scanned_at"] = datetime.fromisoformat(found["scanned_at"])
        return cls(**found)
