"""What a node of a graph says, in plain values: in the best language, and in one order for ever."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote

from rdflib import DCTERMS, FOAF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from gotgan.engine.sources.rdf_words import SCHEMA, VCARD

LANGUAGES = ("ko", "en")
_LABELS = (
    FOAF.name, SKOS.prefLabel, RDFS.label, DCTERMS.title, VCARD.fn, VCARD["organization-name"], SCHEMA.name,
    DCTERMS.identifier,
)  # fmt: skip


def text(graph: Graph, node: Node, *predicates: URIRef) -> str:
    """The first of the predicates that says something: in Korean, else English, else whatever comes first."""
    for predicate in predicates:
        literals = literals_of(graph, node, predicate)
        for language in LANGUAGES:
            if found := in_language(literals, language):
                return found
        if literals:
            return str(literals[0]).strip()
    return ""


def literals_of(graph: Graph, node: Node, predicate: URIRef) -> list[Literal]:
    """Those with words, in one order for ever: without a language first."""
    found = [each for each in graph.objects(node, predicate) if isinstance(each, Literal) and str(each).strip()]
    return sorted(found, key=lambda each: (each.language or "", str(each)))


def in_language(literals: Iterable[Literal], language: str) -> str:
    spoken = ((each.language or "").lower().partition("-")[0] == language for each in literals)
    return next((str(each).strip() for each, fits in zip(literals, spoken, strict=True) if fits), "")


def objects_of(graph: Graph, node: Node, predicate: URIRef) -> list[Node]:
    """In one order for ever, also when they are blank: by the plain values they have."""
    found = list(graph.objects(node, predicate))
    return found if len(found) < 2 else sorted(found, key=lambda each: _plain_values(graph, each))


def _plain_values(graph: Graph, node: Node) -> str:
    if not isinstance(node, BNode):
        return str(node)
    return repr(sorted(f"{name} {each}" for name, each in graph.predicate_objects(node) if not isinstance(each, BNode)))


def label_of(graph: Graph, node: Node) -> str:
    """A literal itself; what a node is called; else its address."""
    if isinstance(node, Literal):
        return str(node).strip()
    return text(graph, node, *_LABELS) or (str(node) if isinstance(node, URIRef) else "")


def named(graph: Graph, node: Node, predicate: URIRef) -> str:
    return next(filter(None, (label_of(graph, each) for each in objects_of(graph, node, predicate))), "")


def last_part(name: str) -> str:
    """The last part of an address; other text as it is."""
    return unquote(name.rstrip("/").replace("#", "/").rpartition("/")[2]) if "://" in name else name
