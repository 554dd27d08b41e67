"""Shapes of values: `9` for a digit, `가` for Hangul, `A`/`a` for Latin letters, `字` for ideographs and kana.

Works on the UTF-8 bytes of all values at once: every replaced character has the length of its stand-in.
"""

from __future__ import annotations

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


def count_masks(values: pa.Array, weights: Array) -> Counter[str]:
    """How many rows have each mask. `values`: strings without nulls, `weights`: rows of each."""
    strings = values.cast(pa.large_string())
    if not len(strings):
        return Counter()
    offsets = np.frombuffer(strings.buffers()[1], dtype=np.int64)[strings.offset :][: len(strings) + 1]
    text = np.frombuffer(strings.buffers()[2] or b"", dtype=np.uint8)[offsets[0] : offsets[-1]]
    masked = _mask_bytes(text)
    buffers = [None, pa.py_buffer((offsets - offsets[0]).tobytes()), pa.py_buffer(masked.tobytes())]
    column = pa.LargeStringArray.from_buffers(len(strings), buffers[1], buffers[2])
    coded = column.dictionary_encode()
    totals = np.bincount(values_of(coded.indices), weights=weights, minlength=len(coded.dictionary))
    counts: Counter[str] = Counter()
    for mask, total in zip(coded.dictionary.to_pylist(), totals.tolist(), strict=True):
        counts[shortened(mask)] += round(total)
    return counts


def _mask_bytes(text: Array) -> Array:
    masked = _ASCII[text]
    if text.size < 3:
        return masked
    starts = np.flatnonzero(text[:-2] >= 0xE0)
    starts = starts[text[starts] < 0xF0]
    lead, second, third = (text[starts + step].astype(np.int32) for step in range(3))
    points = (lead & 15) << 12 | (second & 63) << 6 | (third & 63)
    for ranges, stand_in in ((_HANGUL, "가"), (_IDEOGRAPHS, "字")):
        hit = np.zeros(points.size, dtype=bool)
        for first, last in ranges:
            hit |= (points >= first) & (points <= last)
        for step, byte in enumerate(stand_in.encode()):
            masked[starts[hit] + step] = byte
    return masked


def shortened(text: str) -> str:
    """A text over 200 code points as its first 200 and an ellipsis (SHAPES.md, profile)."""
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
