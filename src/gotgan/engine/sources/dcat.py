"""A DCAT or DCAT-AP catalogue in RDF, whole or in Hydra pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

from rdflib import DCAT, RDF, Graph, Literal, URIRef
from rdflib.term import Node

from gotgan.engine.sources import address
from gotgan.engine.sources.beside import Beside
from gotgan.engine.sources.dcat_record import BESIDE, id_of, record_of
from gotgan.engine.sources.document import read_document
from gotgan.engine.sources.folder import copy_local
from gotgan.engine.sources.graph import ACCEPT, read_graph
from gotgan.engine.sources.http import Door
from gotgan.engine.sources.listing import Books, Place, broken, fetch_listed
from gotgan.engine.sources.rdf_told import SERIES, described
from gotgan.engine.sources.rdf_words import HYDRA
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord

LARGEST_PAGE_BYTES = 32 << 20
"""A graph takes some fifty times the memory of the text it was read from."""
_UNDESCRIBED = "is named by the catalogue but not described in it; publish its description there"


class DcatSource:
    """The cursor is a `Place`. Memory: one page's graph, and a short hash an id."""

    kind = "dcat"

    def __init__(self, location: str, door: Door | None = None) -> None:
        self._location, self._door = location, door

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        place = Place.read(cursor)
        books, visited, after = Books(lines=place.before), {place.page}, place.lines
        while True:
            graph, before = self._graph(place.page, books), books.lines
            yield from self._of_page(graph, replace(place, before=before), after, books)
            following = next_page(graph, place.page or self._start)
            if not following:
                yield _closed(books, _promised(graph))
                return
            if self._door is None or following in visited or books.lines == before:
                books.warn(
                    f"the next page {address.shown(following)[:200]} is not read: {self._why_not(following, visited)}"
                )
                yield books.close(complete=False)
                return
            visited.add(following)
            place = Place(page=following)

    @property
    def _start(self) -> str:
        return BESIDE + Path(self._location).name if self._door is None else str(self._door.url)

    def _why_not(self, following: str, visited: set[str]) -> str:
        if self._door is None:
            return "the catalogue lies here; add its address as a source"
        return "it was read before" if following in visited else "this page holds nothing new"

    def _graph(self, page: str, books: Books) -> Graph:
        """Raises: Invalid for a page that is no catalogue, Unavailable when it does not come."""
        base = page or self._start
        location = self._location if self._door is None else base
        reading = read_graph(read_document(location, self._door, ACCEPT, LARGEST_PAGE_BYTES), base)
        for warning in reading.warnings:
            if warning not in books.warnings:
                books.warn(warning)
        if not is_catalogue(reading.graph):
            raise Invalid(Issue(address.shown(base), "has no DCAT catalogue", "check that it lists dcat:Dataset"))
        return reading.graph

    def _of_page(self, graph: Graph, place: Place, after: int, books: Books) -> Iterator[SourceRecord]:
        """The page's records beyond `after` lines. A repeated id counts, and is left out."""
        for node in datasets_of(graph):
            if books.is_repeated(id_of(graph, node) or _told_apart(graph, node)) or books.lines <= after:
                continue
            cursor = str(replace(place, lines=books.lines))
            beside = Beside(Path(self._location).parent) if self._door is None else None
            yield record_of(graph, node, books.lines, cursor, beside)
        for name in _only_named(graph):
            if not books.is_repeated(name) and books.lines > after:
                record = broken(books.lines, {"@id": name}, _UNDESCRIBED, name)
                yield replace(record, cursor=str(replace(place, lines=books.lines)))

    def fetch(self, file: FileRef, target: Path) -> None:
        """Raises: NotAllowed outside the catalogue's folder, Unavailable for an address in a local catalogue."""
        if self._door is None and "://" not in file.location:
            copy_local(Path(file.location), Path(self._location).parent, target)
        else:
            fetch_listed(file, self._door, target)


def is_catalogue(graph: Graph) -> bool:
    kinds = (DCAT.Catalog, DCAT.Dataset, HYDRA.PagedCollection, HYDRA.PartialCollectionView)
    return any((None, RDF.type, kind) in graph for kind in kinds)


def datasets_of(graph: Graph) -> list[Node]:
    """Everything typed dcat:Dataset, or listed by a catalogue as one and described, in the order of ids.

    Catalogues and series are no datasets.
    """
    found = set(graph.subjects(RDF.type, DCAT.Dataset))
    found |= {each for each in graph.objects(None, DCAT.dataset) if (each, None, None) in graph}
    found -= set(graph.subjects(RDF.type, DCAT.Catalog)) | set(graph.subjects(RDF.type, SERIES))
    return sorted(found, key=lambda node: (id_of(graph, node), _told_apart(graph, node)))


def _told_apart(graph: Graph, node: Node) -> str:
    """Blank nodes have no name that lasts: what is said of them is one."""
    return "" if isinstance(node, URIRef) else repr(described(graph, node))


def _only_named(graph: Graph) -> list[str]:
    """Datasets that a whole catalogue names and does not describe; one in pages may describe them elsewhere."""
    if _is_paged(graph):
        return []
    named = {each for each in graph.objects(None, DCAT.dataset) if isinstance(each, URIRef)}
    return sorted(str(each) for each in named if (each, None, None) not in graph)


def _is_paged(graph: Graph) -> bool:
    return any(True for kind in (HYDRA.PagedCollection, HYDRA.PartialCollectionView)
               for _ in graph.subjects(RDF.type, kind)) or bool(next_page(graph, ""))  # fmt: skip


def next_page(graph: Graph, here: str) -> str:
    """The address of the page after this one; empty on the last."""
    found = {str(each) for name in (HYDRA.next, HYDRA.nextPage) for each in graph.objects(None, name)}
    return urljoin(here, min(found)) if found else ""


def _promised(graph: Graph) -> int:
    """How many datasets the pages say there are."""
    counts = [str(each) for each in graph.objects(None, HYDRA.totalItems) if isinstance(each, Literal)]
    return max((int(count) for count in counts if count.isdecimal() and len(count) < 10), default=0)


def _closed(books: Books, promised: int) -> ListingEnd:
    if books.lines < promised:
        books.warn(f"the catalogue promised {promised} datasets and listed {books.lines}")
    return books.close(complete=books.lines >= promised)
