"""Facts of one text file, read in pieces: what its corpus tells of it, and how it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from gotgan.engine.media.corpus import PIECE, CorpusFacts, CorpusState, finish, main_language, read_pieces
from gotgan.engine.media.file import FileFacts, unreadable
from gotgan.engine.tables.encoding import examine_text

EMPTY = "has no text in it; fill it or take it away"
REPETITIVE_FROM = 0.3
"""Flag `repetitive`: share of repeated lines or grams from here [lines: Rae 2021, Gopher, table A1; grams: ours]."""


@dataclass(frozen=True, kw_only=True)
class TextFacts(FileFacts):
    """One text file. `signature`: MinHash of its grams, for near duplicates; it is not told to others."""

    encoding: str = ""
    language: str = ""
    characters: int = 0
    lines: int = 0
    tokens: int = 0
    duplicate_line_share: float | None = None
    repeated_gram_share: float | None = None
    lost_characters: int = 0
    flags: tuple[str, ...] = ()
    signature: bytes | None = field(default=None, repr=False)


class Known(Protocol):
    """What is known of a text before its words are read."""

    @property
    def size_bytes(self) -> int: ...
    @property
    def sha256(self) -> str | None: ...
    @property
    def encoding(self) -> str | None: ...


def measure_text(file: Path, path: str) -> tuple[TextFacts, CorpusState]:
    """Measure one file, reported as `path`, and its part in the corpus. Unreadable: an entry with its problem."""
    try:
        found = examine_text(file)
        if found.encoding is None or found.only_white:
            problem = found.reason or EMPTY
            facts = TextFacts(path=path, size_bytes=found.size_bytes, sha256=found.sha256, problem=problem)
            return facts, CorpusState()
        return measure_known(file, path, found)
    except OSError as error:
        return TextFacts(path=path, problem=unreadable(error)), CorpusState()


def measure_known(file: Path, path: str, found: Known) -> tuple[TextFacts, CorpusState]:
    """The same for a file that was examined before. Raises: OSError, UnicodeError."""
    encoding = found.encoding or "utf-8"
    state, signature = read_pieces(_pieces(file, encoding))
    whole = finish(state)
    facts = TextFacts(
        path=path, size_bytes=found.size_bytes, sha256=found.sha256 or "", encoding=encoding,
        language=main_language(whole.languages), characters=whole.characters, lines=whole.lines, tokens=whole.tokens,
        duplicate_line_share=whole.duplicate_line_share, repeated_gram_share=whole.repeated_gram_share,
        lost_characters=whole.lost_characters, flags=_flags(whole), signature=signature,
    )  # fmt: skip
    return facts, state


def _flags(facts: CorpusFacts) -> tuple[str, ...]:
    repeated = max(facts.duplicate_line_share, facts.repeated_gram_share) >= REPETITIVE_FROM
    found = {"repetitive": repeated, "lost_characters": facts.lost_characters > 0}
    return tuple(name for name, holds in found.items() if holds)


def _pieces(file: Path, encoding: str) -> Iterator[str]:
    """Line ends become "\\n"; a byte order mark is no character of the text."""
    with file.open(encoding=encoding) as content:
        first = True
        while piece := content.read(PIECE):
            yield piece.removeprefix("\ufeff") if first else piece
            first = False
