"""One dcat:Dataset of a graph as a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from gotgan.engine.sources.beside import Beside
from gotgan.engine.sources.listing import broken
from gotgan.engine.sources.rdf_words import SCHEMA, VCARD
from gotgan.terms.record import FileRef, SourceRecord
from gotgan.terms.route import ProvisionNow

BESIDE = "file:///"
"""The base of a local catalogue: its own folder is the root, so no name in it leads elsewhere."""
LANGUAGES = ("ko", "en")
DEEPEST = 4
MOST_TOLD = 5000
_LABELS = (
    FOAF.name, SKOS.prefLabel, RDFS.label, DCTERMS.title, VCARD.fn, VCARD["organization-name"], SCHEMA.name,
    DCTERMS.identifier,
)  # fmt: skip
_PROVISION = {
    "public": ProvisionNow.OPEN, "open": ProvisionNow.OPEN, "restricted": ProvisionNow.LIMITED,
    "restricted public": ProvisionNow.LIMITED,
}  # fmt: skip
SERIES = URIRef(f"{DCAT}DatasetSeries")
_OWN_RECORD = frozenset({DCAT.Dataset, DCAT.Catalog, DCAT.CatalogRecord, SERIES})


def record_of(graph: Graph, node: Node, number: int, cursor: str, beside: Beside | None = None) -> SourceRecord:
    """`beside` takes the distributions that lie in the folder of a local catalogue. A broken one has a problem."""
    raw = described(graph, node)
    remote_id = id_of(graph, node)
    title = text(graph, node, DCTERMS.title, SCHEMA.name, RDFS.label)
    if not remote_id or not title:
        what = "has no title; give it one" if remote_id else "has no identifier; give it one that never changes"
        return replace(broken(number, raw, what, remote_id, title), cursor=cursor)
    rights = _access(graph, node)
    links = tuple(_links(graph, node, beside))
    files = tuple(beside.files) if beside else ()
    if beside and beside.measured:
        raw["files"] = beside.measured
    english = _in_language(_literals(graph, node, DCTERMS.title), "en")
    return SourceRecord(
        remote_id=remote_id,
        title=title,
        cursor=cursor,
        title_en=english if english != title else "",
        description=text(graph, node, DCTERMS.description),
        keywords=_keywords(graph, node),
        licence=_licence(graph, node),
        publisher=_named(graph, node, DCTERMS.publisher) or _named(graph, node, DCTERMS.creator),
        issued=text(graph, node, DCTERMS.issued),
        modified=text(graph, node, DCTERMS.modified),
        provision_now=str(_provision(rights)),
        rights="\n".join(filter(None, (rights, _named(graph, node, DCTERMS.rights)))),
        files=files,
        links=links,
        raw=raw,
        problem="; ".join(beside.problems) if beside else "",
    )


def id_of(graph: Graph, node: Node) -> str:
    """Its address, else its dct:identifier; a blank node alone is nobody the next time."""
    return str(node) if isinstance(node, URIRef) else text(graph, node, DCTERMS.identifier)


def text(graph: Graph, node: Node, *predicates: URIRef) -> str:
    """The first of the predicates that says something: in Korean, else English, else whatever comes first."""
    for predicate in predicates:
        literals = _literals(graph, node, predicate)
        for language in LANGUAGES:
            if found := _in_language(literals, language):
                return found
        if literals:
            return str(literals[0]).strip()
    return ""


def _literals(graph: Graph, node: Node, predicate: URIRef) -> list[Literal]:
    """Those with words, in one order for ever: without a language first."""
    found = [each for each in graph.objects(node, predicate) if isinstance(each, Literal) and str(each).strip()]
    return sorted(found, key=lambda each: (each.language or "", str(each)))


def _in_language(literals: Iterable[Literal], language: str) -> str:
    spoken = ((each.language or "").lower().partition("-")[0] == language for each in literals)
    return next((str(each).strip() for each, fits in zip(literals, spoken, strict=True) if fits), "")


def _keywords(graph: Graph, node: Node) -> tuple[str, ...]:
    """In the best language they are given in, then the names of the themes."""
    literals = _literals(graph, node, DCAT.keyword)
    words: list[str] = []
    for language in (*LANGUAGES, None):
        fitting = [each for each in literals if language is None or _in_language([each], language)]
        words = words or [str(each).strip() for each in fitting]
    themes = [_label(graph, each) for each in _objects(graph, node, DCAT.theme)]
    return tuple(dict.fromkeys([*words, *(_last(each) for each in themes if each)]))


def _objects(graph: Graph, node: Node, predicate: URIRef) -> list[Node]:
    """In one order for ever, also when they are blank: by the plain values they have."""
    found = list(graph.objects(node, predicate))
    return found if len(found) < 2 else sorted(found, key=lambda each: _plain_values(graph, each))


def _plain_values(graph: Graph, node: Node) -> str:
    if not isinstance(node, BNode):
        return str(node)
    return repr(sorted(f"{name} {each}" for name, each in graph.predicate_objects(node) if not isinstance(each, BNode)))


def _label(graph: Graph, node: Node) -> str:
    """A literal itself; what a node is called; else its address."""
    if isinstance(node, Literal):
        return str(node).strip()
    return text(graph, node, *_LABELS) or (str(node) if isinstance(node, URIRef) else "")


def _named(graph: Graph, node: Node, predicate: URIRef) -> str:
    return next(filter(None, (_label(graph, each) for each in _objects(graph, node, predicate))), "")


def _last(name: str) -> str:
    """The last part of an address; other text as it is."""
    return unquote(name.rstrip("/").replace("#", "/").rpartition("/")[2]) if "://" in name else name


def _licence(graph: Graph, node: Node) -> str:
    """Of the dataset, else the one or several of its distributions; an address when there is one."""
    found = _objects(graph, node, DCTERMS.license)
    if not found:
        of_parts = (graph.objects(part, DCTERMS.license) for part in graph.objects(node, DCAT.distribution))
        found = [each for licences in of_parts for each in licences]
    names = {str(each) if isinstance(each, URIRef) else _label(graph, each) for each in found}
    return ", ".join(sorted(filter(None, names)))


def _access(graph: Graph, node: Node) -> str:
    return _last(_named(graph, node, DCTERMS.accessRights))


def _provision(rights: str) -> ProvisionNow:
    """Said nothing: what a catalogue publishes is open. Said something unknown: not open."""
    if not rights:
        return ProvisionNow.OPEN
    return _PROVISION.get(rights.casefold().replace("_", " "), ProvisionNow.INTERNAL)


def _links(graph: Graph, node: Node, beside: Beside | None) -> Iterator[FileRef]:
    """What each distribution can be had by; then the page. Files beside a local catalogue are taken, not linked."""
    known: set[str] = set()
    for part in _objects(graph, node, DCAT.distribution):
        place, media_type = _place(graph, part), _media_type(graph, part)
        if not place or place in known:
            continue
        known.add(place)
        if place.startswith(BESIDE):
            if beside is not None:
                beside.take(unquote(place.removeprefix(BESIDE)), media_type)
            continue
        name = text(graph, part, DCTERMS.title) or PurePosixPath(unquote(place.partition("?")[0])).name or place
        yield FileRef(name, place, _size(graph, part), media_type)
    for page in _objects(graph, node, DCAT.landingPage):
        if str(page) not in known and isinstance(page, URIRef | Literal):
            known.add(str(page))
            yield FileRef("landing page", str(page), None, "text/html")


def _place(graph: Graph, part: Node) -> str:
    for predicate in (DCAT.downloadURL, DCAT.accessURL):
        if found := _objects(graph, part, predicate):
            return str(found[0])
    services = _objects(graph, part, DCAT.accessService)
    return next((str(each) for service in services for each in _objects(graph, service, DCAT.endpointURL)), "")


def _size(graph: Graph, part: Node) -> int | None:
    size = text(graph, part, DCAT.byteSize).partition(".")[0]
    return int(size) if size.isdecimal() and len(size) < 19 else None


def _media_type(graph: Graph, part: Node) -> str | None:
    """`text/csv` of an address of media types; `CSV` of an address of file types."""
    kind = _named(graph, part, DCAT.mediaType)
    kind = kind.rpartition("media-types/")[2] if "media-types/" in kind else _last(kind)
    return kind or _last(_named(graph, part, DCTERMS.format)) or None


def described(graph: Graph, node: Node) -> dict[str, Any]:
    """All that is said of a node, with what it leads to, in one order for ever; blank nodes have no name.

    At most `DEEPEST` steps away and `MOST_TOLD` values: a graph may point from everywhere to everywhere.
    """
    return _Telling(graph).of(node, 0)


class _Telling:
    def __init__(self, graph: Graph) -> None:
        self._graph, self._left = graph, MOST_TOLD

    def of(self, node: Node, depth: int) -> dict[str, Any]:
        told: dict[str, list[Any]] = {}
        for predicate, value in sorted(self._graph.predicate_objects(node)):
            self._left -= 1
            if self._left < 0:
                break
            name = "@type" if predicate == RDF.type else str(predicate)
            told.setdefault(name, []).append(self._value(value, depth))
        named: dict[str, Any] = {"@id": str(node)} if isinstance(node, URIRef) else {}
        return named | {name: sorted(told[name], key=repr) for name in sorted(told)}

    def _value(self, value: Node, depth: int) -> Any:
        if isinstance(value, Literal):
            return {"@value": str(value), "@language": value.language} if value.language else str(value)
        if depth >= DEEPEST or not _OWN_RECORD.isdisjoint(self._graph.objects(value, RDF.type)):
            return {"@id": str(value)} if isinstance(value, URIRef) else {}
        inner = self.of(value, depth + 1)
        return str(value) if inner == {"@id": str(value)} else inner
