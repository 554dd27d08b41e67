"""Files of a WebDAV server."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from gotgan.engine.sources.again import Patience
from gotgan.engine.sources.remote import TreeSource
from gotgan.engine.sources.tree import Entry, Unreadable
from gotgan.engine.sources.webtree import WebTree, folder_door
from gotgan.terms.errors import Invalid, Issue

_SCHEMES = {"webdav": "http", "webdavs": "https"}
_LOCATION = re.compile(r"(webdavs?)(://.+)", re.IGNORECASE | re.DOTALL)


def open_webdav(
    location: str,
    options: Mapping[str, str],
    *,
    allow_private: bool = True,
    patience: Patience | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> TreeSource:
    """`webdavs://user@host/path` over TLS, `webdav://` without. Nothing is asked yet. Raises: Invalid."""
    match = _LOCATION.fullmatch(location)
    if match is None:
        raise Invalid(Issue("the webdav address", "is none", "write it as webdavs://user@host/path"))
    url = _SCHEMES[match[1].lower()] + match[2]
    door = folder_door("webdav", url, options, allow_private=allow_private, patience=patience, sleep=sleep)
    return TreeSource(WebDavTree(door))


class WebDavTree(WebTree):
    """Asked folder by folder: servers may refuse to list a whole tree at once."""

    kind = "webdav"

    def entries(self, folder: Entry) -> Iterator[Entry]:
        _, content = self.listing_of(folder, "PROPFIND", {"Depth": "1"})
        try:
            found = [entry for answer in _answers(content) if (entry := self._entry(folder, answer)) is not None]
        except (ParseError, DefusedXmlException, ValueError):
            url = self.location_of(folder)
            raise Unreadable(f"{url}: did not answer with a WebDAV listing; check the address") from None
        return iter(sorted(found, key=lambda entry: self.component(entry.name, is_folder=entry.is_folder)))

    def _entry(self, folder: Entry, answer: Element) -> Entry | None:
        child = self.child_of(folder, answer.findtext("{DAV:}href") or "", is_origin_checked=False)
        if child is None:
            return None
        facts = _properties(answer)
        kind = facts.get("resourcetype")
        if child.is_folder or (kind is not None and kind.find("{DAV:}collection") is not None):
            return Entry(child.name, f"{child.place}/", is_folder=True)
        size = _text(facts, "getcontentlength")
        return Entry(
            child.name,
            child.place,
            size_bytes=int(size) if size.isdecimal() else None,
            modified=_moment(_text(facts, "getlastmodified")),
            etag=_text(facts, "getetag"),
        )


def _answers(content: bytes) -> Iterator[Element]:
    """Every `response`, let go when the next one comes. Raises: ParseError, DefusedXmlException."""
    is_listing = False
    for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
        is_listing = is_listing or element.tag == "{DAV:}multistatus"
        if not is_listing:
            raise ParseError
        if event == "end" and element.tag == "{DAV:}response":
            yield element
            element.clear()


def _properties(answer: Element) -> dict[str, Element]:
    """Those that the server has: each group of properties has a status of its own."""
    found: dict[str, Element] = {}
    for group in answer.iterfind("{DAV:}propstat"):
        if " 200" in (group.findtext("{DAV:}status") or " 200"):
            found |= {each.tag.removeprefix("{DAV:}"): each for props in group.iterfind("{DAV:}prop") for each in props}
    return found


def _text(facts: Mapping[str, Element], name: str) -> str:
    element = facts.get(name)
    return (element.text or "").strip() if element is not None else ""


def _moment(written: str) -> str:
    """An HTTP date as ISO 8601 in UTC; as it is written when it is none."""
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return written
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
