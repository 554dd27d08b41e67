"""The most frequent values: every count exact, an unsure value is left out rather than guessed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gotgan.engine.profile.numbers import Array

KEEP = 64
SHOWN = 10


@dataclass(frozen=True)
class Frequent:
    """`values` are (value, rows), most rows first; `rest_max` bounds the rows of any value not listed."""

    values: tuple[tuple[str | int | float | bool, int], ...] = ()
    rest_max: int = 0

    def to_json(self) -> dict[str, Any]:
        return {"values": [list(pair) for pair in self.values], "rest_max": self.rest_max}

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Frequent:
        return cls(tuple((pair[0], pair[1]) for pair in document["values"]), document["rest_max"])


def frequent_numbers(values: Array, counts: Array) -> Frequent:
    """The KEEP most frequent of sorted distinct numbers; among equals the smaller first."""
    if values.size <= KEEP:
        chosen, rest_max = np.arange(values.size), 0
    else:
        level = int(np.partition(counts, counts.size - KEEP)[counts.size - KEEP])
        above = np.flatnonzero(counts > level)
        chosen = np.concatenate((above, np.flatnonzero(counts == level)[: KEEP - above.size]))
        rest_max = level
    order = chosen[np.lexsort((chosen, -counts[chosen]))]
    return Frequent(tuple(zip(values[order].tolist(), counts[order].tolist(), strict=True)), rest_max)


def merge_frequent(a: Frequent, b: Frequent) -> Frequent:
    """Join two lists. A value listed on one side only is kept if the other side lists all it has."""
    left, right = dict(a.values), dict(b.values)
    counts: dict[str | int | float | bool, int] = {}
    unsure = a.rest_max + b.rest_max
    for value in left.keys() | right.keys():
        if (value in left or not a.rest_max) and (value in right or not b.rest_max):
            counts[value] = left.get(value, 0) + right.get(value, 0)
        else:
            unsure = max(unsure, left.get(value, a.rest_max) + right.get(value, b.rest_max))
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], _order(pair[0])))
    cut = ordered[KEEP:]
    return Frequent(tuple(ordered[:KEEP]), max(unsure, cut[0][1] if cut else 0))


def entropy_of(frequent: Frequent, filled: int) -> float | None:
    """In bits; None unless every value is listed."""
    counts = [count for _, count in frequent.values]
    if frequent.rest_max or sum(counts) != filled:
        return None
    return entropy(np.array(counts, dtype=np.int64))


def entropy(counts: Array) -> float:
    """Shannon's, in bits, of values that so many rows have; 0 for none."""
    total = int(counts.sum())
    if not total:
        return 0.0
    spread = float((counts * np.log2(counts)).sum()) if counts.max() > 1 else 0.0
    return max(0.0, math.log2(total) - spread / total)


def shown(frequent: Frequent, *, merged: bool, numeric: bool) -> tuple[tuple[str | int | float | bool, int], ...]:
    """The ten to publish. After a merge only those that no unlisted value can equal."""
    sure = [pair for pair in frequent.values if not merged or pair[1] > frequent.rest_max]
    if merged:
        sure.sort(key=lambda pair: (-pair[1], _order(float(pair[0]) if numeric else pair[0])))
    return tuple(sure[:SHOWN])


def _order(value: str | int | float | bool) -> tuple[int, float, str]:
    if isinstance(value, str):
        return (1, 0.0, value)
    return (0, float(value), "")
