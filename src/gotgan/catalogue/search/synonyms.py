"""The curated synonym groups and the soft words: data that a librarian edits, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from gotgan.terms.text import title_key


@cache
def groups() -> dict[str, tuple[str, ...]]:
    """Each word with the others of its group. A word stands in one group only."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines("synonyms.txt"):
        words = tuple(title_key(word) for word in line.split(",") if word.strip())
        for word in words:
            if word in found:
                raise ValueError(f'synonyms.txt: "{word}" stands in two groups; keep it in one')
            found[word] = tuple(other for other in words if other != word)
    return found


def synonyms_of(word: str) -> tuple[str, ...]:
    return groups().get(title_key(word), ())


@cache
def soft_words() -> frozenset[str]:
    return frozenset(title_key(line) for line in _lines("soft_words.txt"))


def _lines(name: str) -> list[str]:
    text = files("gotgan.catalogue.search").joinpath(name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
