"""DCAT-US 1.1: an agency's `data.json`, streamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import ijson

from gotgan.engine.sources.http import Door
from gotgan.engine.sources.json_text import WholeSigns
from gotgan.engine.sources.listing import (
    Books,
    broken,
    cursor_number,
    fetch_listed,
    inner,
    local_file,
    text_of,
    words_of,
)
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord
from gotgan.terms.route import ProvisionNow

PROVISION_OF_ACCESS = {
    "public": ProvisionNow.OPEN,
    "restricted public": ProvisionNow.LIMITED,
    "non-public": ProvisionNow.INTERNAL,
}
HEAD_BYTES = 512
BOM = b"\xef\xbb\xbf"


class DataJsonSource:
    """The cursor is the number of entries read. Memory: one entry, and a short hash an id."""

    kind = "datajson"

    def __init__(self, location: str, door: Door | None = None) -> None:
        self._location, self._door = location, door

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        after, books = cursor_number(cursor), Books()
        with local_file(self._location, self._door) as path, path.open("rb") as file:
            complete = True
            try:
                for entry in _entries(file):
                    record = record_of(entry, books.lines + 1)
                    if not books.is_repeated(record.remote_id) and books.lines > after:
                        yield record
            except (ijson.JSONError, UnicodeDecodeError) as error:
                complete = False
                books.warn(f"the listing breaks off after {books.lines} entries: {_what(error)}; publish it whole")
            if not books.lines and complete and not _has_list(path):
                raise Invalid(Issue(self._location, "has no list of datasets", "check that it is a data.json"))
        yield books.close(complete=complete)

    def fetch(self, file: FileRef, target: Path) -> None:
        fetch_listed(file, self._door, target)


def _what(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__


def _entries(file: BinaryIO) -> Iterator[Any]:
    """Entries of `dataset`, or of a bare list."""
    is_list = file.read(HEAD_BYTES).removeprefix(BOM).lstrip()[:1] == b"["
    file.seek(0)
    yield from ijson.items(WholeSigns(file), "item" if is_list else "dataset.item", use_float=True)


def _has_list(path: Path) -> bool:
    with path.open("rb") as file:
        return any(
            (prefix, event) in (("dataset", "start_array"), ("", "start_array"))
            for prefix, event, _ in ijson.parse(WholeSigns(file))
        )


def record_of(entry: Any, number: int) -> SourceRecord:
    """One entry. A broken one is a record with its problem."""
    if not isinstance(entry, Mapping):
        return broken(number, entry, "is not an object; write each dataset as one")
    remote_id, title = text_of(entry.get("identifier")).strip(), text_of(entry.get("title")).strip()
    if not remote_id:
        return broken(number, entry, "has no identifier; give it one that never changes", title=title)
    if not title:
        return broken(number, entry, "has no title; give it one", remote_id)
    access = text_of(entry.get("accessLevel")).strip().casefold()
    return SourceRecord(
        remote_id=remote_id,
        title=title,
        cursor=str(number),
        description=text_of(entry.get("description")),
        keywords=words_of(entry.get("keyword")),
        licence=text_of(entry.get("license")),
        publisher=text_of(inner(entry, "publisher").get("name")) or text_of(entry.get("publisher")),
        issued=text_of(entry.get("issued")),
        modified=text_of(entry.get("modified")),
        provision_now=str(PROVISION_OF_ACCESS.get(access, ProvisionNow.INTERNAL)),
        rights=text_of(entry.get("rights")),
        links=tuple(_links(entry)),
        raw=dict(entry),
    )


def _links(entry: Mapping[str, Any]) -> Iterator[FileRef]:
    """What each distribution can be had by; a page when it says nothing more."""
    distributions = entry.get("distribution")
    known: set[str] = set()
    for each in distributions if isinstance(distributions, list) else [distributions]:
        if not isinstance(each, Mapping):
            continue
        address = text_of(each.get("downloadURL")) or text_of(each.get("accessURL"))
        if address and address not in known:
            known.add(address)
            name = text_of(each.get("title")) or PurePosixPath(address.partition("?")[0]).name or address
            yield FileRef(name, address, None, text_of(each.get("mediaType")) or text_of(each.get("format")) or None)
    page = text_of(entry.get("landingPage"))
    if page and page not in known:
        yield FileRef("landing page", page, None, "text/html")
