"""RDF of strangers as a graph: RDF/XML, Turtle, N-Triples, JSON-LD; nothing they point to is ever fetched."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

import defusedxml.sax  # type: ignore[import-untyped]
from defusedxml import DefusedXmlException
from rdflib import Graph
from rdflib.exceptions import ParserError

from gotgan.engine.sources import address
from gotgan.engine.sources.datajson import BOM
from gotgan.engine.sources.document import Document
from gotgan.engine.sources.json_text import loads
from gotgan.engine.sources.rdf_words import Contexts, points_elsewhere
from gotgan.terms.errors import Invalid, Issue

ACCEPT = "text/turtle, application/ld+json;q=0.9, application/rdf+xml;q=0.8, application/json;q=0.5, */*;q=0.1"
_FORM_OF_TYPE = {
    "text/turtle": "turtle", "application/x-turtle": "turtle", "application/n-triples": "nt",
    "application/rdf+xml": "xml", "application/xml": "xml", "text/xml": "xml",
    "application/ld+json": "json-ld", "application/json": "json-ld",
}  # fmt: skip
_FORM_OF_SUFFIX = {
    ".ttl": "turtle", ".nt": "nt", ".rdf": "xml", ".xml": "xml", ".owl": "xml", ".jsonld": "json-ld",
    ".json": "json-ld",
}  # fmt: skip
_BROKEN = (
    SyntaxError, SAXException, ParserError, ValueError, KeyError, TypeError, AttributeError, IndexError, NameError,
    AssertionError, RecursionError,
)  # fmt: skip
"""What rdflib raises for documents that are not what they say."""

# It logs odd values word by word, and a value may be anything.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Reading:
    graph: Graph
    warnings: list[str] = field(default_factory=list)


def read_graph(document: Document, base: str) -> Reading:
    """Relative names are resolved against `base`. Raises: Invalid, with the line where it is known."""
    form, content = form_of(document), document.content.removeprefix(BOM)
    place, warnings = address.shown(base) if base.startswith("http") else document.name, []
    try:
        if form == "xml":
            _check_xml(content)
        if form == "json-ld":
            contexts = Contexts()
            local = contexts.made_local(loads(content))
            if points_elsewhere(local):
                raise ValueError("a context is left that would be fetched")
            content = json.dumps(local).encode()
            warnings = [f"the context {address.shown(each)[:200]} was not fetched; its words are read as DCAT's"
                        for each in contexts.replaced]  # fmt: skip
        # the store without contexts is smaller and faster; the reader of JSON-LD needs one with them
        graph = Graph(store="default" if form == "json-ld" else "SimpleMemory")
        return Reading(graph.parse(data=content, format=form, publicID=base), warnings)
    except DefusedXmlException as error:
        what = f"declares XML entities or outside parts ({type(error).__name__}), which are not read"
        raise Invalid(Issue(place, what, "publish it without a DTD")) from None
    except _BROKEN as error:
        what = f"is no {_SPOKEN[form]}{_line_of(error)}"
        raise Invalid(Issue(place, what, "check that it is an RDF catalogue, and correct it")) from None


_SPOKEN = {"xml": "RDF/XML", "turtle": "Turtle", "nt": "N-Triples", "json-ld": "JSON-LD"}


def form_of(document: Document) -> str:
    """By media type, then by suffix, then by how it begins."""
    named = _FORM_OF_TYPE.get(document.media_type)
    named = named or _FORM_OF_SUFFIX.get(PurePosixPath(document.name.casefold()).suffix)
    return named or _begins(document.content.removeprefix(BOM).lstrip()[:16])


def _begins(head: bytes) -> str:
    if head.startswith((b"{", b"[{", b"[\n")):
        return "json-ld"
    return "xml" if head.startswith((b"<?xml", b"<rdf:", b"<!")) else "turtle"


def _check_xml(content: bytes) -> None:
    """Raises: DefusedXmlException for entities and outside parts, SAXException for what is no XML."""
    defusedxml.sax.parseString(content, ContentHandler(), forbid_entities=True, forbid_external=True)


def _line_of(error: Exception) -> str:
    """Where, never what stands there."""
    if isinstance(error, SAXParseException):
        return f", line {error.getLineNumber()}"
    line, before = getattr(error, "lineno", None), getattr(error, "lines", None)  # Turtle's counts the lines before
    if not isinstance(line, int) and isinstance(before, int):
        line = before + 1
    return f", line {line}" if isinstance(line, int) else ""
