"""The cells of a text column sorted by what they plainly are, in bulk; what is left is looked at value by value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

Mask = npt.NDArray[np.bool_]
_POWERS = np.array([10**power for power in range(1, 19)], dtype=np.uint64)
_DAY_WIDTH = 10
_DECIMAL = r"^-?(0|[1-9][0-9]*)([.][0-9]+([eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)$"
_CLOCKS = {16: "%H:%M", 19: "%H:%M:%S"}


@dataclass(frozen=True)
class Cells:
    """Of one batch: `integers` and `decimals` with nulls where a cell is no plain one, masks of days and the rest."""

    texts: pl.Series
    integers: pl.Series
    is_integer: Mask
    decimals: pl.Series
    is_decimal: Mask
    is_day: Mask
    is_moment: Mask
    is_left: Mask


def sort_cells(texts: pl.Series, *, days_first: bool = False) -> Cells:
    """Plain means: as a program writes it (12, -3.5, 2026-03-05, 2026-03-05 14:02:00), so nothing is to be changed.

    `days_first` only spares time where most cells are days.
    """
    left = truths(texts.is_not_null())
    nothing = np.zeros(len(texts), dtype=bool)
    is_day, is_moment = _days(texts, left) if days_first else (nothing, nothing)
    left = left & ~is_day & ~is_moment
    if not left.any():
        none = pl.Series([None], dtype=pl.Int64).new_from_index(0, len(texts))
        return Cells(texts, none, nothing, none, nothing, is_day, is_moment, left)
    integers, is_integer = _integers(texts, left)
    left = left & ~is_integer
    if not left.any():
        return Cells(texts, integers, is_integer, integers, nothing, is_day, is_moment, left)
    decimals, is_decimal = _decimals(texts, left)
    left = left & ~is_decimal
    if left.any() and not days_first:
        is_day, is_moment = _days(texts, left)
    return Cells(texts, integers, is_integer, decimals, is_decimal, is_day, is_moment, left & ~is_day & ~is_moment)


def truths(series: pl.Series) -> Mask:
    """A boolean series as an array; null is false."""
    return series.fill_null(False).to_numpy().astype(bool, copy=False)


def _integers(texts: pl.Series, left: Mask) -> tuple[pl.Series, Mask]:
    """Whole numbers of 64 bits whose text is the only way to write them: no sign, no zeros in front."""
    numbers = texts.cast(pl.Int64, strict=False)
    are = truths(numbers.is_not_null())
    if not are.any():
        return numbers, are
    values = numbers.fill_null(0).to_numpy()
    widths = np.searchsorted(_POWERS, np.abs(values).astype(np.uint64), side="right") + 1 + (values < 0)
    return numbers, are & left & (widths == texts.str.len_bytes().fill_null(0).to_numpy())


def _decimals(texts: pl.Series, left: Mask) -> tuple[pl.Series, Mask]:
    numbers = texts.cast(pl.Float64, strict=False)
    are = truths(numbers.is_finite()) & left
    if not are.any():
        return numbers, are
    some = texts if are.all() else texts.filter(pl.Series(are))
    are[are] = truths(some.str.contains(_DECIMAL))
    return numbers, are


def _days(texts: pl.Series, left: Mask) -> tuple[Mask, Mask]:
    sizes = texts.str.len_bytes().fill_null(0).to_numpy()
    is_day = left & (sizes == _DAY_WIDTH)
    if is_day.any():
        some = texts if is_day.all() else texts.filter(pl.Series(is_day))
        is_day[is_day] = truths(days_of(some).is_not_null())
    is_moment = np.zeros(len(texts), dtype=bool)
    for width in _CLOCKS:
        here = left & (sizes == width)
        if here.any():
            here[here] = truths(moments_of(texts.filter(pl.Series(here)), width).is_not_null())
            is_moment |= here
    return is_day, is_moment


def days_of(texts: pl.Series) -> pl.Series:
    """`2026-03-05` as a date, null for all else."""
    return texts.set(~texts.str.contains(r"^\d{4}-\d{2}-\d{2}$"), None).str.to_date("%Y-%m-%d", strict=False)


def moments_of(texts: pl.Series, width: int) -> pl.Series:
    """`2026-03-05 14:02` (16) or with seconds (19), with a space or T, as a datetime; null for all else."""
    spaced = texts.str.replace("T", " ", literal=True)
    spaced = spaced.set(~spaced.str.contains(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}"), None)
    return spaced.str.to_datetime(f"%Y-%m-%d {_CLOCKS[width]}", strict=False, time_unit="us")


def counted(texts: pl.Series) -> Iterator[tuple[str, int]]:
    """Distinct values in the order in which they first stand, with their counts."""
    if not len(texts):
        return
    frame = texts.drop_nulls().alias("value").to_frame().group_by("value", maintain_order=True).len()
    yield from frame.iter_rows()
