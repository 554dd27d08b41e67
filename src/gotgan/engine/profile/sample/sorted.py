"""A sample sorted by the cells of some columns, to see what else is the same wherever they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gotgan.engine.profile.numbers import Array
from gotgan.engine.profile.sample.coded import Coded, together

PEEK_ROWS = 4_000
_HOPELESS = 0.1


@dataclass(frozen=True, eq=False)
class Sorted:
    """`order` puts rows with the same cells together; `same[i]`: row i + 1 of it is in the group of row i."""

    order: Array
    same: Array

    @property
    def groups(self) -> int:
        return self.order.size - int(np.count_nonzero(self.same))

    @cached_property
    def peek(self) -> int:
        """How many rows of the order make up the first whole groups of about PEEK_ROWS rows."""
        ends = np.flatnonzero(~self.same[PEEK_ROWS - 1 :])
        return PEEK_ROWS + int(ends[0]) if self.order.size > PEEK_ROWS and ends.size else self.order.size

    @cached_property
    def group(self) -> Array:
        """The number of the group of each row of the order."""
        return np.concatenate(([0], np.cumsum(~self.same))) if self.order.size else np.zeros(0, dtype=np.int64)

    def breaks(self, codes: Array, rows: int) -> int:
        """Where neighbours in a group differ: each row that is unlike its group makes at most two such places."""
        found = codes[self.order[:rows]]
        return int(np.count_nonzero(self.same[: rows - 1] & (found[1:] != found[:-1])))

    def error(self, column: Coded, counts: Array, limit: float) -> float | None:
        """The share of rows to take away so that each group has one value; None above `limit` (of different rows)."""
        size = self.order.size
        if size < 2 or self.breaks(column.codes, self.peek) > 2 * max(_HOPELESS, limit) * self.peek:
            return None
        breaks = self.breaks(column.codes, size)
        if breaks > 2 * limit * size:
            return None
        if not breaks:
            return 0.0
        pairs = self.group * (column.classes + 1) + column.codes[self.order]
        distinct, places = np.unique(pairs, return_inverse=True)
        rows = np.bincount(places.ravel(), weights=counts[self.order])
        best = np.zeros(self.groups)
        np.maximum.at(best, distinct // (column.classes + 1), rows)
        found = 1 - float(best.sum()) / float(counts.sum())
        return found if found <= limit else None


def sort_by(columns: Sequence[Coded], rows: Array | None = None) -> Sorted:
    """Sort all rows, or some of them; the same input is sorted the same way everywhere."""
    codes = together(columns, rows)
    if codes.size and int(codes.max()) < 1 << 16:
        codes = codes.astype(np.uint16)
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    return Sorted(order if rows is None else rows[order], ordered[1:] == ordered[:-1])
