"""Scanning what an address lists: each file is fetched into scratch, measured and let go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath

from gotgan.agent.database import list_database
from gotgan.agent.walk import Found
from gotgan.engine.sources import open_source
from gotgan.engine.sources.opening import NO_OPTIONS
from gotgan.engine.sources.servers import KIND_OF_SCHEME
from gotgan.engine.sources.sql import is_database
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord
from gotgan.terms.reference import scheme_of
from gotgan.terms.text import nfc


def is_address(target: str) -> bool:
    """Of the web, a file server or a database; everything else is a place of this machine."""
    scheme = scheme_of(target)
    return scheme in ("http", "https") or scheme in KIND_OF_SCHEME or is_database(target)


def list_address(address: str, options: Mapping[str, str] = NO_OPTIONS) -> Iterator[Found]:
    """One item a file of every record; a broken record is an item with its problem.

    Raises: Unavailable, Invalid when the address lists nothing.
    """
    if is_database(address):
        yield from list_database(address, options)
        return
    source = open_source(None, address, options=options)
    for record in source.records():
        if isinstance(record, ListingEnd):
            continue
        if record.problem or not record.files:
            yield _without_files(record)
        for file in record.files:
            fetch = partial(source.fetch, file)
            yield Found(_name(record, file), Path(), file.size_bytes or 0, _state(record), fetch=fetch)


def _without_files(record: SourceRecord) -> Found:
    status = "failed" if record.problem else "skipped"
    problem = record.problem or "the listing names no file that can be fetched"
    return Found(nfc(record.remote_id), Path(), 0, _state(record), problem, status)


def _name(record: SourceRecord, file: FileRef) -> str:
    return nfc(f"{record.remote_id}/{file.path}" if len(record.files) > 1 else record.remote_id)


def _state(record: SourceRecord) -> int:
    """In place of a file's time: changes when the record does."""
    return int(record.fingerprint[:12], 16)


def fetch_to(item: Found, folder: Path) -> Path:
    """Fetch into `folder`, keeping the suffix that tells text formats apart. Raises: Unavailable."""
    target = folder / ("fetched" + PurePosixPath(item.name).suffix.lower()[:16])
    if item.fetch:
        item.fetch(target)
    return target
