"""What a technique must know of a whole column of numbers, from facts of its parts that merge exactly.

The standard deviation that scales noise comes from sums of integers (mantissas by exponent), so that any cut of the
rows gives the same bits.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
_MANTISSA, _DIGIT = 53, 18
_CHUNK = 1 << 16
"""Products of two digits of 18 bits, this many of them, add up exactly in a double."""
_LARGEST_WHOLE = 2**53


@dataclass(frozen=True)
class Moments:
    """Exact: `sums` and `squares` of mantissas (53 bits) by binary exponent, over finite numbers."""

    count: int = 0
    sums: Mapping[int, int] = field(default_factory=dict)
    squares: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def partial(cls, numbers: Reals) -> Moments:
        made = cls()
        for first in range(0, len(numbers), _CHUNK):
            made = made.merge(cls._of_chunk(numbers[first : first + _CHUNK]))
        return made

    @classmethod
    def _of_chunk(cls, numbers: Reals) -> Moments:
        mantissas, exponents = np.frexp(numbers)
        whole = np.ldexp(mantissas, _MANTISSA).astype(np.int64)
        digits = [np.sign(whole) * part for part in _digits(np.abs(whole))]
        lowest = int(exponents.min())
        places = exponents - lowest
        sums = _weighted(places, [(each, shift) for shift, each in enumerate(digits)])
        products = [(a * b, i + j) for i, a in enumerate(digits) for j, b in enumerate(digits)]
        squares = _weighted(places, products)
        return cls(len(numbers), _by(lowest, sums), _by(lowest, squares))

    def merge(self, other: Moments) -> Moments:
        return Moments(
            self.count + other.count, _added(self.sums, other.sums), _added(self.squares, other.squares)
        )  # fmt: skip

    @property
    def deviation(self) -> float:
        """The standard deviation (n), rounded once at the end; 0 without numbers."""
        if not self.count:
            return 0.0
        mean = sum((_scaled(s, e - _MANTISSA) for e, s in self.sums.items()), Fraction()) / self.count
        square = sum((_scaled(s, 2 * (e - _MANTISSA)) for e, s in self.squares.items()), Fraction()) / self.count
        variance = square - mean**2
        try:
            return math.sqrt(variance)
        except OverflowError:
            return math.inf


def _digits(whole: Whole) -> list[Whole]:
    """Base 2**18, the lowest first."""
    base = (1 << _DIGIT) - 1
    return [whole & base, (whole >> _DIGIT) & base, whole >> 2 * _DIGIT]


def _weighted(places: Whole, parts: list[tuple[Whole, int]]) -> list[int]:
    """By place the sum of the parts, each shifted by so many digits."""
    sums = [0] * (int(places.max()) + 1)
    for values, shift in parts:
        for place, total in enumerate(np.bincount(places, weights=values).tolist()):
            sums[place] += int(total) << (shift * _DIGIT)
    return sums


def _by(lowest: int, sums: list[int]) -> dict[int, int]:
    return {lowest + place: total for place, total in enumerate(sums) if total}


def _added(a: Mapping[int, int], b: Mapping[int, int]) -> dict[int, int]:
    """Without what adds up to nothing: the same numbers give the same, however they were cut."""
    sums = {key: a.get(key, 0) + b.get(key, 0) for key in {*a, *b}}
    return {key: total for key, total in sums.items() if total}


def _scaled(number: int, power: int) -> Fraction:
    return Fraction(number << power) if power >= 0 else Fraction(number, 1 << -power)


@dataclass(frozen=True)
class NumberFacts:
    """`is_whole`: no fraction, none beyond 2**53. `moments` for noise, `values` and `counts` for micro-aggregation."""

    is_whole: bool = True
    moments: Moments = field(default_factory=Moments)
    values: Reals = field(default_factory=lambda: np.zeros(0))
    counts: Whole = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @classmethod
    def partial(cls, numbers: Reals, do: str) -> NumberFacts:
        """Of some cells, nan where missing; only what `do` needs."""
        filled = numbers[~np.isnan(numbers)]
        is_whole = bool((filled == np.rint(filled)).all()) and bool((np.abs(filled) < _LARGEST_WHOLE).all())
        if do == "noise":
            return cls(is_whole, Moments.partial(filled[np.isfinite(filled)]))
        if do == "microaggregate":
            values, counts = np.unique(filled, return_counts=True)
            return cls(is_whole, values=values, counts=counts.astype(np.int64))
        return cls(is_whole)

    def merge(self, other: NumberFacts) -> NumberFacts:
        both = self.is_whole and other.is_whole
        values, places = np.unique(np.concatenate([self.values, other.values]), return_inverse=True)
        counts = np.zeros(len(values), dtype=np.int64)
        np.add.at(counts, places, np.concatenate([self.counts, other.counts]))
        return NumberFacts(both, self.moments.merge(other.moments), values, counts)


def merged(parts: Iterator[NumberFacts]) -> NumberFacts:
    """Of the whole column."""
    facts = NumberFacts()
    for part in parts:
        facts = facts.merge(part)
    return facts
