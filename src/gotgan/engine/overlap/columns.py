"""All sketches side by side in flat arrays, so that a million of them are compared without a loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gotgan.engine.canonical import SIZE
from gotgan.engine.overlap.model import ColumnSketch, Hashes, Mask, Numbers, Shares, TableSketch
from gotgan.terms.text import title_tight

NO_THETA = np.uint64(2**64 - 1)
PRIOR = 2.0
"""Hashes of a chance meeting that a sampled comparison has to outweigh: three of three is no proof."""


@dataclass(frozen=True)
class Columns:
    """Column i has the hashes `flat[start[i]:start[i+1]]` and stands in table `table[i]`."""

    flat: Hashes
    start: Numbers
    table: Numbers
    place: Numbers
    distinct: Shares
    unique: Shares
    telling: Shares
    chance: Shares
    name: tuple[str, ...]
    is_trios: Mask

    @classmethod
    def of(cls, tables: Sequence[TableSketch]) -> Columns:
        """Every column of every table and, as one more of them, the sketch of its rows.

        `place` is its number inside its table.
        """
        every = [(t, p, column) for t, table in enumerate(tables) for p, column in enumerate(_sketches(table))]
        sizes = np.array([0, *(len(column.hashes) for _, _, column in every)], dtype=np.int64)
        flat = [column.hashes for _, _, column in every]
        return cls(
            flat=np.concatenate(flat) if flat else np.empty(0, dtype=np.uint64),
            start=np.cumsum(sizes),
            table=np.array([t for t, _, _ in every], dtype=np.int64),
            place=np.array([p for _, p, _ in every], dtype=np.int64),
            distinct=np.array([column.distinct for _, _, column in every], dtype=np.float64),
            unique=np.array([column.unique for _, _, column in every], dtype=np.float64),
            telling=np.array([column.telling for _, _, column in every], dtype=np.float64),
            name=tuple(title_tight(column.name) for _, _, column in every),
            chance=np.array([column.chance for _, _, column in every], dtype=np.float64),
            is_trios=np.array([column is tables[t].trios for t, _, column in every], dtype=bool),
        )

    def __len__(self) -> int:
        return len(self.table)

    @property
    def size(self) -> Numbers:
        return np.diff(self.start)

    @property
    def weight(self) -> Shares:
        """What a column counts in a comparison of rows: values that repeat (a district, a centre) tell of no row."""
        return np.asarray(self.telling * np.sqrt(self.unique))

    @property
    def theta(self) -> Hashes:
        """The greatest kept hash, or all there is where a column has fewer than 256 values."""
        full = self.size >= SIZE
        theta = np.full(len(self), NO_THETA)
        theta[full] = self.flat[self.start[1:][full] - 1]
        return theta

    def below(self, column: Numbers, limit: Hashes) -> Numbers:
        """How many hashes of `column` are smaller than `limit`: binary search in all of them at once."""
        low, high = self.start[column].copy(), self.start[column + 1].copy()
        while True:
            open_ = low < high
            if not open_.any():
                return low - self.start[column]
            middle = (low + high) // 2
            smaller = np.zeros(len(low), dtype=bool)
            smaller[open_] = self.flat[middle[open_]] < limit[open_]
            low = np.where(open_ & smaller, middle + 1, low)
            high = np.where(open_ & ~smaller, middle, high)

    def holds(self, column: Numbers, value: Hashes) -> Mask:
        """Whether `column` has kept exactly this hash."""
        if not len(self.flat):
            return np.zeros(len(column), dtype=bool)
        at = self.start[column] + self.below(column, value)
        inside = at < self.start[column + 1]
        same: Mask = inside & (self.flat[np.minimum(at, len(self.flat) - 1)] == value)
        return same


@dataclass(frozen=True)
class Meetings:
    """Pairs of columns that share values: `both` hashes under the common theta, of `compared_a` and `compared_b`."""

    a: Numbers
    b: Numbers
    both: Numbers
    compared_a: Numbers
    compared_b: Numbers

    @classmethod
    def of(cls, columns: Columns, a: Numbers, b: Numbers, shared: Numbers) -> Meetings:
        """`shared`: all hashes kept by both columns. Source: measure.md 5, KMV formulas."""
        theta = columns.theta
        limit = np.minimum(theta[a], theta[b])
        at_limit = (limit != NO_THETA) & columns.holds(a, limit) & columns.holds(b, limit)
        return cls(a, b, shared - at_limit, columns.below(a, limit), columns.below(b, limit))

    def __len__(self) -> int:
        return len(self.a)

    @property
    def containment_a(self) -> Shares:
        """Share of a's values that b holds."""
        return _share(self.both, self.compared_a)

    @property
    def containment_b(self) -> Shares:
        return _share(self.both, self.compared_b)

    def of_smaller(self, columns: Columns) -> Shares:
        """Containment of the column with fewer values in the other."""
        a_is_smaller = columns.distinct[self.a] <= columns.distinct[self.b]
        return np.where(a_is_smaller, self.containment_a, self.containment_b)

    def cautious(self, columns: Columns) -> Shares:
        """`of_smaller`, lowered where it rests on few sampled hashes and by what the other would hold by chance."""
        a_is_smaller = columns.distinct[self.a] <= columns.distinct[self.b]
        return np.where(a_is_smaller, self.cautious_a(columns), self.cautious_b(columns))

    def cautious_a(self, columns: Columns) -> Shares:
        """`containment_a`, lowered likewise; exact where all values are known and chance is none."""
        return _beyond(_share(self.both, self.compared_a + self._prior(columns)), columns.chance[self.b])

    def cautious_b(self, columns: Columns) -> Shares:
        return _beyond(_share(self.both, self.compared_b + self._prior(columns)), columns.chance[self.a])

    def _prior(self, columns: Columns) -> Shares:
        theta = columns.theta
        sampled = np.minimum(theta[self.a], theta[self.b]) != NO_THETA
        return np.where(sampled, PRIOR, 0.0)

    def only(self, chosen: Mask | Numbers) -> Meetings:
        return Meetings(
            self.a[chosen], self.b[chosen], self.both[chosen], self.compared_a[chosen], self.compared_b[chosen]
        )


def _sketches(table: TableSketch) -> tuple[ColumnSketch, ...]:
    return (*table.columns, table.trios) if table.trios else table.columns


def _share(part: Numbers, whole: Numbers | Shares) -> Shares:
    return np.divide(part, whole, out=np.zeros(len(part), dtype=np.float64), where=whole > 0)


def _beyond(share: Shares, chance: Shares) -> Shares:
    """What is left of a share when `chance` of it is expected of any column."""
    return np.asarray(np.maximum(0.0, share - chance) / np.maximum(1.0 - chance, 1e-9))
