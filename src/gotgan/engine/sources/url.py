"""One file of the web is one dataset."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import httpx

from gotgan.engine.sources.http import Door
from gotgan.engine.sources.kinds import modality_of, title_of
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord
from gotgan.terms.text import nfc

_FILE_NAME = re.compile(r"filename\*\s*=\s*([\w-]+)''([^;]+)|filename\s*=\s*\"?([^\";]+)", re.IGNORECASE)


class UrlSource:
    """`raw` holds what tells a change: ETag and date, else the hash of the content."""

    kind = "url"

    def __init__(self, door: Door) -> None:
        self._door = door

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        if cursor is None:
            yield self._record()
        yield ListingEnd(True, 1)

    def _record(self) -> SourceRecord:
        url = str(self._door.url)
        response = self._door.head(url)
        name = name_of(response, self._door.url)
        raw: dict[str, Any] = {"url": url, "media_type": media_type_of(response)}
        raw |= {header: response.headers[header] for header in ("etag", "last-modified") if header in response.headers}
        size = response.headers.get("content-length", "")
        if len(raw) == 2:
            raw["size"], raw["sha256"] = self._door.measure(url)
        elif size.isdecimal():
            raw["size"] = int(size)
        file = FileRef(name, url, raw.get("size"), raw["media_type"] or None)
        return SourceRecord(
            remote_id=url, title=title_of(name), cursor=url, modality=(str(modality_of(name)),),
            modified=raw.get("last-modified", ""), files=(file,), raw=raw,
        )  # fmt: skip

    def fetch(self, file: FileRef, target: Path) -> None:
        self._door.download(file.location, target)


def media_type_of(response: httpx.Response) -> str:
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()


def name_of(response: httpx.Response, url: httpx.URL) -> str:
    """The file's name as the server gives it, else the address's last part; never a path."""
    name = _named(response.headers.get("content-disposition", "")) or unquote(PurePosixPath(url.path).name)
    name = nfc(PurePosixPath(name.replace("\\", "/")).name).strip(". ") or url.host
    if not PurePosixPath(name).suffix:
        name += mimetypes.guess_extension(media_type_of(response)) or ""
    return name


def _named(disposition: str) -> str:
    found: str = ""
    for charset, encoded, simple in _FILE_NAME.findall(disposition):
        if encoded:
            try:
                return unquote(encoded, encoding=charset, errors="strict")
            except (LookupError, UnicodeDecodeError):
                continue
        found = simple
    return found
