"""A CKAN portal, by its action API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import httpx

from gotgan.engine.sources.http import Door
from gotgan.engine.sources.listing import Page, broken, inner, paged, text_of, words_of
from gotgan.terms.errors import Invalid, Issue, NotFound, Unavailable
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord
from gotgan.terms.route import ProvisionNow

PAGE_ROWS = 100
_API = ("/api/3/action", "/api/action")


class CkanSource:
    """Pages of `package_search`, in the order of ids, until an empty one. The cursor is the place in that order."""

    kind = "ckan"

    def __init__(self, door: Door) -> None:
        self._door = door
        self._base = str(door.url.copy_with(query=None)).partition("/api/")[0].rstrip("/")
        self._api = ""

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        return paged(self._page, record_of, cursor)

    def _page(self, start: int) -> Page:
        result = self._ask("package_search", {"rows": PAGE_ROWS, "start": start, "sort": "id asc"})
        entries = result.get("results")
        if not isinstance(entries, list):
            raise Invalid(Issue(self._base, "answers without a list of datasets", "check that it is a CKAN portal"))
        count = result.get("count")
        return Page(entries, count if isinstance(count, int) else None)

    def _ask(self, action: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """POST, and GET where a portal takes no POST. Raises: Unavailable with the portal's own words."""
        answer = None
        for api in [self._api] if self._api else _API:
            try:
                answer = self._post_or_get(f"{self._base}{api}/{action}", values)
                self._api = api
                break
            except NotFound:
                continue
        if not isinstance(answer, Mapping):
            raise Invalid(Issue(self._base, "is not a CKAN portal", "name the address above /api/3/action"))
        if answer.get("success") is not True:
            error = inner(answer, "error")
            what = text_of(error.get("message")) or text_of(error.get("__type")) or "no reason given"
            raise Unavailable(f"{self._base}: refuses {action}: {what[:200]}")
        return inner(answer, "result")

    def _post_or_get(self, url: str, values: Mapping[str, Any]) -> Any:
        try:
            return self._door.get_json(url, values)
        except (NotFound, Invalid):
            return self._door.get_json(str(httpx.URL(url, params=dict(values))))

    def fetch(self, file: FileRef, target: Path) -> None:
        self._door.download(file.location, target)


def record_of(entry: Any, number: int) -> SourceRecord:
    """One package. A broken one is a record with its problem."""
    if not isinstance(entry, Mapping):
        return broken(number, entry, "is not an object")
    remote_id = text_of(entry.get("id"))
    title = text_of(entry.get("title")).strip() or text_of(entry.get("name"))
    if not remote_id or not title:
        return broken(number, entry, "has no id or no title", remote_id, title)
    return SourceRecord(
        remote_id=remote_id,
        title=title,
        cursor=str(number),
        description=text_of(entry.get("notes")),
        keywords=words_of([_name(tag) for tag in _list(entry, "tags")]),
        licence=text_of(entry.get("license_title")) or text_of(entry.get("license_id")),
        publisher=text_of(inner(entry, "organization").get("title")) or text_of(entry.get("author")),
        issued=text_of(entry.get("metadata_created")),
        modified=text_of(entry.get("metadata_modified")),
        provision_now=str(ProvisionNow.INTERNAL if entry.get("private") is True else ProvisionNow.OPEN),
        links=tuple(_links(entry)),
        raw=dict(entry),
    )


def _list(entry: Mapping[str, Any], name: str) -> list[Any]:
    value = entry.get(name)
    return value if isinstance(value, list) else []


def _name(tag: Any) -> Any:
    return (tag.get("display_name") or tag.get("name")) if isinstance(tag, Mapping) else tag


def _links(entry: Mapping[str, Any]) -> Iterator[FileRef]:
    for resource in _list(entry, "resources"):
        address = text_of(resource.get("url")) if isinstance(resource, Mapping) else ""
        if address:
            name = text_of(resource.get("name")) or PurePosixPath(address.partition("?")[0]).name or address
            size = resource.get("size")
            media_type = text_of(resource.get("mimetype")) or text_of(resource.get("format"))
            yield FileRef(name, address, size if isinstance(size, int) else None, media_type or None)
