"""Socrata portals: a listing kept as JSON lines, or the catalogue of a portal that answers."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

from gotgan.engine.sources.http import Door
from gotgan.engine.sources.json_text import loads
from gotgan.engine.sources.listing import (
    Books,
    Page,
    broken,
    cursor_number,
    fetch_listed,
    inner,
    local_file,
    paged,
    text_of,
    words_of,
)
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord
from gotgan.terms.route import Modality

PAGE_ROWS = 100
CATALOGUE = "/api/catalog/v1"
LONGEST_LINE_BYTES = 64 << 20
_MODALITY = {"map": Modality.GEOSPATIAL, "document": Modality.DOCUMENT, "file": Modality.DOCUMENT}


class SocrataSource:
    """The cursor is the number of lines read."""

    kind = "socrata"

    def __init__(self, location: str, door: Door | None = None) -> None:
        self._location, self._door = location, door

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        is_catalogue = self._door is not None and not self._door.url.path.endswith((".jsonl", ".jsonl.gz"))
        return paged(self._page, record_of, cursor) if is_catalogue else self._of_lines(cursor)

    def _of_lines(self, cursor: str | None) -> Iterator[SourceRecord | ListingEnd]:
        after, books, complete = cursor_number(cursor), Books(), True
        with local_file(self._location, self._door) as path, path.open("rb") as file:
            try:
                for line in _lines(file):
                    record = _read_line(line, books.lines + 1)
                    if not books.is_repeated(record.remote_id) and books.lines > after:
                        yield record
            except (EOFError, OSError, zlib.error):
                complete = False
                books.warn(f"the listing breaks off after {books.lines} lines; fetch it whole")
        yield books.close(complete=complete)

    def _page(self, start: int) -> Page:
        door = cast(Door, self._door)
        url = door.url if CATALOGUE in door.url.path else door.url.copy_with(path=CATALOGUE)
        answer = door.get_json(str(url.copy_merge_params({"limit": str(PAGE_ROWS), "offset": str(start)})))
        entries = answer.get("results") if isinstance(answer, Mapping) else None
        if not isinstance(entries, list):
            raise Invalid(
                Issue(str(door.url), "answers without a list of datasets", "check that it is a Socrata portal")
            )
        size = answer.get("resultSetSize")
        return Page(entries, size if isinstance(size, int) else None)

    def fetch(self, file: FileRef, target: Path) -> None:
        fetch_listed(file, self._door, target)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines that hold something, of plain or gzipped text; one too long is cut, and so not JSON."""
    is_gzip = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    opened = cast(BinaryIO, gzip.GzipFile(fileobj=file)) if is_gzip else file
    while line := opened.readline(LONGEST_LINE_BYTES):
        if line.strip():
            yield line


def _read_line(line: bytes, number: int) -> SourceRecord:
    try:
        entry = loads(line)
    except (ValueError, RecursionError):
        return broken(number, {}, "is not JSON; write one dataset a line")
    return record_of(entry, number)


def record_of(entry: Any, number: int) -> SourceRecord:
    """One result of the catalogue. A broken one is a record with its problem."""
    if not isinstance(entry, Mapping):
        return broken(number, entry, "is not an object")
    resource = inner(entry, "resource")
    remote_id, title = text_of(resource.get("id")), text_of(resource.get("name")).strip()
    if not remote_id or not title:
        return broken(number, entry, "has no id or no name", remote_id, title)
    return SourceRecord(
        remote_id=remote_id,
        title=title,
        cursor=str(number),
        description=text_of(resource.get("description")),
        keywords=_keywords(inner(entry, "classification")),
        licence=text_of(inner(entry, "metadata").get("license")),
        publisher=text_of(resource.get("attribution")) or text_of(inner(entry, "metadata").get("domain")),
        issued=text_of(resource.get("createdAt")),
        modified=text_of(resource.get("data_updated_at")) or text_of(resource.get("updatedAt")),
        modality=(str(_MODALITY.get(text_of(resource.get("type")), Modality.TABLE)),),
        columns=tuple(text_of(name) for name in _list(resource.get("columns_name")) if text_of(name)),
        links=tuple(_links(entry)),
        raw=dict(entry),
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _keywords(classification: Mapping[str, Any]) -> tuple[str, ...]:
    groups = ("domain_category", "domain_tags", "categories", "tags")
    found = [word for name in groups for word in words_of(classification.get(name) or [])]
    return tuple(dict.fromkeys(found))


def _links(entry: Mapping[str, Any]) -> Iterator[FileRef]:
    for name in ("link", "permalink"):
        address = text_of(entry.get(name))
        if address:
            yield FileRef("page", address, None, "text/html")
            return
