"""One version of a questionnaire after another: what may change, and what did change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gotgan.terms.errors import Issue

Row = Mapping[str, Any]
WORDED = ("label", "question", "explanation", "message")
"""Aspects that carry both languages."""


@dataclass(frozen=True)
class Difference:
    """One aspect of one thing. `noun`: item, code, list, section, check, title. `what`: added, retired, restored,
    removed, changed; then `aspect` with its two values as they stand in the documents."""

    noun: str
    key: str
    what: str
    aspect: str = ""
    before: Any = None
    after: Any = None


def check_next(before: Row, after: Row) -> tuple[Issue, ...]:
    """What a version may not do to the one before: keys and codes keep their meaning and are never used again."""
    return (*_check_items(before, after), *_check_codes(before, after), *_check_mapping(before, after))


def _check_items(before: Row, after: Row) -> Iterator[Issue]:
    now = _by(after, "items", "key")
    for key, old in _by(before, "items", "key").items():
        place = f"item {key}"
        if key not in now:
            yield Issue(place, "it is gone", "retire it, so that its key is never used again")
        elif old.get("retired") and not now[key].get("retired") and _meaning(old) != _meaning(now[key]):
            yield Issue(place, "a retired key is used for something else", "choose another key")
        elif _meaning(old) != _meaning(now[key]):
            yield Issue(
                place, "its type or scope changed, and answers would not compare", "retire it and add a new key"
            )
        elif not _parts(old) <= _parts(now[key]):
            yield Issue(place, "a part of it is gone or has another type", "retire the item and add a new key")


def _meaning(row: Row) -> tuple[Any, Any]:
    return row.get("type"), row.get("scope", "dataset")


def _parts(row: Row) -> set[tuple[Any, Any]]:
    return {(part.get("key"), part.get("type")) for part in row.get("parts", ())}


def _check_codes(before: Row, after: Row) -> Iterator[Issue]:
    now = _by(after, "code_lists", "name")
    for name, old in _by(before, "code_lists", "name").items():
        if name not in now:
            yield Issue(f"code list {name}", "it is gone", "keep it: answers of earlier surveys are written with it")
            continue
        codes = _by(now[name], "codes", "code")
        for code in _by(old, "codes", "code"):
            if code not in codes:
                yield Issue(f"code list {name} {code}", "it is gone", "retire it, so that it is never used again")


def _check_mapping(before: Row, after: Row) -> Iterator[Issue]:
    known = _by(before, "items", "key")
    for key in after.get("mapping") or {}:
        if key not in known:
            yield Issue(f"mapping {key}", "the version before has no such item", "take the entry away")


def _by(document: Row, name: str, key: str) -> dict[str, Row]:
    return {str(row.get(key)): row for row in document.get(name) or ()}


def difference(before: Row, after: Row) -> tuple[Difference, ...]:
    """Everything that changed between two documents, in the order of the page: title, items, codes, checks."""
    return tuple(_differences(before, after))


def _differences(before: Row, after: Row) -> Iterator[Difference]:
    yield from _aspects("title", "", {"title": before.get("title")}, {"title": after.get("title")})
    yield from _compare("section", _by(before, "sections", "letter"), _by(after, "sections", "letter"))
    yield from _compare("item", _by(before, "items", "key"), _by(after, "items", "key"))
    old, new = _by(before, "code_lists", "name"), _by(after, "code_lists", "name")
    for name in (*old, *(each for each in new if each not in old)):
        if name not in old:
            yield Difference("list", name, "added")
        codes = [{f"{name} {code}": row for code, row in _by(lists.get(name, {}), "codes", "code").items()}
                 for lists in (old, new)]  # fmt: skip
        yield from _compare("code", *codes)
    yield from _compare("check", _by(before, "checks", "id"), _by(after, "checks", "id"))


def _compare(noun: str, old: Mapping[str, Row], new: Mapping[str, Row]) -> Iterator[Difference]:
    for key in (*old, *(each for each in new if each not in old)):
        if key not in old:
            yield Difference(noun, key, "added")
        elif key not in new:
            yield Difference(noun, key, "removed")
        else:
            was, is_now = bool(old[key].get("retired")), bool(new[key].get("retired"))
            if was != is_now:
                yield Difference(noun, key, "retired" if is_now else "restored")
            yield from _aspects(noun, key, old[key], new[key])


def _aspects(noun: str, key: str, old: Row, new: Row) -> Iterator[Difference]:
    for aspect in (*old, *(each for each in new if each not in old)):
        if aspect != "retired" and old.get(aspect) != new.get(aspect):
            yield Difference(noun, key, "changed", aspect, old.get(aspect), new.get(aspect))
