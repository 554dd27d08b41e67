"""A small reading of SHACL: counts, kinds of node, datatypes and classes of plain paths, for every target class.

Paths that are not one property, and constraints of SPARQL, are not read: pyshacl is no dependency of the house.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node


def problems(data: Graph, *shapes: Path) -> list[str]:
    """What in the data breaks a shape as a violation, as `class path: constraint`."""
    rules = Graph()
    for path in shapes:
        rules.parse(path, format="turtle")
    return sorted(set(_problems(data, rules)))


def _problems(data: Graph, rules: Graph) -> Iterator[str]:
    for shape, target in rules.subject_objects(SH.targetClass):
        for node in data.subjects(RDF.type, target):
            for rule in rules.objects(shape, SH.property):
                path = rules.value(rule, SH.path)
                if isinstance(path, URIRef) and rules.value(rule, SH.severity) in (None, SH.Violation):
                    for broken in _broken(data, rules, rule, list(data.objects(node, path))):
                        yield f"{target} {path}: {broken}"


def _broken(data: Graph, rules: Graph, rule: Node, values: list[Node]) -> Iterator[str]:
    least, most = rules.value(rule, SH.minCount), rules.value(rule, SH.maxCount)
    if least is not None and len(values) < int(least):
        yield "minCount"
    if most is not None and len(values) > int(most):
        yield "maxCount"
    kind, datatype, cls = (rules.value(rule, name) for name in (SH.nodeKind, SH.datatype, SH["class"]))
    for value in values:
        if kind is not None and not _is_of_kind(value, kind):
            yield "nodeKind"
        if datatype is not None and not (isinstance(value, Literal) and value.datatype == datatype):
            yield "datatype"
        if cls is not None and (value, RDF.type, cls) not in data:
            yield f"class {cls}"


def _is_of_kind(value: Node, kind: Node) -> bool:
    kinds = {
        SH.Literal: (Literal,), SH.IRI: (URIRef,), SH.BlankNode: (BNode,), SH.BlankNodeOrIRI: (URIRef, BNode),
        SH.IRIOrLiteral: (URIRef, Literal),
    }  # fmt: skip
    return isinstance(value, kinds.get(kind, (object,)))
