"""Combinations of codes packed into machine words, and grouped by sorting them.

One word of 63 bits holds most tables' keys (mixed radix); what does not fit goes into further words, so that no two
combinations ever share a key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int64]
_ROOM = 1 << 62


@dataclass(frozen=True)
class Packing:
    """`radices`: how many codes each column has, in order. Codes run from 0 to radix - 1."""

    radices: tuple[int, ...]

    @property
    def words(self) -> tuple[tuple[int, ...], ...]:
        """The columns of each word, by position."""
        words: list[list[int]] = [[]]
        room = 1
        for column, radix in enumerate(self.radices):
            if words[-1] and room * max(radix, 1) > _ROOM:
                words.append([])
                room = 1
            words[-1].append(column)
            room *= max(radix, 1)
        return tuple(tuple(word) for word in words)

    def pack(self, codes: Sequence[Codes]) -> Codes:
        """Shape (words, rows)."""
        packed = []
        for columns in self.words:
            word = np.zeros(len(codes[0]), dtype=np.int64)
            for column in columns:
                word *= self.radices[column]
                word += codes[column]
            packed.append(word)
        return np.stack(packed)

    def unpack(self, packed: Codes) -> list[Codes]:
        """The codes of each column."""
        codes: list[Codes] = [np.zeros(0, dtype=np.int64)] * len(self.radices)
        for columns, word in zip(self.words, packed, strict=True):
            rest = word
            for column in reversed(columns):
                rest, codes[column] = np.divmod(rest, max(self.radices[column], 1))
        return codes


def count_equal(packed: Codes, counts: Codes | None = None) -> tuple[Codes, Codes]:
    """The distinct keys in ascending order, and how often each stands there (or the sums of `counts`)."""
    if packed.shape[0] == 1 and counts is None:
        ordered = np.sort(packed[0])
        begins = _begins(ordered[None, :])
        return ordered[begins][None, :], np.diff(np.append(begins, len(ordered)))
    order = _order(packed)
    ordered = packed[:, order]
    begins = _begins(ordered)
    given = np.ones(packed.shape[1], dtype=np.int64) if counts is None else counts
    sums = np.add.reduceat(given[order], begins) if len(begins) else np.zeros(0, dtype=np.int64)
    return ordered[:, begins], sums


def number_equal(packed: Codes) -> tuple[Codes, Codes]:
    """(distinct keys in ascending order, for each row the number of its key)."""
    order = _order(packed)
    ordered = packed[:, order]
    begins = _begins(ordered)
    marks = np.zeros(packed.shape[1], dtype=np.int64)
    marks[begins[1:]] = 1
    numbers = np.empty(packed.shape[1], dtype=np.int64)
    numbers[order] = np.cumsum(marks)
    return ordered[:, begins], numbers


def place_in(known: Codes, packed: Codes) -> Codes:
    """For each key its place among the distinct `known` ones, of which it must be one."""
    if known.shape[0] == 1:
        return np.asarray(np.searchsorted(known[0], packed[0]))
    both, numbers = number_equal(np.concatenate([known, packed], axis=1))
    places = np.empty(both.shape[1], dtype=np.int64)
    places[numbers[: known.shape[1]]] = np.arange(known.shape[1])
    return places[numbers[known.shape[1] :]]


def _order(packed: Codes) -> Codes:
    return np.argsort(packed[0], kind="stable") if packed.shape[0] == 1 else np.lexsort(packed[::-1])


def _begins(ordered: Codes) -> Codes:
    if not ordered.shape[1]:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.append(True, (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)))
