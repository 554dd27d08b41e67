"""What a class must hold: k persons, l values of a sensitive column, a distribution near the whole's.

A constraint is *monotone* when merging two classes never makes a sum that fails while one of them passed:
only then do suppressed rows grow with specialisation, and a search may prune by them. That holds for k and for
distinct l. It does not for entropy l, recursive (c, l) and t: there only "every class passes" is monotone.
Sources: Sweeney 2002 (k); Machanavajjhala et al. 2006 (l); Li, Li, Venkatasubramanian 2007 (t); Nergiz, Atzori,
Clifton 2007 (delta-presence); Sweeney 2002, El Emam and Dankar 2008 (k-map).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from gotgan.engine.deidentify.census import Census
from gotgan.engine.deidentify.classes import (
    ClassHistogram,
    Mask,
    Reals,
    count_persons,
    count_population,
    histogram_of,
)
from gotgan.engine.deidentify.packing import Codes

_ROUNDING = 1e-12


class Constraint(Protocol):
    """Of one sensitive column."""

    @property
    def is_monotone(self) -> bool: ...

    def passes(self, held: ClassHistogram) -> Mask:
        """By class; a class without rows passes or fails, nobody asks."""
        ...


def distinct_l(held: ClassHistogram) -> Codes:
    """Values of the sensitive column in each class."""
    return np.diff(held.begins)


def entropy_l(held: ClassHistogram) -> Reals:
    """exp(entropy) of each class: as many equally likely values say as much."""
    shares = held.counts / held.sizes[held.classes]
    entropy: Reals = np.exp(-held.sum(shares * np.log(shares)))
    return entropy


def t_distance(held: ClassHistogram) -> Reals:
    """Earth mover's distance between each class and the whole table.

    Numbers by rank: sum of absolute cumulative differences / (m - 1); else the distance between any two values is
    one: half the sum of absolute differences.
    """
    return _ordered_distance(held) if held.is_number else _equal_distance(held)


def _equal_distance(held: ClassHistogram) -> Reals:
    whole = held.whole / max(held.whole.sum(), 1)
    shares = held.counts / held.sizes[held.classes]
    of_present = whole[held.values]
    absent = 1 - held.sum(of_present)
    distance: Reals = (held.sum(np.abs(shares - of_present)) + absent) / 2
    return distance


def _ordered_distance(held: ClassHistogram) -> Reals:
    """A class's distribution is a staircase: between two of its values the whole's crosses a step at most once."""
    count = len(held.whole)
    if count < 2:
        return np.zeros(held.total)
    whole = np.cumsum(held.whole) / held.whole.sum()
    before = np.append(0.0, np.cumsum(whole))
    shares = held.counts / held.sizes[held.classes]
    running = np.cumsum(shares)
    firsts = held.begins[:-1][np.diff(held.begins) > 0]
    of_class = np.cumsum(np.isin(np.arange(len(shares)), firsts)) - 1
    steps = running - (running[firsts] - shares[firsts])[of_class]
    last = np.append(held.classes[1:] != held.classes[:-1], True) if len(shares) else np.zeros(0, dtype=bool)
    ends = np.where(last, count, np.append(held.values[1:], count)[: len(shares)])
    area = _area(steps, held.values, ends, whole, before)
    leading = np.zeros(held.total)
    leading[held.classes[firsts]] = before[held.values[firsts]]
    distance: Reals = (held.sum(area) + leading) / (count - 1)
    return distance


def _area(steps: Reals, starts: Codes, ends: Codes, whole: Reals, before: Reals) -> Reals:
    """Sum of |step - whole[i]| over starts <= i < ends; `whole` ascends, `before` are its running sums."""
    crossing = np.clip(np.searchsorted(whole, steps), starts, ends)
    below = steps * (crossing - starts) - (before[crossing] - before[starts])
    above = (before[ends] - before[crossing]) - steps * (ends - crossing)
    area: Reals = below + above
    return area


@dataclass(frozen=True)
class DistinctL:
    """At least `l` values."""

    l: int  # noqa: E741 - the field's name
    is_monotone: bool = True

    def passes(self, held: ClassHistogram) -> Mask:
        return distinct_l(held) >= self.l


@dataclass(frozen=True)
class EntropyL:
    """Entropy of at least log l."""

    l: float  # noqa: E741
    is_monotone: bool = False

    def passes(self, held: ClassHistogram) -> Mask:
        return entropy_l(held) >= self.l * (1 - _ROUNDING)


@dataclass(frozen=True)
class RecursiveL:
    """The most frequent value is rarer than c times the l-th and all rarer ones together."""

    c: float
    l: int  # noqa: E741
    is_monotone: bool = False

    def passes(self, held: ClassHistogram) -> Mask:
        order = np.lexsort((-held.counts, held.classes))
        ranks = np.arange(len(order)) - held.begins[held.classes[order]]
        counts = held.counts[order]
        most = np.bincount(held.classes[order], weights=counts * (ranks == 0), minlength=held.total)
        rest = np.bincount(held.classes[order], weights=counts * (ranks >= self.l - 1), minlength=held.total)
        return np.asarray(most < self.c * rest)


@dataclass(frozen=True)
class TCloseness:
    """A distance of at most t from the whole."""

    t: float
    is_monotone: bool = False

    def passes(self, held: ClassHistogram) -> Mask:
        return t_distance(held) <= self.t + _ROUNDING


@dataclass(frozen=True)
class Requirement:
    """What every class must pass: at least `k` persons, and each of `constraints` for each sensitive column.

    `k_map`: persons of the population that share its values. `presence` (least, most): the share of those who are in
    the table (delta-presence). Both need a census that knows the population.
    """

    k: int
    constraints: tuple[Constraint, ...] = ()
    k_map: int | None = None
    presence: tuple[float, float] | None = None

    @property
    def is_monotone(self) -> bool:
        return self.presence is None and all(constraint.is_monotone for constraint in self.constraints)

    def is_additive(self, census: Census) -> bool:
        """Whether the rows of a class decide alone."""
        return not self.constraints and census.subjects is None and not self._asks_population

    @property
    def _asks_population(self) -> bool:
        return self.k_map is not None or self.presence is not None

    def passes(self, census: Census, labels: Codes, total: int) -> Mask:
        """Which classes pass; `labels` as in `classes`. A class without rows is not written, and passes."""
        persons = count_persons(census, labels, total)
        passing = persons >= self.k
        if self._asks_population:
            passing &= self._is_hidden(persons, count_population(census, labels, total))
        for histogram in census.histograms if self.constraints else ():
            held = histogram_of(histogram, labels, total)
            for constraint in self.constraints:
                passing &= constraint.passes(held)
        return np.asarray(passing | (persons == 0))

    def _is_hidden(self, persons: Codes, population: Codes) -> Mask:
        least, most = self.presence or (0.0, np.inf)
        share = persons / np.maximum(population, 1)
        hidden = (share >= least - _ROUNDING) & (share <= most + _ROUNDING) & (population >= (self.k_map or 0))
        return np.asarray(hidden)
