"""Shapes of values: `9` for a digit, `A`/`a` for Latin letters, `가` for Hangul, `字` for ideographs and kana.

Digits and letters of other scripts have stand-ins too: a mask holds no letter and no digit of its value,
however they were written (full-width digits are how forms were filled in). Works on the UTF-8 bytes of all
values at once: every replaced character has the length of its stand-in.
"""

from __future__ import annotations

import unicodedata
from collections import Counter

import numpy as np
import pyarrow as pa

from gotgan.engine.profile.columns import values_of
from gotgan.engine.profile.numbers import Array

SHOWN = 10
LONGEST = 200


def _ascii_table() -> Array:
    table = np.arange(256, dtype=np.uint8)
    for first, last, stand_in in (("0", "9", "9"), ("A", "Z", "A"), ("a", "z", "a")):
        table[ord(first) : ord(last) + 1] = ord(stand_in)
    return table


_ASCII = _ascii_table()
_HANGUL = ((0xAC00, 0xD7A3), (0x1100, 0x11FF), (0x3131, 0x318E))
_IDEOGRAPHS = ((0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
_OTHERS = {("N", 2): "٩", ("L", 2): "ä", ("N", 3): "９", ("L", 3): "Ａ", ("N", 4): "𝟗", ("L", 4): "𠀀"}
"""By general category and length in UTF-8."""
_LEADS = {2: (0xC0, 0xE0), 3: (0xE0, 0xF0), 4: (0xF0, 0xF8)}
"""First bytes of characters by their length."""


def count_masks(values: pa.Array, weights: Array) -> Counter[str]:
    """How many rows have each mask. `values`: strings without nulls, `weights`: rows of each."""
    if not len(values):
        return Counter()
    whole = masked(values)
    coded = whole.dictionary_encode()
    rows = np.bincount(values_of(coded.indices), weights=weights, minlength=len(coded.dictionary))
    masks, totals = coded.dictionary.to_pylist(), np.rint(rows).astype(np.int64).tolist()
    counts: Counter[str] = Counter(dict(zip(masks, totals, strict=True)))
    for mask in [mask for mask in masks if len(mask) > LONGEST] if _longest_bytes(whole) > LONGEST else ():
        total = counts.pop(mask)
        counts[shortened(mask)] += total
    return counts


def _longest_bytes(texts: pa.LargeStringArray) -> int:
    return int(np.diff(np.frombuffer(texts.buffers()[1], dtype=np.int64)).max())


def masked(values: pa.Array) -> pa.LargeStringArray:
    """The whole mask of each string; there is at least one, and no null."""
    offsets, text = bytes_of(values)
    shown = _mask_bytes(text)
    return pa.LargeStringArray.from_buffers(
        len(values), pa.py_buffer((offsets - offsets[0]).tobytes()), pa.py_buffer(shown.tobytes())
    )


def bytes_of(values: pa.Array) -> tuple[Array, Array]:
    """Where each string starts and ends, and the UTF-8 bytes from the first to the last."""
    strings = values.cast(pa.large_string())
    offsets = np.frombuffer(strings.buffers()[1], dtype=np.int64)[strings.offset :][: len(strings) + 1]
    return offsets, np.frombuffer(strings.buffers()[2] or b"", dtype=np.uint8)[offsets[0] : offsets[-1]]


def _mask_bytes(text: Array) -> Array:
    masked = _ASCII[text]
    for length, (low, high) in _LEADS.items():
        starts = np.flatnonzero((text >= low) & (text < high))
        if not starts.size:
            continue
        places = starts[:, None] + np.arange(length)
        points = _code_points(text[places])
        met = np.flatnonzero(np.bincount(points))
        shown = np.zeros((int(met[-1]) + 1, length), dtype=np.uint8)
        shown[met] = [list(stand_in(chr(point)).encode()) for point in met.tolist()]
        masked[places] = shown[points]
    return masked


def _code_points(characters: Array) -> Array:
    """Of characters with the same number of UTF-8 bytes, one a row."""
    length = characters.shape[1]
    points: Array = characters[:, 0].astype(np.int64) & (0x7F >> length)
    for step in range(1, length):
        points = points << 6 | (characters[:, step] & 0x3F)
    return points


def stand_in(character: str) -> str:
    """What a mask shows of one character beyond ASCII: itself only when it is no letter and no number."""
    point = ord(character)
    for ranges, shown in ((_HANGUL, "가"), (_IDEOGRAPHS, "字")):
        if any(first <= point <= last for first, last in ranges):
            return shown
    return _OTHERS.get((unicodedata.category(character)[0], len(character.encode())), character)


def shortened(text: str) -> str:
    """A text over 200 code points as its first 200 and an ellipsis (SHAPES.md, profile)."""
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
