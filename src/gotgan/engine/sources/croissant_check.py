"""What is wrong with a Croissant description, found without its data. Source: Croissant 1.0 and 1.1 specification."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gotgan.engine.sources.croissant_words import Node, fields_of, listed, nodes, references, text, types_of
from gotgan.engine.sources.listing import text_of

MOST_PROBLEMS = 10
_OWN_WORDS = frozenset(
    {"recordSet", "field", "source", "dataType", "fileObject", "fileSet", "extract", "subField", "references",
     "includes", "column"}
)  # fmt: skip
_NEEDED = {"FileObject": "contentUrl", "FileSet": "includes"}
_TARGETS = ("fileObject", "fileSet", "recordSet", "field")


def problems_of(written: Node, document: Node) -> list[str]:
    """`written`: as it came; `document`: the same under plain words. Each problem says where, what and what to do."""
    found = [*_of_context(written), *_of_distributions(document), *_of_record_sets(document)]
    return list(dict.fromkeys(found))[:MOST_PROBLEMS]


def _of_context(written: Node) -> Iterator[str]:
    """A word that the context does not map is another vocabulary's word."""
    contexts = listed(written.get("@context"))
    if not contexts or not all(isinstance(each, dict) for each in contexts):
        return
    known = {word for context in contexts for word in context}
    for word in sorted(set(_words(written)) - known):
        yield f"@context: does not define {word}; add it from the Croissant context"


def _words(value: Any) -> Iterator[str]:
    for each in listed(value):
        if isinstance(each, dict):
            for key, inner in each.items():
                if key in _OWN_WORDS:
                    yield key
                if key not in ("@context", "data", "examples"):
                    yield from _words(inner)


def _name(node: Node) -> str:
    return (text_of(node.get("@id")) or text(node.get("name")) or "without an id")[:100]


def _of_distributions(document: Node) -> Iterator[str]:
    parts = nodes(document.get("distribution"))
    known = _ids(parts)
    for part in parts:
        name, kinds = _name(part), types_of(part)
        if not kinds & {"FileObject", "FileSet"}:
            yield f"distribution {name}: is neither a FileObject nor a FileSet; correct its @type"
        if any(sign.isspace() for sign in text_of(part.get("@id"))):
            yield f"distribution {name}: its @id has a space in it; write it without"
        for word in ("encodingFormat", *(_NEEDED[kind] for kind in sorted(kinds & set(_NEEDED)))):
            if not listed(part.get(word)):
                yield f"distribution {name}: has no {word}; add it"
        for target in _holders(part):
            if target not in known:
                yield f"distribution {name}: is contained in {target[:80]}, which is not there; correct containedIn"


def _holders(part: Node) -> Iterator[str]:
    """What a distribution is contained in: ids, or since 1.1 sources with a transformation."""
    for each in listed(part.get("containedIn")):
        inner = [each.get(key) for key in _TARGETS if each.get(key)] if isinstance(each, dict) else []
        for target in inner or [each]:
            yield from references(target)


def _ids(parts: list[Node]) -> set[str]:
    return {text_of(part.get("@id")) or text(part.get("name")) for part in parts}


def _of_record_sets(document: Node) -> Iterator[str]:
    files = _ids(nodes(document.get("distribution")))
    record_sets = nodes(document.get("recordSet"))
    fields = {text_of(field.get("@id")) for record_set in record_sets for field in fields_of(record_set)}
    for record_set in record_sets:
        name = _name(record_set)
        if "RecordSet" not in types_of(record_set):
            yield f"record set {name}: is no RecordSet; correct its @type"
        for field in fields_of(record_set):
            yield from _of_field(field, record_set, files | fields | _ids(record_sets))
        if not _is_joined(record_set):
            yield f"record set {name}: takes fields from several sources without a join; add references"


def _of_field(field: Node, record_set: Node, known: set[str]) -> Iterator[str]:
    name = _name(field)
    if types_of(field) and "Field" not in types_of(field):
        yield f"field {name}: is no Field; correct its @type"
    has_own = any(key in field for key in ("source", "value", "subField"))
    if not has_own and not listed(record_set.get("data")) and field in nodes(record_set.get("field")):
        yield f"field {name}: has neither a source nor a value; add one"
    for source in nodes(field.get("source")) + nodes(field.get("references")):
        for target in _targets(source):
            if target not in known:
                yield f"field {name}: its source {target[:100]} is not there; name one that is"


def _targets(source: Node) -> list[str]:
    return [target for key in _TARGETS for target in references(source.get(key))]


def _is_joined(record_set: Node) -> bool:
    """Whether references lead from each source of the fields to all others."""
    joined: list[set[str]] = []
    for field in fields_of(record_set):
        sides = {_table(target) for key in ("source", "references") for source in nodes(field.get(key))
                 for target in _targets(source)}  # fmt: skip
        touching = [group for group in joined if group & sides]
        joined = [group for group in joined if not group & sides]
        if sides:
            joined.append(sides.union(*touching))
    return len(joined) <= 1


def _table(target: str) -> str:
    """The record set of a field; files as they are."""
    return target.partition("/")[0]
