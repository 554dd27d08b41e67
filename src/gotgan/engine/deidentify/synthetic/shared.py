"""What enough persons share: the only texts and exact numbers that a synthetic table may repeat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gotgan.engine.deidentify.synthetic.cells import Cells, Codes, Flags, Reals


@dataclass(frozen=True)
class Learnt:
    """A column of the rows that are learnt from. `is_common`: whether the cell's value may be repeated exactly.

    `rest`: cells whose text became the rest; `drawn_in`: numbers beyond the outermost that k persons reach,
    or all of a column that fewer fill.
    """

    cells: Cells
    values: Reals
    is_common: Flags
    rest: int = 0
    drawn_in: int = 0


def learn(cells: Cells, rows: Codes, persons: Codes, k: int) -> Learnt:
    """`persons`: who stands in each of the `rows`."""
    values = cells.take(rows)
    if cells.labels is not None:
        is_common = _is_common(values, persons, k)
        is_rare = ~is_common & ~np.isnan(values)
        kept = np.where(is_rare, float(len(cells.labels) - 1), values)
        return Learnt(cells, kept, np.ones(len(kept), dtype=bool), rest=int(is_rare.sum()))
    reached = _reached(values, persons, k)
    bounded = np.clip(values, *reached) if reached else np.full(len(values), np.nan)
    moved = int((bounded != values)[~np.isnan(values)].sum())
    return Learnt(cells, bounded, _is_common(bounded, persons, k), drawn_in=moved)


def count_persons(groups: Codes, persons: Codes) -> Codes:
    """How many different persons stand in each group; groups and persons are numbered from 0."""
    width = int(persons.max(initial=0)) + 1
    pairs = np.unique(groups * width + persons)
    return np.bincount(pairs // width, minlength=int(groups.max(initial=0)) + 1)


def _is_common(values: Reals, persons: Codes, k: int) -> Flags:
    """Whether at least k persons hold the cell's value; False where it is empty."""
    filled = np.flatnonzero(~np.isnan(values))
    _, places = np.unique(values[filled], return_inverse=True)
    found = np.zeros(len(values), dtype=bool)
    found[filled] = count_persons(places, persons[filled])[places] >= k
    return found


def _reached(values: Reals, persons: Codes, k: int) -> tuple[float, float] | None:
    """The numbers at which the k-th person stands from below and from above; None where there are fewer.

    Where they have passed each other (fewer than 2k persons), one between them for all.
    """
    filled = np.flatnonzero(~np.isnan(values))
    order = filled[np.argsort(values[filled], kind="stable")]
    ends = []
    for sorted_rows in (order, order[::-1]):
        _, first = np.unique(persons[sorted_rows], return_index=True)
        if len(first) < k:
            return None
        ends.append(float(values[sorted_rows[np.sort(first)[k - 1]]]))
    low, high = ends
    middle = (low + high) / 2
    return (low, high) if low <= high else (middle, middle)
