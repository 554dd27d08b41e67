"""What a source connector yields: one record a dataset, as the source describes it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gotgan.terms.digest import fingerprint


@dataclass(frozen=True)
class FileRef:
    """A file of a record: where it is (a local path or an address) and its name in the dataset."""

    path: str
    location: str
    size_bytes: int | None = None
    media_type: str | None = None


@dataclass(frozen=True)
class SourceRecord:
    """One dataset as its source describes it.

    `remote_id` is the identity inside the source, for life. `raw` is the source's own record,
    kept whole. `cursor`, handed back to the connector, resumes after this record.
    `files` can be fetched and measured now; `links` are addresses that the source only names.
    `problem` is set when the entry is broken: it counts as failed and says why.
    """

    remote_id: str
    title: str
    cursor: str
    description: str = ""
    keywords: tuple[str, ...] = ()
    licence: str = ""
    publisher: str = ""
    issued: str = ""
    modified: str = ""
    provision_now: str = "open"
    rights: str = ""
    modality: tuple[str, ...] = ("table",)
    columns: tuple[str, ...] = ()
    files: tuple[FileRef, ...] = ()
    links: tuple[FileRef, ...] = ()
    raw: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    problem: str = ""
    title_en: str = ""
    field: str = ""

    @property
    def fingerprint(self) -> str:
        """The hash of the source's own record: equal means nothing changed there."""
        return fingerprint(self.raw)


@dataclass(frozen=True)
class ListingEnd:
    """The last thing a connector yields. `complete` is false when the listing was cut short:
    an incomplete listing never removes a dataset."""

    complete: bool
    lines: int
    folded: int = 0
    warnings: tuple[str, ...] = ()
