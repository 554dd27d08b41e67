"""Numbers made coarser or shifted: round, top and bottom code, micro-aggregate, noise, swap.

Sources: Hundepool et al. 2012, Statistical Disclosure Control, chapter 3; rank swapping: Moore 1996.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gotgan.engine.deidentify.census import batches_of
from gotgan.engine.deidentify.techniques.change import ByNumber, Change, Reals, as_numbers, numbers_as
from gotgan.engine.deidentify.techniques.draws import start_of, uniform_of
from gotgan.engine.deidentify.techniques.number_facts import NumberFacts, merged

Codes = npt.NDArray[np.int64]
Known = Reals | NumberFacts
"""The whole column, nan where missing, or what is known of it."""


def read_numbers(parquet: Path, name: str) -> Reals:
    """The whole column; nan where missing. Raises: Invalid for text that is no number."""
    parts = [as_numbers(batch.column(0), name) for batch in batches_of(parquet, [name])]
    return np.concatenate(parts) if parts else np.zeros(0)


def read_facts(parquet: Path, name: str, do: str) -> NumberFacts:
    """What a technique must know of a column. Memory: one batch. Raises: Invalid for text that is no number."""
    batches = batches_of(parquet, [name])
    return merged(NumberFacts.partial(as_numbers(batch.column(0), name), do) for batch in batches)


def _facts(numbers: Known, do: str = "") -> NumberFacts:
    return numbers if isinstance(numbers, NumberFacts) else NumberFacts.partial(numbers, do)


def _type_of(numbers: Known) -> pa.DataType:
    """Whole numbers stay whole."""
    return pa.int64() if _facts(numbers).is_whole else pa.float64()


def round_to(numbers: Known, name: str, base: float) -> Change:
    """To the nearest multiple; halves away from zero."""
    stays_whole = pa.types.is_integer(_type_of(numbers)) and float(base).is_integer()
    return ByNumber(partial(_rounded, base=base), pa.int64() if stays_whole else pa.float64(), name)


def _rounded(each: Reals, base: float) -> Reals:
    return np.asarray(np.sign(each) * np.floor(np.abs(each) / base + 0.5) * base)


def code_ends(numbers: Known, name: str, *, bottom: float = -np.inf, top: float = np.inf) -> Change:
    """Whatever lies beyond an end is written as that end."""
    ends = [end for end in (bottom, top) if np.isfinite(end)]
    stays_whole = pa.types.is_integer(_type_of(numbers)) and all(float(end).is_integer() for end in ends)
    new = partial(np.clip, a_min=bottom, a_max=top)
    return ByNumber(new, pa.int64() if stays_whole else pa.float64(), name)


def microaggregate(numbers: Known, name: str, size: int) -> Change:
    """Each value becomes the mean of its group: at least `size` cells next to each other in value.

    Equal values are never parted, so the groups follow from the counts of the values alone. The last group takes in
    what would be too few.
    """
    facts = _facts(numbers, "microaggregate")
    values, counts = facts.values, facts.counts
    groups = _groups(counts, size)
    means = np.bincount(groups, weights=values * counts) / np.maximum(np.bincount(groups, weights=counts), 1)
    return ByNumber(partial(_grouped, values=values, means=means[groups]), pa.float64(), name)


def _grouped(each: Reals, values: Reals, means: Reals) -> Reals:
    """`means`: of the group of each of `values`, which ascend."""
    if not len(values):
        return each
    found = means[np.clip(np.searchsorted(values, each), 0, len(values) - 1)]
    return np.where(np.isnan(each), np.nan, found)


def _groups(counts: Codes, size: int) -> Codes:
    groups, group, held = np.zeros(len(counts), dtype=np.int64), 0, 0
    left = int(counts.sum())
    for place, count in enumerate(counts.tolist()):
        groups[place] = group
        held, left = held + count, left - count
        if held >= size and left >= size:
            group, held = group + 1, 0
    return groups


@dataclass(frozen=True)
class Noise:
    """Adds normal noise of a standard deviation, or Laplace noise of that."""

    name: str
    deviation: float
    is_laplace: bool
    seed: str
    type: pa.DataType

    def apply(self, values: pa.Array, first_row: int) -> pa.Array:
        numbers = as_numbers(values, self.name)
        rows = np.arange(first_row, first_row + len(numbers))
        return numbers_as(numbers + self.deviation * self._unit(rows), np.isnan(numbers), self.type)

    def _unit(self, rows: Codes) -> Reals:
        one = uniform_of(start_of(self.seed, self.name, "noise"), rows)
        if self.is_laplace:
            away = np.log1p(-np.abs(2 * one - 1)) / np.sqrt(2)
            return np.asarray(-np.sign(2 * one - 1) * away)
        other = uniform_of(start_of(self.seed, self.name, "noise angle"), rows)
        return np.asarray(np.sqrt(-2 * np.log(one)) * np.cos(2 * np.pi * other))


def noise(numbers: Known, name: str, *, scale: float, is_laplace: bool, seed: str) -> Change:
    """`scale`: the noise's standard deviation as a share of the column's."""
    facts = _facts(numbers, "noise")
    return Noise(name, scale * facts.moments.deviation, is_laplace, seed, _type_of(facts))


@dataclass(frozen=True)
class Swap:
    """`partners[row]`: the number that stands there afterwards."""

    partners: Reals
    type: pa.DataType

    def apply(self, values: pa.Array, first_row: int) -> pa.Array:
        moved = self.partners[first_row : first_row + len(values)]
        return numbers_as(moved, np.isnan(moved), self.type)


def swap(numbers: Reals, name: str, *, window: float, seed: str) -> Change:
    """Rank swapping: a cell changes places with one at most `window` of all filled cells away; no value is lost."""
    filled = np.flatnonzero(~np.isnan(numbers))
    draws = uniform_of(start_of(seed, name, "swap"), filled)
    order = np.lexsort((draws, numbers[filled]))
    reach = max(1, int(window * len(filled)))
    moved = numbers.copy()
    is_free = np.ones(len(order), dtype=bool)
    for place in range(len(order)):
        last = min(place + reach, len(order) - 1)
        other = place + 1 + int(draws[order[place]] * (last - place))
        if is_free[place] and other <= last and is_free[other]:
            here, there = filled[order[place]], filled[order[other]]
            moved[here], moved[there] = numbers[there], numbers[here]
            is_free[place] = is_free[other] = False
    return Swap(moved, _type_of(numbers))
