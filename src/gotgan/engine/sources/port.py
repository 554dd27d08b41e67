"""The one interface of every source connector."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from gotgan.terms.record import FileRef, ListingEnd, SourceRecord


class Source(Protocol):
    """A place that lists datasets and hands out their files.

    `records` streams; the last thing it yields is one ListingEnd. Handed the `cursor` of a record,
    it goes on with the record after that one. A broken entry is a record with `problem`, never an
    exception. Raises: Unavailable when the place does not answer, Invalid when it is no such place.
    """

    @property
    def kind(self) -> str: ...

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]: ...

    def fetch(self, file: FileRef, target: Path) -> None:
        """Put the bytes of `file` at `target`. A part left there by an earlier try is resumed."""
        ...
