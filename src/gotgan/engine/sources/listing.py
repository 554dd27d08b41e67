"""What every listing of records shares: repeated ids are folded, cursors are counted, files come local first."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gotgan.engine.sources.http import Door
from gotgan.terms.errors import Invalid, Issue, Unavailable
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord

MOST_WARNINGS = 20


@dataclass
class Books:
    """Counts one listing. Memory: eight bytes of hash an id."""

    lines: int = 0
    folded: int = 0
    warnings: list[str] = field(default_factory=list)
    _seen: set[bytes] = field(default_factory=set)

    def is_repeated(self, remote_id: str) -> bool:
        """Count a line; whether its id stood in the listing before."""
        self.lines += 1
        short = _short(remote_id)
        if short in self._seen:
            self.folded += 1
            self.warn(f"line {self.lines}: repeats the id {remote_id[:100]}; give each dataset one entry")
            return True
        self._seen.add(short)
        return False

    def holds(self, remote_id: str) -> bool:
        return _short(remote_id) in self._seen

    def take_page(self, records: Iterable[SourceRecord]) -> list[SourceRecord]:
        """The records of a page that were not listed before; none when the place serves one page for ever."""
        return [record for record in records if not self.is_repeated(record.remote_id)]

    def close(self, *, complete: bool) -> ListingEnd:
        return ListingEnd(complete, self.lines, self.folded, tuple(self.warnings))

    def warn(self, warning: str) -> None:
        if len(self.warnings) < MOST_WARNINGS:
            self.warnings.append(warning)


def _short(remote_id: str) -> bytes:
    return hashlib.blake2b(remote_id.encode("utf-8", "replace"), digest_size=12).digest()


@dataclass(frozen=True)
class Page:
    """Part of a listing; `promised` is how many entries the portal says there are in all."""

    entries: list[Any]
    promised: int | None


def paged(
    page_from: Callable[[int], Page], record_of: Callable[[Any, int], SourceRecord], cursor: str | None
) -> Iterator[SourceRecord | ListingEnd]:
    """A listing that comes in pages, from the cursor on, until one is empty.

    A page with nothing new ends it as incomplete: some portals serve their last page for ever.
    """
    place = cursor_number(cursor)
    books = Books(lines=place)
    promised: int | None = None
    while (page := page_from(place)).entries:
        promised = promised if page.promised is None else page.promised
        fresh = books.take_page(record_of(entry, place + number) for number, entry in enumerate(page.entries, 1))
        if not fresh:
            books.warn(f"a page from {place} on holds nothing new; the listing stops there")
            yield books.close(complete=False)
            return
        place += len(page.entries)
        yield from fresh
    is_short = promised is not None and books.lines < promised
    if is_short:
        books.warn(f"the portal promised {promised} datasets and listed {books.lines}")
    yield books.close(complete=not is_short)


def cursor_number(cursor: str | None) -> int:
    """How many lines were read when the cursor was handed out. Raises: Invalid for another source's cursor."""
    if cursor is None:
        return 0
    if not cursor.isdecimal():
        raise Invalid(Issue("cursor", "is not of this source", "start the listing from its beginning"))
    return int(cursor)


@dataclass(frozen=True)
class Place:
    """How far a listing is: `lines` read in all, `before` of them on earlier pages, and what names this page."""

    lines: int = 0
    before: int = 0
    page: str = ""

    def __str__(self) -> str:
        return f"{self.lines} {self.before} {self.page}".rstrip()

    @classmethod
    def read(cls, cursor: str | None) -> Place:
        """Raises: Invalid for another source's cursor."""
        if cursor is None:
            return cls()
        lines, _, rest = cursor.partition(" ")
        before, _, page = rest.partition(" ")
        return cls(cursor_number(lines), cursor_number(before), page)


@contextmanager
def local_file(location: str, door: Door | None) -> Iterator[Path]:
    """The listing as a file: itself, or fetched whole first, so that a cut line cannot cut a listing."""
    if door is None:
        yield Path(location)
        return
    with tempfile.TemporaryDirectory(prefix="gotgan-listing-") as folder:
        target = Path(folder, "listing")
        door.download(str(door.url), target)
        yield target


def fetch_listed(file: FileRef, door: Door | None, target: Path) -> None:
    """Fetch what a listing names: from the web only, never a file of this machine that a stranger wrote down."""
    if door is None:
        raise Unavailable(f"{file.path}: the listing lies here, what it lists does not; add its address as a source")
    door.download(file.location, target)


def text_of(value: Any) -> str:
    """A text as it stands; numbers as text; anything else is no text."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def words_of(value: Any) -> tuple[str, ...]:
    """Keywords: a list of texts, or one text with commas; each once."""
    parts = value if isinstance(value, list) else text_of(value).split(",")
    return tuple(dict.fromkeys(word for word in (text_of(part).strip() for part in parts) if word))


def inner(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A part of an entry that should be an object; empty when it is not."""
    value = entry.get(name)
    return value if isinstance(value, Mapping) else {}


def broken(number: int, entry: Any, what: str, remote_id: str = "", title: str = "") -> SourceRecord:
    """An entry that cannot be a dataset, kept with its place and reason."""
    raw = dict(entry) if isinstance(entry, Mapping) else {"entry": entry}
    name = remote_id or f"entry {number}"
    return SourceRecord(
        remote_id or f"#{number}", title or name, str(number), raw=raw, problem=f"entry {number}: {what}"
    )
