"""Mergeable facts of the numbers of a column, taken from its sorted distinct values.

Shape: `values` ascending, distinct and finite (int64 or float64), `counts` how often each occurs.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Number = int | float
Span = tuple[Number, Number]

BINS = 20
POINTS = 1024
"""Points kept of the rank curve when it is thinned; each thinning costs at most 1/2048 in rank."""
POINTS_LIMIT = 4 * POINTS
CELLS = 1024


@dataclass(frozen=True)
class NumberState:
    """`total` is the exact sum where all values are integers of a machine word, else None.

    `points` are (value, weight) pairs whose cumulative weights are off by at most `rank_slack` rows.
    `cells` count values by floor(value / 2**exponent): grids of powers of two nest, so merging is exact.
    `bins` are the counts of the 20 equal bins from low to high; None once states with other edges were merged.
    """

    count: int
    total: int | None
    mean: float
    m2: float
    low: Number
    high: Number
    zeros: int
    negatives: int
    points: tuple[tuple[Number, int], ...]
    rank_slack: float
    exponent: int
    cells: tuple[tuple[int, int], ...]
    bins: tuple[int, ...] | None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> NumberState:
        pairs = {name: tuple((p[0], p[1]) for p in document[name]) for name in ("points", "cells")}
        bins = None if document["bins"] is None else tuple(document["bins"])
        return cls(**{**document, **pairs, "bins": bins})


def number_state(values: Array, counts: Array, span: Span | None = None) -> NumberState | None:
    """Summarise sorted distinct values with their counts; None when there are none.

    `span`: the ends of the 20 bins when they are not those of the values, which are a part of a whole.
    """
    if not values.size:
        return None
    total = _exact_total(values, counts)
    mean, m2 = _moments(values, counts)
    low, high = values[0].item(), values[-1].item()
    points, slack = thinned(values, np.cumsum(counts))
    exponent, cells = _dyadic(values, counts)
    return NumberState(
        count=int(counts.sum()),
        total=total,
        mean=mean if total is None else total / int(counts.sum()),
        m2=m2,
        low=low,
        high=high,
        zeros=int(counts[values == 0].sum()),
        negatives=int(counts[: np.searchsorted(values, 0)].sum()),
        points=points,
        rank_slack=slack,
        exponent=exponent,
        cells=cells,
        bins=_bin_counts(values, counts, *(span or (low, high))),
    )


def runs(ordered: Array) -> tuple[Array, Array]:
    """Distinct values of a sorted array and how often each occurs."""
    if not ordered.size:
        return ordered, np.zeros(0, dtype=np.int64)
    changes = ordered[1:] != ordered[:-1]
    if changes.all():
        return ordered, np.ones(ordered.size, dtype=np.int64)
    starts = np.concatenate(([0], np.flatnonzero(changes) + 1))
    return ordered[starts], np.diff(starts, append=ordered.size)


def _exact_total(values: Array, counts: Array) -> int | None:
    """Sum in two halves of 32 bits, which cannot overflow below 2**31 rows."""
    if values.dtype.kind != "i":
        return None
    high = int(((values >> 32) * counts).sum())
    low = int(((values & 0xFFFFFFFF) * counts).sum(dtype=np.uint64))
    return (high << 32) + low


def _moments(values: Array, counts: Array) -> tuple[float, float]:
    """Mean and sum of squared distances to it, around the median: |mean - median| <= sd, so no digits are lost.

    No `dot`: it is BLAS's, whose threads cost more than the sum and whose last digits are the machine's.
    """
    pivot = values[values.size // 2]
    fits = values.dtype.kind == "i" and int(values[-1]) - int(values[0]) < 1 << 62
    with np.errstate(over="ignore", invalid="ignore"):
        distances = (values - pivot).astype(np.float64) if fits else values.astype(np.float64) - float(pivot)
        count = int(counts.sum())
        weighted = distances if count == values.size else distances * counts
        first = weighted.sum(dtype=np.longdouble)
        second = np.longdouble(np.multiply(weighted, distances, out=distances).sum())
        mean = np.longdouble(pivot) + first / count
        return float(mean), max(0.0, float(second - first * first / count))


def thinned(values: Array, cumulative: Array) -> tuple[tuple[tuple[Number, int], ...], float]:
    """Keep at most POINTS values at equal steps of rank, and the rank error that this adds (in rows)."""
    weights = np.diff(cumulative, prepend=0)
    if values.size <= POINTS:
        return tuple(zip(values.tolist(), weights.tolist(), strict=True)), 0.0
    count = int(cumulative[-1])
    bounds = [index * count // POINTS for index in range(POINTS + 1)]
    middles = [(low + high + 1) // 2 for low, high in pairwise(bounds)]
    picked = values[np.searchsorted(cumulative, middles)].tolist()
    points: dict[Number, int] = {}
    for value, low, high in zip(picked, bounds, bounds[1:], strict=False):
        points[value] = points.get(value, 0) + high - low
    return tuple(points.items()), count / POINTS / 2 + 1


def _dyadic(values: Array, counts: Array) -> tuple[int, tuple[tuple[int, int], ...]]:
    low, high = values[0].item(), values[-1].item()
    exponent = max(-1022, math.frexp(max(abs(float(low)), abs(float(high))))[1] - 52)
    while _cell(high, exponent) - _cell(low, exponent) >= CELLS:
        exponent += 1
    indices = np.floor(np.ldexp(values.astype(np.float64), -exponent)).astype(np.int64)
    starts = np.concatenate(([0], np.flatnonzero(indices[1:] != indices[:-1]) + 1))
    sums = np.add.reduceat(counts, starts)
    return exponent, tuple(zip(indices[starts].tolist(), sums.tolist(), strict=True))


def _cell(value: Number, exponent: int) -> int:
    return math.floor(math.ldexp(float(value), -exponent))


def edges(low: Number, high: Number) -> list[float]:
    """The 21 edges of 20 equal bins; two equal ones when all values are the same."""
    if low == high:
        return [float(low), float(high)]
    first, last = float(low), float(high)
    step = last / BINS - first / BINS
    inner = [first + step * index for index in range(1, BINS)]
    return [first, *(min(max(edge, first), last) for edge in inner), last]


def _bin_counts(values: Array, counts: Array, low: Number, high: Number) -> tuple[int, ...]:
    inner = edges(low, high)[1:-1]
    cumulative = np.concatenate(([0], np.cumsum(counts)))
    cuts = [0, *np.searchsorted(values, inner, side="left").tolist(), values.size]
    return tuple(np.diff(cumulative[cuts]).tolist())


def merge_numbers(a: NumberState | None, b: NumberState | None) -> NumberState | None:
    """Join two states: additive facts exactly, moments by Chan's formula, curves within their bounds."""
    if a is None or b is None:
        return a or b
    count = a.count + b.count
    total = None if a.total is None or b.total is None else a.total + b.total
    gap = b.mean - a.mean
    points, slack = _merged_points(a, b)
    exponent, cells = _merged_cells(a, b)
    low, high = min(a.low, b.low), max(a.high, b.high)
    return NumberState(
        count=count,
        total=total,
        mean=a.mean + gap * (b.count / count) if total is None else total / count,
        m2=a.m2 + b.m2 + gap * gap * (a.count / count * b.count),
        low=low,
        high=high,
        zeros=a.zeros + b.zeros,
        negatives=a.negatives + b.negatives,
        points=points,
        rank_slack=slack,
        exponent=exponent,
        cells=cells,
        bins=_merged_bins(a, b),
    )


def _merged_bins(a: NumberState, b: NumberState) -> tuple[int, ...] | None:
    if a.bins is None or b.bins is None or (a.low, a.high) != (b.low, b.high):
        return None
    return tuple(left + right for left, right in zip(a.bins, b.bins, strict=True))


def _merged_points(a: NumberState, b: NumberState) -> tuple[tuple[tuple[Number, int], ...], float]:
    weights: dict[Number, int] = {}
    for value, weight in (*a.points, *b.points):
        weights[value] = weights.get(value, 0) + weight
    points = tuple(sorted(weights.items()))
    slack = a.rank_slack + b.rank_slack
    if len(points) <= POINTS_LIMIT:
        return points, slack
    values = np.array([value for value, _ in points], dtype=object)
    kept, added = thinned(values, np.cumsum([weight for _, weight in points]))
    return kept, slack + added


def _merged_cells(a: NumberState, b: NumberState) -> tuple[int, tuple[tuple[int, int], ...]]:
    exponent = max(a.exponent, b.exponent)
    if not a.cells or not b.cells:
        return exponent, ()
    low = min(state.cells[0][0] >> (exponent - state.exponent) for state in (a, b))
    high = max(state.cells[-1][0] >> (exponent - state.exponent) for state in (a, b))
    while high - low >= CELLS:
        exponent, low, high = exponent + 1, low >> 1, high >> 1
    counts: dict[int, int] = {}
    for state in (a, b):
        for index, count in state.cells:
            cell = index >> (exponent - state.exponent)
            counts[cell] = counts.get(cell, 0) + count
    return exponent, tuple(sorted(counts.items()))


def quantile(state: NumberState, share: float) -> Number:
    """The least value that at least `share` of the numbers do not exceed (always a value of the data)."""
    wanted, reached = share * state.count, 0
    for value, weight in state.points:
        reached += weight
        if reached >= wanted:
            return value
    return state.high


def outlier_share(state: NumberState) -> float:
    """The share of numbers more than 1.5 interquartile ranges beyond the quartiles, within the error of the points.

    Source: Tukey 1977, "Exploratory data analysis", inner fences.
    """
    low, high = float(quantile(state, 0.25)), float(quantile(state, 0.75))
    reach = 1.5 * (high - low)
    beyond = sum(weight for value, weight in state.points if not low - reach <= value <= high + reach)
    return beyond / state.count


def histogram(state: NumberState) -> list[tuple[float, float, int]]:
    """Bins (low, high, count), the last one closed. Counts are exact unless the state was merged:
    then each cell of the grid counts in the bin of its centre; the sum is exact either way."""
    bounds = edges(state.low, state.high)
    counts = list(state.bins) if state.bins is not None else _from_cells(state, bounds)
    return [(low, high, count) for low, high, count in zip(bounds, bounds[1:], counts, strict=False)]


def _from_cells(state: NumberState, bounds: list[float]) -> list[int]:
    centres = [math.ldexp(index + 0.5, state.exponent) for index, _ in state.cells]
    places = np.searchsorted(bounds[1:-1], centres, side="right")
    counts = [0] * (len(bounds) - 1)
    for place, (_, count) in zip(places.tolist(), state.cells, strict=True):
        counts[place] += count
    return counts


def long_number_state(values: list[int], counts: Array, span: Span | None = None) -> NumberState | None:
    """As `number_state`, for distinct integers that do not fit a machine word, in any order.

    Ends, mean and quantiles stay exact; histogram and grid see them as floats.
    """
    order = sorted(range(len(values)), key=values.__getitem__)
    exact = np.array([values[place] for place in order], dtype=object)
    counts = counts[order]
    state = number_state(exact.astype(np.float64), counts, span)
    if state is None:
        return None
    total = sum(value * count for value, count in zip(exact.tolist(), counts.tolist(), strict=True))
    distances = (exact - exact[exact.size // 2]).astype(np.float64)
    points, slack = thinned(exact, np.cumsum(counts))
    return replace(
        state, total=total, mean=total / state.count, m2=_moments(distances, counts)[1],
        low=exact[0], high=exact[-1], points=points, rank_slack=slack,
    )  # fmt: skip
