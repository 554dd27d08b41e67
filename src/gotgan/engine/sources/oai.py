"""An OAI-PMH repository: everything it lists, in DataCite where it is offered, else in Dublin Core."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from gotgan.engine.sources import address
from gotgan.engine.sources.http import Door
from gotgan.engine.sources.listing import Books, Place, fetch_listed
from gotgan.engine.sources.oai_protocol import OaiError, OaiPage, ask, formats_of, page_of
from gotgan.engine.sources.oai_record import header_of, record_of
from gotgan.terms.errors import Unavailable
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord

DUBLIN_CORE = "oai_dc"
DATACITE = ("oai_datacite", "datacite", "oai_datacite4")
MOST_RESTARTS = 2
_KEPT = frozenset({"set", "from", "until", "metadataPrefix"})
"""What may be typed after the address, to list only a part of a repository or in one format."""


class OaiSource:
    """The cursor is a `Place` whose page is the format and the resumption token.

    DataCite says more but need not be there for every record: what it lacks is listed in Dublin Core.
    A token that has expired starts the list anew; what this listing told is not told twice.
    What the repository marks as deleted is left out. Memory: one page, and a short hash an id.
    """

    kind = "oai"

    def __init__(self, door: Door) -> None:
        self._part = {name: value for name, value in door.url.params.items() if name in _KEPT}
        self._typed = self._part.pop("metadataPrefix", "")
        self._base = door.url.copy_with(query=None)
        self._door = door

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        ask(self._door, self._base, verb="Identify")
        place, prefixes = Place.read(cursor), self._prefixes()
        prefix, _, token = place.page.partition(" ")
        if prefix not in prefixes:
            place, prefix, token = Place(), prefixes[0], ""
        visit = _Visit(self._door, self._base, self._part, Books(lines=place.before))
        yield from visit.list_in(prefix, token, place.lines)
        for other in prefixes[prefixes.index(prefix) + 1 :]:
            if visit.lacks(other):
                yield from visit.list_in(other, "", 0)
        yield visit.end()

    def _prefixes(self) -> list[str]:
        """The formats to list in, one after the other."""
        if self._typed:
            return [self._typed]
        offered = set(formats_of(ask(self._door, self._base, verb="ListMetadataFormats")))
        return [*[name for name in DATACITE if name in offered][:1], DUBLIN_CORE]

    def fetch(self, file: FileRef, target: Path) -> None:
        fetch_listed(file, self._door, target)


@dataclass
class _Visit:
    """One listing under way. `again`: pages are read a second time, and what is known is passed over."""

    door: Door
    base: httpx.URL
    part: dict[str, str]
    books: Books
    pages: int = 0
    again: bool = False
    deleted: int = 0
    promised: int = 0
    is_stuck: bool = False
    _restarts: int = 0
    _tokens: set[str] = field(default_factory=set)

    def list_in(self, prefix: str, token: str, after: int) -> Iterator[SourceRecord]:
        """The records of one format from `token` on, beyond `after` lines."""
        barren, spare = 0, self.pages
        while True:
            try:
                page = self._page(prefix, token)
            except OaiError as error:
                self._restart(error)
                token, after, barren, spare = "", 0, 0, self.pages
                continue
            before = self.books.lines
            yield from self._of_page(page, prefix, Place(before, before, f"{prefix} {token}"), after)
            self.pages, self.promised = self.pages + 1, max(self.promised, page.promised or 0)
            barren = barren + 1 if self.books.lines == before else 0
            if not page.token:
                break
            if page.token in self._tokens or barren > spare:
                self.is_stuck = True
                break
            self._tokens.add(page.token)
            token = page.token
        self.again = True

    def _of_page(self, page: OaiPage, prefix: str, place: Place, after: int) -> Iterator[SourceRecord]:
        for element in page.records:
            header = header_of(element, self.books.lines + 1)
            if (self.again and self.books.holds(header.identifier)) or self.books.is_repeated(header.identifier):
                continue
            self.deleted += header.is_deleted
            if self.books.lines > after and not header.is_deleted:
                here = Place(self.books.lines, place.before, place.page)
                yield record_of(element, header, prefix, self.books.lines, str(here))

    def _page(self, prefix: str, token: str) -> OaiPage:
        """Raises: OaiError for a token that has expired, Unavailable for every other refusal."""
        asked = {"resumptionToken": token} if token else {"metadataPrefix": prefix, **self.part}
        try:
            return page_of(ask(self.door, self.base, verb="ListRecords", **asked))
        except OaiError as error:
            if error.code == "noRecordsMatch" or (error.code == "cannotDisseminateFormat" and prefix != DUBLIN_CORE):
                return OaiPage()
            if error.code == "badResumptionToken" and token:
                raise
            raise Unavailable(f"{address.shown(self.base)}: refuses to list its records: {error}") from None

    def _restart(self, error: OaiError) -> None:
        if self._restarts == MOST_RESTARTS:
            raise Unavailable(f"{address.shown(self.base)}: its list breaks off again and again: {error}") from None
        self.books.warn("a resumption token had expired; the list was read from its beginning again")
        self._restarts, self.again, self._tokens = self._restarts + 1, True, set()

    def lacks(self, prefix: str) -> bool:
        """Whether the repository lists more in this format than is known; it is asked for names only."""
        try:
            page = page_of(ask(self.door, self.base, verb="ListIdentifiers", metadataPrefix=prefix, **self.part))
        except OaiError:
            return False
        count = page.promised if page.promised is not None or page.token else len(page.records)
        return count is None or count > self.books.lines

    def end(self) -> ListingEnd:
        books = self.books
        if self.deleted:
            books.warn(f"{self.deleted} records are marked as deleted and left out")
        if self.is_stuck:
            books.warn(f"the list turns in circles after {books.lines} records; it stops there")
        if books.lines < self.promised:
            books.warn(f"the repository promised {self.promised} records and listed {books.lines}")
        return books.close(complete=not self.is_stuck and books.lines >= self.promised)
