"""One dcat:Dataset of a graph as a record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote

from rdflib import DCAT, DCTERMS, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from gotgan.engine.sources.beside import Beside
from gotgan.engine.sources.listing import broken
from gotgan.engine.sources.rdf_told import described
from gotgan.engine.sources.rdf_values import (
    LANGUAGES,
    in_language,
    label_of,
    last_part,
    literals_of,
    named,
    objects_of,
    text,
)
from gotgan.engine.sources.rdf_words import SCHEMA
from gotgan.terms.record import FileRef, SourceRecord
from gotgan.terms.route import ProvisionNow

BESIDE = "file:///"
"""The base of a local catalogue: its own folder is the root, so no name in it leads elsewhere."""
_PROVISION = {
    "public": ProvisionNow.OPEN, "open": ProvisionNow.OPEN, "restricted": ProvisionNow.LIMITED,
    "restricted public": ProvisionNow.LIMITED,
}  # fmt: skip


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
    english = in_language(literals_of(graph, node, DCTERMS.title), "en")
    return SourceRecord(
        remote_id=remote_id,
        title=title,
        cursor=cursor,
        title_en=english if english != title else "",
        description=text(graph, node, DCTERMS.description),
        keywords=_keywords(graph, node),
        licence=_licence(graph, node),
        publisher=named(graph, node, DCTERMS.publisher) or named(graph, node, DCTERMS.creator),
        issued=text(graph, node, DCTERMS.issued),
        modified=text(graph, node, DCTERMS.modified),
        provision_now=str(_provision(rights)),
        rights="\n".join(filter(None, (rights, named(graph, node, DCTERMS.rights)))),
        files=files,
        links=links,
        raw=raw,
        problem="; ".join(beside.problems) if beside else "",
    )


def id_of(graph: Graph, node: Node) -> str:
    """Its address, else its dct:identifier; a blank node alone is nobody the next time."""
    return str(node) if isinstance(node, URIRef) else text(graph, node, DCTERMS.identifier)


def _keywords(graph: Graph, node: Node) -> tuple[str, ...]:
    """In the best language they are given in, then the names of the themes."""
    literals = literals_of(graph, node, DCAT.keyword)
    words: list[str] = []
    for language in (*LANGUAGES, None):
        fitting = [each for each in literals if language is None or in_language([each], language)]
        words = words or [str(each).strip() for each in fitting]
    themes = [label_of(graph, each) for each in objects_of(graph, node, DCAT.theme)]
    return tuple(dict.fromkeys([*words, *(last_part(each) for each in themes if each)]))


def _licence(graph: Graph, node: Node) -> str:
    """Of the dataset, else the one or several of its distributions; an address when there is one."""
    found = objects_of(graph, node, DCTERMS.license)
    if not found:
        of_parts = (graph.objects(part, DCTERMS.license) for part in graph.objects(node, DCAT.distribution))
        found = [each for licences in of_parts for each in licences]
    names = {str(each) if isinstance(each, URIRef) else label_of(graph, each) for each in found}
    return ", ".join(sorted(filter(None, names)))


def _access(graph: Graph, node: Node) -> str:
    return last_part(named(graph, node, DCTERMS.accessRights))


def _provision(rights: str) -> ProvisionNow:
    """Said nothing: what a catalogue publishes is open. Said something unknown: not open."""
    if not rights:
        return ProvisionNow.OPEN
    return _PROVISION.get(rights.casefold().replace("_", " "), ProvisionNow.INTERNAL)


def _links(graph: Graph, node: Node, beside: Beside | None) -> Iterator[FileRef]:
    """What each distribution can be had by; then the page. Files beside a local catalogue are taken, not linked."""
    known: set[str] = set()
    for part in objects_of(graph, node, DCAT.distribution):
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
    for page in objects_of(graph, node, DCAT.landingPage):
        if str(page) not in known and isinstance(page, URIRef | Literal):
            known.add(str(page))
            yield FileRef("landing page", str(page), None, "text/html")


def _place(graph: Graph, part: Node) -> str:
    for predicate in (DCAT.downloadURL, DCAT.accessURL):
        if found := objects_of(graph, part, predicate):
            return str(found[0])
    services = objects_of(graph, part, DCAT.accessService)
    return next((str(each) for service in services for each in objects_of(graph, service, DCAT.endpointURL)), "")


def _size(graph: Graph, part: Node) -> int | None:
    size = text(graph, part, DCAT.byteSize).partition(".")[0]
    return int(size) if size.isdecimal() and len(size) < 19 else None


def _media_type(graph: Graph, part: Node) -> str | None:
    """`text/csv` of an address of media types; `CSV` of an address of file types."""
    kind = named(graph, part, DCAT.mediaType)
    kind = kind.rpartition("media-types/")[2] if "media-types/" in kind else last_part(kind)
    return kind or last_part(named(graph, part, DCTERMS.format)) or None
