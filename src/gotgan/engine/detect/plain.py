"""One plain form of a text, code point for code point, so that spans stay those of the original.

Full-width, circled and foreign digits become ASCII digits; every dash becomes `-`, every blank a
space, every middle dot `.`, every mask sign `*`. Zero-width characters are taken out and syllables of
separate letters put together; then the places of what stays are handed back beside the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_RANGES = ((0x80, 0x3300), (0xA600, 0xAC00), (0xFB00, 0x10000), (0x104A0, 0x104AA), (0x1D400, 0x1D800))
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u3161\u2043\u02d7\u30fc\u2e3a\u2e3b"
_DOTS = "\u00b7\u2024\u2027\u30fb\uff65\uff0e\u3002\uff61\u2022\u2219\u22c5"
_MASKS = "\u25cf\u25cb\u25ef\u2b24\u25e6\u25a0\u25a1\u25c6\uff0a\u2217\u204e\u2731\u203b"
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u200e\u200f\u061c\u2061\u2062\u2063\u2064\ufe0e\ufe0f"
_TO_FOLD = re.compile(r"[^\x00-\x7f\uac00-\ud7a3\u4e00-\u9fff\u3131-\u3160\u3162-\u318e]")
_TO_FOLD_LINEAR = r"[^\x00-\x7f\x{ac00}-\x{d7a3}\x{4e00}-\x{9fff}\x{3131}-\x{3160}\x{3162}-\x{318e}]"
_TO_SHORTEN = re.compile(f"[{ZERO_WIDTH}]+|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?")


@dataclass(frozen=True)
class Plain:
    """`text[i]` stands at `starts[i]:ends[i]` in the original; without them: at i itself."""

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original text, end exclusive."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def plain(text: str) -> Plain:
    """Fold what looks like a digit or a separator; a length changes only by zero-width signs and split syllables."""
    if _TO_FOLD.search(text) is None:
        return Plain(text)
    folded = text.translate(_table())
    return Plain(folded) if _TO_SHORTEN.search(folded) is None else _shorten(folded)


def _shorten(folded: str) -> Plain:
    """Zero-width signs taken out, syllables of separate letters (NFD, as a Mac writes) put together."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in _TO_SHORTEN.finditer(folded):
        start, end = match.span()
        syllable = "" if match.group()[0] in ZERO_WIDTH else unicodedata.normalize("NFC", match.group())
        parts += [folded[done:start], syllable]
        starts += [*range(done, start), *([start] if syllable else [])]
        ends += [*range(done + 1, start + 1), *([end] if syllable else [])]
        done = end
    starts += range(done, len(folded))
    ends += range(done + 1, len(folded) + 1)
    return Plain("".join([*parts, folded[done:]]), tuple(starts), tuple(ends))


def fold_many(texts: pa.Array, longest: int) -> tuple[pa.Array, dict[int, Plain]]:
    """The texts in plain form, and by place those whose form differs; longer ones stay as they are."""
    odd = pc.match_substring_regex(texts, _TO_FOLD_LINEAR)
    if not pc.any(odd).as_py():
        return texts, {}
    odd = pc.and_(odd, pc.less_equal(pc.binary_length(texts), longest))
    places = np.flatnonzero(odd.to_numpy(zero_copy_only=False)).tolist()
    folded = [plain(text) for text in texts.filter(odd).to_pylist()]
    replaced = pc.replace_with_mask(texts, odd, pa.array([each.text for each in folded], texts.type))
    return replaced, dict(zip(places, folded, strict=True))


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
