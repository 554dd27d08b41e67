"""How much of a stream comes again, in bounded memory: an adaptive sample of distinct hashes with their counts.

Kept are the hashes with at least `level` leading zeros, the least level at which they are at most MOST_KEPT. So a
state depends on what was counted alone, not on the order or the parts: merging is exact, associative and commutative.
Source: Gibbons 2001, "Distinct sampling for highly-accurate answers to distinct values queries".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

MOST_KEPT = 1 << 16

Hashes = NDArray[np.uint64]


@dataclass(frozen=True)
class Repeats:
    """`counts` of the kept hashes; `level` 0 means that all are kept and `share` is exact."""

    counts: Mapping[int, int] = field(default_factory=dict)
    level: int = 0
    total: int = 0

    @property
    def share(self) -> float:
        """The share of occurrences that came before; relative standard error below 1 % when sampled."""
        kept = sum(self.counts.values())
        return (kept - len(self.counts)) / kept if kept else 0.0


class Counter:
    """Counts on the way to a `Repeats`."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self._level = 0
        self._total = 0

    def add(self, hashes: Hashes) -> None:
        self._total += len(hashes)
        if self._level:
            hashes = hashes[hashes >> np.uint64(64 - self._level) == 0]
        values, counts = np.unique(hashes, return_counts=True)
        for value, count in zip(values.tolist(), counts.tolist(), strict=True):
            self._counts[value] = self._counts.get(value, 0) + count
        self._counts, self._level = _pruned(self._counts, self._level)

    def state(self) -> Repeats:
        return Repeats(self._counts, self._level, self._total)


def merge_repeats(a: Repeats, b: Repeats) -> Repeats:
    level = max(a.level, b.level)
    counts = dict(_cut(a.counts, level))
    for value, count in _cut(b.counts, level).items():
        counts[value] = counts.get(value, 0) + count
    counts, level = _pruned(counts, level)
    return Repeats(counts, level, a.total + b.total)


def _pruned(counts: dict[int, int], level: int) -> tuple[dict[int, int], int]:
    while len(counts) > MOST_KEPT:
        level += 1
        counts = dict(_cut(counts, level))
    return counts, level


def _cut(counts: Mapping[int, int], level: int) -> Mapping[int, int]:
    limit = 1 << (64 - level)
    return counts if not level else {value: count for value, count in counts.items() if value < limit}
