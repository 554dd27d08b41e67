"""One plain form of a text, code point for code point, so that spans stay those of the original.

Full-width, circled and foreign digits become ASCII digits; every dash becomes `-`, every blank a
space, every middle dot `.`, every mask sign `*`. Zero-width characters are taken out; then the
positions of what stays are handed back beside the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

_RANGES = ((0x80, 0x3300), (0xA600, 0xAC00), (0xFB00, 0x10000), (0x104A0, 0x104AA), (0x1D400, 0x1D800))
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u3161\u2043\u02d7\u30fc\u2e3a\u2e3b"
_DOTS = "\u00b7\u2024\u2027\u30fb\uff65\uff0e\u3002\uff61\u2022\u2219\u22c5"
_MASKS = "\u25cf\u25cb\u25ef\u2b24\u25e6\u25a0\u25a1\u25c6\uff0a\u2217\u204e\u2731\u203b"
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u200e\u200f\u061c\u2061\u2062\u2063\u2064\ufe0e\ufe0f"
_TO_FOLD = re.compile(r"[^\x00-\x7f\uac00-\ud7a3\u4e00-\u9fff\u3131-\u3160\u3162-\u318e]")
_INVISIBLE = dict.fromkeys(map(ord, ZERO_WIDTH))


@dataclass(frozen=True)
class Plain:
    """`positions[i]` is where `text[i]` stands in the original; None: at i itself."""

    text: str
    positions: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original text, end exclusive."""
        if self.positions is None:
            return start, end
        return self.positions[start], self.positions[end - 1] + 1


def plain(text: str) -> Plain:
    """Fold what looks like a digit or a separator; never changes a length but for zero-width signs."""
    if _TO_FOLD.search(text) is None:
        return Plain(text)
    folded = text.translate(_table())
    if not any(sign in folded for sign in ZERO_WIDTH):
        return Plain(folded)
    kept = tuple(index for index, sign in enumerate(folded) if ord(sign) not in _INVISIBLE)
    return Plain(folded.translate(_INVISIBLE), kept)


def plain_text(text: str) -> str:
    return plain(text).text


@cache
def _table() -> dict[int, str]:
    """Every character whose compatibility form is one ASCII character, digits of all scripts, and signs."""
    table: dict[int, str] = {}
    for first, beyond in _RANGES:
        for code in range(first, beyond):
            folded = _fold(chr(code))
            if folded is not None:
                table[code] = folded
    table |= dict.fromkeys(map(ord, _DASHES), "-")
    table |= dict.fromkeys(map(ord, _DOTS), ".")
    table |= dict.fromkeys(map(ord, _MASKS), "*")
    return table


def _fold(character: str) -> str | None:
    decimal = unicodedata.decimal(character, None)
    if decimal is not None:
        return str(decimal)
    if unicodedata.category(character) == "Zs":
        return " "
    compatible = unicodedata.normalize("NFKC", character)
    return compatible if len(compatible) == 1 and compatible.isascii() else None
