"""Files of an index page: the list of links that Apache, nginx and others make of a folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from html.parser import HTMLParser

from gotgan.engine.sources.again import Patience
from gotgan.engine.sources.remote import TreeSource
from gotgan.engine.sources.tree import Entry, Unreadable
from gotgan.engine.sources.url import media_type_of
from gotgan.engine.sources.webtree import WebTree, folder_door, told
from gotgan.terms.errors import Unavailable

PAGES = frozenset({"text/html", "application/xhtml+xml"})


def open_httpindex(
    location: str,
    options: Mapping[str, str],
    *,
    allow_private: bool = True,
    patience: Patience | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> TreeSource:
    """`https://host/folder/`, as `user@host` with a credential. Nothing is asked yet. Raises: Invalid."""
    door = folder_door("httpindex", location, options, allow_private=allow_private, patience=patience, sleep=sleep)
    return TreeSource(IndexTree(door))


class IndexTree(WebTree):
    """A link with a slash at its end is a folder. Only links directly below a page are followed."""

    kind = "httpindex"

    def entries(self, folder: Entry) -> Iterator[Entry]:
        response, content = self.listing_of(folder)
        if media_type_of(response) not in PAGES:
            raise Unreadable(f"{self.location_of(folder)}: is no index page; check the address")
        found: dict[str, Entry] = {}
        for link in _links(_decoded(content, response.charset_encoding)):
            child = self.child_of(folder, link, is_origin_checked=True)
            if child is not None:
                place = f"{child.place}/" if child.is_folder else child.place
                found[place] = Entry(child.name, place, is_folder=child.is_folder)
        if not found and folder == self.root:
            # a page of welcome or of maintenance is no whole listing, which would remove every dataset
            raise Unreadable(f"{self.location_of(folder)}: lists no file; check the address")
        return iter(sorted(found.values(), key=lambda entry: self.component(entry.name, is_folder=entry.is_folder)))

    def look(self, file: Entry) -> Entry:
        """Asked of each file: size, date and tag, or the hash of its content where there is neither."""
        url = self.location_of(file)
        try:
            response = told(lambda: self.door.head(url))
        except Unavailable as error:
            raise Unreadable(str(error)) from None
        size, etag = response.headers.get("content-length", ""), response.headers.get("etag", "")
        known = replace(file, modified=response.headers.get("last-modified", ""), etag=etag)
        if known.modified or known.etag:
            return replace(known, size_bytes=int(size) if size.isdecimal() else None)
        length, digest = told(lambda: self.door.measure(url))
        return replace(known, size_bytes=length, etag=f"sha256:{digest}")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def _links(page: str) -> list[str]:
    parser = _Links()
    parser.feed(page)
    return parser.found


def _decoded(content: bytes, charset: str | None) -> str:
    for encoding in (charset or "utf-8", "utf-8", "cp949"):
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("utf-8", "replace")
