"""The cells of a text column sorted by what they plainly are, in bulk; what is left is looked at value by value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import polars as pl

from gotgan.engine.repair.days import WIDTH, days_of

Mask = npt.NDArray[np.bool_]
_CLOCKS = {16: "%H:%M", 19: "%H:%M:%S"}


@dataclass(frozen=True)
class Cells:
    """Of one batch: masks of what cells plainly are, and their values (of use only where the mask is true).

    `decimals` holds the whole numbers too. `is_left`: what is to be looked at value by value.
    """

    texts: pl.Series
    integers: pl.Series
    decimals: pl.Series
    days: pl.Series
    moments: pl.Series
    is_integer: Mask
    is_decimal: Mask
    is_day: Mask
    is_moment: Mask
    is_left: Mask


def sort_cells(texts: pl.Series, *, days_first: bool = False) -> Cells:
    """Plain means: as a program writes it (12, -3.5, 2026-03-05, 2026-03-05 14:02:00), so nothing is to be changed.

    `days_first` only spares time where most cells are days.
    """
    left = truths(texts.is_not_null())
    none = np.zeros(len(texts), dtype=bool)
    integers, decimals = _nothing(texts, pl.Int64), _nothing(texts, pl.Float64)
    days, moments = _nothing(texts, pl.Date), _nothing(texts, pl.Datetime("us"))
    is_integer = is_decimal = is_day = is_moment = none
    if days_first:
        days, is_day, moments, is_moment = _days(texts, left)
        left = left & ~is_day & ~is_moment
    if left.any():
        integers, is_integer = _integers(texts, left)
        left = left & ~is_integer
    if left.any():
        decimals, is_decimal = _decimals(texts, left)
        left = left & ~is_decimal
    elif is_integer.any():
        decimals = integers.cast(pl.Float64)
    if left.any() and not days_first:
        days, is_day, moments, is_moment = _days(texts, left)
        left = left & ~is_day & ~is_moment
    return Cells(texts, integers, decimals, days, moments, is_integer, is_decimal, is_day, is_moment, left)


def _nothing(texts: pl.Series, kind: pl.DataType | type[pl.DataType]) -> pl.Series:
    return pl.Series([None], dtype=kind).new_from_index(0, len(texts))


def truths(series: pl.Series) -> Mask:
    """A boolean series as an array; null is false."""
    return series.fill_null(False).to_numpy().astype(bool, copy=False)


def _integers(texts: pl.Series, left: Mask) -> tuple[pl.Series, Mask]:
    """Whole numbers of 64 bits whose text is the only way to write them: no plus sign, no zeros in front."""
    numbers = texts.cast(pl.Int64, strict=False)
    if numbers.null_count() == len(texts):
        return numbers, np.zeros(len(texts), dtype=bool)
    are = left if numbers.null_count() == texts.null_count() else truths(numbers.is_not_null()) & left
    odd = texts.str.contains(r"^(?:\+|-0|0.)")
    return numbers, are & ~truths(odd) if odd.any() else are


def _decimals(texts: pl.Series, left: Mask) -> tuple[pl.Series, Mask]:
    """Numbers with a point: `01.10` is a code, and 1e400 none that can be held."""
    numbers = texts.cast(pl.Float64, strict=False)
    finite = numbers.is_finite()
    if not finite.any():
        return numbers, np.zeros(len(texts), dtype=bool)
    return numbers, truths(finite & texts.str.contains(r"^-?(?:0|[1-9][0-9]*)\.[0-9]")) & left


def _days(texts: pl.Series, left: Mask) -> tuple[pl.Series, Mask, pl.Series, Mask]:
    sizes = texts.str.len_bytes().fill_null(0).to_numpy()
    days, is_day = _parsed(texts, left & (sizes == WIDTH), days_of, pl.Date)
    moments, is_moment = _nothing(texts, pl.Datetime("us")), np.zeros(len(texts), dtype=bool)
    for width in _CLOCKS:
        found, are = _parsed(texts, left & (sizes == width), partial(_as_moments, width=width), pl.Datetime("us"))
        if are.any():
            moments = found if not is_moment.any() else moments.zip_with(pl.Series(~are), found)
            is_moment = is_moment | are
    return days, is_day, moments, is_moment


def _parsed(
    texts: pl.Series, here: Mask, parse: Callable[[pl.Series], pl.Series], kind: pl.DataType | type[pl.DataType]
) -> tuple[pl.Series, Mask]:
    """The cells in `here` parsed, the others null, and which of them could be."""
    if not here.any():
        return _nothing(texts, kind), here
    found = parse(texts if here.all() else texts.set(pl.Series(~here), None))
    return found, here & truths(found.is_not_null())


def _as_moments(texts: pl.Series, width: int) -> pl.Series:
    """With a space or T between day and time."""
    spaced = texts.str.replace("T", " ", literal=True)
    spaced = spaced.set(~spaced.str.contains(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}"), None)
    return spaced.str.to_datetime(f"%Y-%m-%d {_CLOCKS[width]}", strict=False, time_unit="us")


def counted(texts: pl.Series) -> Iterator[tuple[str, int]]:
    """Distinct values in the order in which they first stand, with their counts."""
    if not len(texts):
        return
    frame = texts.drop_nulls().alias("value").to_frame().group_by("value", maintain_order=True).len()
    yield from frame.iter_rows()
