"""Facts of text: language, length, tokens, what repeats, what was lost; read in pieces and never as a whole.

A corpus is measured by the verbs: `partial` one document, `merge` two states, `finish` the numbers. A state holds
counts and hashes and no word of the text. Memory: one piece, and at most 2 x 65,536 hashes a state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from gotgan.engine.media.grams import Grams, Signature, hash_text
from gotgan.engine.media.language import UNKNOWN, language_of
from gotgan.engine.media.repeats import Counter, Repeats, merge_repeats
from gotgan.engine.media.tokens import CharacterCounts, count_characters, estimate_tokens

PIECE = 1 << 20
"""Code points read at a time; a longer line counts as several."""
LANGUAGE_SAMPLE = 2000
"""Code points of each piece whose language is asked for."""
_LOST = "\ufffd"


@dataclass(frozen=True)
class CorpusState:
    documents: int = 0
    characters: int = 0
    lines: int = 0
    lost: int = 0
    classes: CharacterCounts = field(default_factory=CharacterCounts)
    languages: Mapping[str, int] = field(default_factory=dict)
    line_repeats: Repeats = field(default_factory=Repeats)
    gram_repeats: Repeats = field(default_factory=Repeats)


@dataclass(frozen=True)
class CorpusFacts:
    """`tokens` is an estimate (tokens.py); shares 0 to 1; `languages`: code points by language, as sampled.

    `duplicate_line_share`: of the lines that are not blank, those that came before (white space around aside).
    `repeated_gram_share`: of the grams of five words, those that came before. `lost_characters`: U+FFFD.
    """

    documents: int
    characters: int
    lines: int
    tokens: int
    languages: dict[str, int]
    duplicate_line_share: float
    repeated_gram_share: float
    lost_characters: int


def partial(pieces: Iterable[str]) -> CorpusState:
    """One document, in pieces of any length."""
    return read_pieces(pieces)[0]


def merge(a: CorpusState, b: CorpusState) -> CorpusState:
    languages = {name: a.languages.get(name, 0) + b.languages.get(name, 0) for name in {*a.languages, *b.languages}}
    return CorpusState(
        documents=a.documents + b.documents,
        characters=a.characters + b.characters,
        lines=a.lines + b.lines,
        lost=a.lost + b.lost,
        classes=a.classes + b.classes,
        languages=languages,
        line_repeats=merge_repeats(a.line_repeats, b.line_repeats),
        gram_repeats=merge_repeats(a.gram_repeats, b.gram_repeats),
    )


class CorpusMerger:
    """Merges many states like a binary counter: each is merged a few times, not once for every state behind it."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, CorpusState]] = []

    def add(self, state: CorpusState) -> None:
        if not state.documents:
            return
        size = 1
        while self._waiting and self._waiting[-1][0] == size:
            size, state = 2 * size, merge(self._waiting.pop()[1], state)
        self._waiting.append((size, state))

    def state(self) -> CorpusState:
        found = CorpusState()
        for _, state in reversed(self._waiting):
            found = merge(state, found)
        return found


def finish(state: CorpusState) -> CorpusFacts:
    return CorpusFacts(
        documents=state.documents,
        characters=state.characters,
        lines=state.lines,
        tokens=estimate_tokens(state.classes),
        languages=dict(sorted(state.languages.items())),
        duplicate_line_share=state.line_repeats.share,
        repeated_gram_share=state.gram_repeats.share,
        lost_characters=state.lost,
    )


def main_language(languages: Mapping[str, int]) -> str:
    """The language of most code points; of equals the first by name."""
    return max(sorted(languages), key=lambda name: languages[name], default=UNKNOWN)


def read_pieces(pieces: Iterable[str]) -> tuple[CorpusState, bytes | None]:
    """One document's state, and its signature for near duplicates."""
    reading = _Reading()
    for lines in _lines(pieces):
        reading.take(lines)
    return reading.done()


class _Reading:
    """One document on the way to its state."""

    def __init__(self) -> None:
        self._characters = self._lines = self._lost = 0
        self._classes = CharacterCounts()
        self._languages: dict[str, int] = {}
        self._line_counter, self._gram_counter = Counter(), Counter()
        self._grams, self._signature = Grams(), Signature()

    def take(self, lines: list[str]) -> None:
        """Some lines, each with its end if it has one."""
        text = "".join(lines)
        self._characters += len(text)
        self._lines += len(lines)
        self._lost += text.count(_LOST)
        self._classes += count_characters(text)
        if sample := text[:LANGUAGE_SAMPLE].strip():
            language = language_of(sample)
            self._languages[language] = self._languages.get(language, 0) + len(sample)
        filled = [hash_text(line) for line in map(str.strip, lines) if line]
        self._line_counter.add(np.array(filled, dtype=np.uint64))
        hashes = self._grams.take(text)
        self._gram_counter.add(hashes)
        self._signature.add(hashes)

    def done(self) -> tuple[CorpusState, bytes | None]:
        rest = self._grams.rest()
        self._gram_counter.add(rest)
        self._signature.add(rest)
        state = CorpusState(
            documents=1, characters=self._characters, lines=self._lines, lost=self._lost, classes=self._classes,
            languages=self._languages, line_repeats=self._line_counter.state(),
            gram_repeats=self._gram_counter.state(),
        )  # fmt: skip
        return state, self._signature.packed()


def _lines(pieces: Iterable[str]) -> Iterator[list[str]]:
    """Whole lines with their ends, at most PIECE code points at a time, however the text was cut."""
    rest = ""
    for piece in pieces:
        for start in range(0, len(piece), PIECE):
            rest += piece[start : start + PIECE]
            while len(rest) > PIECE:
                end = rest.rfind("\n", 0, PIECE) + 1 or PIECE
                yield _split(rest[:end])
                rest = rest[end:]
    if rest:
        yield _split(rest)


def _split(text: str) -> list[str]:
    lines = text.split("\n")
    whole = [line + "\n" for line in lines[:-1]]
    return whole + lines[-1:] if lines[-1] else whole
