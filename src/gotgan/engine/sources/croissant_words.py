"""Croissant's JSON-LD by its plain words: prefixes are taken off, texts are chosen by language, nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gotgan.engine.sources.listing import text_of

LANGUAGES = ("ko", "en")
VERSIONS = ("1.0", "1.1")
CONFORMS = "http://mlcommons.org/croissant/"
_PREFIXES = (
    "sc:", "schema:", "cr:", "ml:", "dct:", "dcterms:", "https://schema.org/", "http://schema.org/", CONFORMS,
    "http://purl.org/dc/terms/",
)  # fmt: skip
_INLINE = frozenset({"@context", "data", "examples"})
"""What holds records or contexts: their keys are no words of Croissant."""

Node = Mapping[str, Any]


def plain_word(word: str) -> str:
    return next((word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix)), word)


def plain(value: Any) -> Any:
    """The same document under plain words. Raises: RecursionError."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    named = ((plain_word(str(key)), each) for key, each in value.items())
    return {key: each if key in _INLINE else plain(each) for key, each in named}


def types_of(node: Node) -> set[str]:
    return {plain_word(text_of(each)) for each in listed(node.get("@type"))}


def listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def nodes(value: Any) -> list[Node]:
    return [each for each in listed(value) if isinstance(each, Mapping)]


def text(value: Any) -> str:
    """A text, a text with its language, or one for each language: Korean, else English, else the first."""
    if isinstance(value, list):
        return _chosen({str(node.get("@language", "")): node.get("@value") for node in nodes(value)}) or next(
            filter(None, map(text, value)), ""
        )
    if isinstance(value, Mapping):
        return text_of(value.get("@value")).strip() if "@value" in value else _chosen(value)
    return text_of(value).strip()


def _chosen(by_language: Mapping[str, Any]) -> str:
    for language in LANGUAGES:
        for tag, value in by_language.items():
            if tag.lower().partition("-")[0] == language and text_of(value).strip():
                return text_of(value).strip()
    return next((text_of(value).strip() for value in by_language.values() if text_of(value).strip()), "")


def name_of(value: Any) -> str:
    """What a person, an organisation or a licence is called; the address of one without a name."""
    for each in listed(value):
        named = (text(each.get(key)) for key in ("name", "url", "@id")) if isinstance(each, Mapping) else [text(each)]
        if found := next(filter(None, named), ""):
            return found
    return ""


def references(value: Any) -> Iterator[str]:
    """The ids that a property points to."""
    for each in listed(value):
        found = text_of(each.get("@id")) if isinstance(each, Mapping) else text_of(each)
        if found:
            yield found


def fields_of(record_set: Node) -> Iterator[Node]:
    """Fields and what is nested in them."""
    for field in nodes(record_set.get("field")) + nodes(record_set.get("subField")):
        yield field
        yield from fields_of(field)


def version_of(document: Node) -> str:
    """`1.0` of `http://mlcommons.org/croissant/1.0`; empty when it does not say."""
    said = (name_of(each) for each in listed(document.get("conformsTo")))
    return next((each.removeprefix(CONFORMS) for each in said if each.startswith(CONFORMS + "1")), "") or next(
        (name_of(each) for each in listed(document.get("conformsTo"))), ""
    )
