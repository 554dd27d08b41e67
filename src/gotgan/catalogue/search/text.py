"""How text becomes index terms. Titles, documents and questions all pass through here:
an analyser that differs between the two sides finds nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from gotgan.terms.text import nfc

GAP = "|"
"""A token that stands where bigrams of neighbouring texts must not touch."""

LONGEST_BODY = 20_000
_TAG = re.compile(r"<[^<>]{1,2000}>")
_SPACES = re.compile(r"\s+")
_HANGUL_WITH_SPACES = re.compile(r"[가-힣]+(?: +[가-힣]+)*")
_HANGUL = re.compile(r"[가-힣]+")
_RUNS = re.compile(r"[가-힣]+|[^\W_가-힣]+")
_NOT_HANGUL = re.compile(r"[가-힣]+")


def plain(text: str) -> str:
    """Markup and entities taken out, NFC, one space between words: what is searched and quoted."""
    cleaned = _TAG.sub(" ", text[: 2 * LONGEST_BODY]) if "<" in text else text[:LONGEST_BODY]
    return _SPACES.sub(" ", nfc(html.unescape(cleaned))).strip()[:LONGEST_BODY]


def has_hangul(text: str) -> bool:
    """Whether a Korean analyser has anything to do here."""
    return _HANGUL.search(text) is not None


def bigrams(texts: Iterable[str]) -> list[str]:
    """Character pairs of each space-free run of Hangul, in order; a lone syllable stands for itself.

    Spaces between Hangul words are ignored, so every way of spacing gives the same pairs;
    a GAP stands between runs, so a phrase of pairs is found only where it was written.
    """
    found: list[str] = []
    for text in texts:
        for match in _HANGUL_WITH_SPACES.finditer(text):
            run = match.group().replace(" ", "")
            found.extend(run[at : at + 2] for at in range(max(1, len(run) - 1)))
            found.append(GAP)
    return found


def without_hangul(texts: Iterable[str]) -> str:
    """All that is not Hangul, for the English analyser; the parts stay apart."""
    return " ".join(_NOT_HANGUL.sub(" ", text).replace("_", " ") for text in texts)


def runs(text: str) -> list[str]:
    """The words of a question, split where the script changes: `CCTV설치` is `CCTV`, `설치`."""
    return _RUNS.findall(text)
