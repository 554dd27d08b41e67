"""The bytes of a column's cells, for rules that are told from a few of them: many times quicker than a pattern."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Letters:
    """`codes[starts[i]:ends[i]]` is the cell i; empty for a missing one."""

    codes: Bytes
    starts: Places
    ends: Places

    @property
    def sizes(self) -> Places:
        """In bytes."""
        return self.ends - self.starts

    def at(self, places: Places) -> Bytes:
        """The bytes at some places. What lies beyond a cell is another's, and beyond the last one that again."""
        if not self.codes.size:
            return np.zeros(places.size, dtype=np.uint8)
        return self.codes.take(places, mode="clip")

    def firsts(self, byte: int) -> Places:
        """Where in each cell a byte first stands, -1 where it does not."""
        found = np.flatnonzero(self.codes == byte)
        if found.size == self.starts.size and bool(((found >= self.starts) & (found < self.ends)).all()):
            return found
        places = np.full(self.starts.size, -1, dtype=np.int64)
        cells = np.searchsorted(self.ends, found, side="right")
        places[cells[::-1]] = found[::-1]
        return places


def letters_of(column: pa.Array) -> Letters:
    """Of a column of texts or bytes; shares its memory."""
    offsets = offsets_of(column)
    content = column.buffers()[2]
    if content is None or not len(column):
        return Letters(np.zeros(0, dtype=np.uint8), offsets[:-1], offsets[1:])
    first, end = int(offsets[0]), int(offsets[-1])
    codes = np.frombuffer(content, dtype=np.uint8)[first:end]
    offsets = offsets - first if first else offsets
    return Letters(codes, offsets[:-1], offsets[1:])


def offsets_of(column: pa.Array) -> Any:
    """Where the cells begin in the column's buffer, and where the last ends."""
    if not len(column):
        return np.zeros(1, dtype=np.int64)
    is_large = pa.types.is_large_string(column.type) or pa.types.is_large_binary(column.type)
    whole = np.frombuffer(column.buffers()[1], dtype=np.int64 if is_large else np.int32)
    return whole[column.offset : column.offset + len(column) + 1].astype(np.int64, copy=False)


@dataclass(frozen=True)
class _Words:
    """What tells most cells to be none of some words: their first bytes and their lengths."""

    values: pa.Array
    firsts: Mask
    longest: int


@lru_cache(maxsize=64)
def _words(words: frozenset[str]) -> _Words:
    encoded = [word.encode() for word in words]
    firsts = np.zeros(256, dtype=bool)
    firsts[[word[0] for word in encoded if word]] = True
    return _Words(pa.array(sorted(words), pa.string()), firsts, max(map(len, encoded), default=0))


def among(column: pa.Array, words: frozenset[str]) -> Mask:
    """Which cells are one of some words, none of them empty."""
    known, letters = _words(words), letters_of(column)
    sizes = letters.sizes
    may = np.flatnonzero(known.firsts[letters.at(letters.starts)] & (sizes > 0) & (sizes <= known.longest))
    found = np.zeros(len(column), dtype=bool)
    if may.size:
        some = column.take(pa.array(may)) if may.size < len(column) else column
        found[may] = pc.is_in(some, known.values).to_numpy(zero_copy_only=False)
    return found


def holds(codes: Bytes, wanted: Iterable[bytes]) -> bool:
    """Whether one of some bytes or their sequences occurs anywhere."""
    content = codes.tobytes()
    return any(some in content for some in wanted)


_FIRST_LETTER, _LAST_LETTER, _WIDE_FORMS, _DELETE = 0xC0, 0xE9, 0xEF, 0x7F


def all_usual(codes: Bytes) -> bool:
    """Whether the content is all Hangul syllables and plain ASCII: no other letter, no control character."""
    others = codes - np.uint8(_FIRST_LETTER) <= _LAST_LETTER - _FIRST_LETTER
    return not (
        others.any() or (codes < 32).any() or (codes == _WIDE_FORMS).any() or (codes == _DELETE).any()
    )  # fmt: skip
