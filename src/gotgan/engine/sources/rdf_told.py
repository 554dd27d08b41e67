"""All that a graph says of a node, as JSON."""

from __future__ import annotations

from typing import Any

from rdflib import DCAT, RDF, Graph, Literal, URIRef
from rdflib.term import Node

DEEPEST = 4
MOST_TOLD = 5000
SERIES = URIRef(f"{DCAT}DatasetSeries")
_OWN_RECORD = frozenset({DCAT.Dataset, DCAT.Catalog, DCAT.CatalogRecord, SERIES})


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
