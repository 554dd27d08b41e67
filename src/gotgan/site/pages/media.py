"""Facts of pictures, sounds and documents that a scan told, as plain rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gotgan.site import format as written
from gotgan.site import words, words_media
from gotgan.terms.dataset import TableEvidence

MOST_FACTS = 60
MOST_FILES = 50


@dataclass(frozen=True)
class MediaView:
    """One file: each fact by its name in words, or in the scan where there is none, with its value in words."""

    table: str
    facts: tuple[tuple[str, str], ...]


def view_media(evidence: tuple[TableEvidence, ...]) -> tuple[MediaView, ...]:
    """Files that a scan knows such facts of; nested facts are named with dots."""
    found = (MediaView(each.table, tuple(_facts(each.media))[:MOST_FACTS]) for each in evidence if each.media)
    return tuple(view for view in found if view.facts)[:MOST_FILES]


def count_hidden(evidence: tuple[TableEvidence, ...]) -> int:
    """How many files with such facts `view_media` leaves out."""
    return max(0, sum(1 for each in evidence if each.media and next(_facts(each.media), None)) - MOST_FILES)


def _facts(media: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(media, Mapping):
        for key, value in media.items():
            yield from _facts(value, f"{name}.{key}" if name else str(key))
    elif isinstance(media, list | tuple):
        if media and all(isinstance(each, str | int | float) for each in media):
            yield words.word(words_media.FACTS, name), ", ".join(_word(name, each) for each in media[:20])
        for number, each in enumerate(media[:20]):
            if isinstance(each, Mapping):
                yield from _facts(each, f"{name}.{number + 1}")
    elif media is not None and media != "":
        yield words.word(words_media.FACTS, name), _word(name, media)


def _word(name: str, value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return written.percent(value) if name.endswith("_share") else written.number(value)
    is_code = isinstance(value, bool) or name in ("kind", "flags", "language")
    return words.word(words_media.VALUES, value) if is_code else str(value)[:200]
