"""What somebody typed, taken apart: words, their morphemes or stems, and what else is searched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import tantivy

from gotgan.catalogue.search.schema import english_analyser
from gotgan.catalogue.search.synonyms import soft_words, synonyms_of
from gotgan.catalogue.search.text import has_hangul, runs
from gotgan.catalogue.search.tokens import tokens_of
from gotgan.terms.errors import Unavailable
from gotgan.terms.text import nfc, title_key

LONGEST_QUESTION = 1_000
MOST_WORDS = 24
LEAST_SYNONYM_LENGTH = 2


@dataclass(frozen=True)
class Term:
    """One thing to look for. `units` are its morphemes (Hangul) or stems (all else)."""

    text: str
    units: tuple[str, ...]
    is_hangul: bool


@dataclass(frozen=True)
class Word:
    """A word of the question. `synonyms` stand for the whole word, `unit_synonyms` for one part of a
    compound; a soft word helps the order but excludes nothing."""

    term: Term
    synonyms: tuple[Term, ...]
    unit_synonyms: tuple[tuple[Term, ...], ...]
    is_soft: bool


@dataclass(frozen=True)
class Question:
    """`title` is what was typed, whole, for exact titles."""

    title: str
    words: tuple[Word, ...]
    without_morphemes: bool = False

    @property
    def hard_words(self) -> tuple[Word, ...]:
        """The words that decide what matches; all of them when every one is soft."""
        return tuple(word for word in self.words if not word.is_soft) or self.words

    @property
    def also_searched(self) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for word in self.words:
            for term in (*word.synonyms, *(term for terms in word.unit_synonyms for term in terms)):
                found.setdefault(term.text)
        return tuple(found)


def read_question(typed: str) -> Question:
    """Never raises, whatever was typed; without the desk Hangul is searched by character pairs alone."""
    title = nfc(typed).replace("\x00", " ").strip()
    texts = list(dict.fromkeys(title_key(run) for run in runs(title[:LONGEST_QUESTION])))[:MOST_WORDS]
    try:
        morphemes = tokens_of(texts).of_texts
        is_down = False
    except Unavailable:
        morphemes = tuple(() for _ in texts)
        is_down = True
    soft = soft_words()
    words = tuple(_word(text, units, is_soft=text in soft) for text, units in zip(texts, morphemes, strict=True))
    return Question(title, words, is_down)


def _word(text: str, morphemes: tuple[str, ...], *, is_soft: bool) -> Word:
    if not has_hangul(text):
        return Word(Term(text, stems(text), False), _terms(text, is_soft), (), is_soft)
    parts = morphemes if morphemes and morphemes != (text,) else ()
    unit_synonyms = tuple(_terms(unit, is_soft) for unit in parts)
    return Word(Term(text, morphemes, True), _terms(text, is_soft), unit_synonyms, is_soft)


def _terms(text: str, is_soft: bool) -> tuple[Term, ...]:
    if is_soft or len(text) < LEAST_SYNONYM_LENGTH:
        return ()
    return tuple(
        Term(other, (other.replace(" ", ""),) if has_hangul(other) else stems(other), has_hangul(other))
        for other in synonyms_of(text)
    )


def stems(text: str) -> tuple[str, ...]:
    return tuple(_analyser().analyze(text.replace("_", " ")))


@cache
def _analyser() -> tantivy.TextAnalyzer:
    return english_analyser()
