"""The cells of a text column sorted by what they plainly are, in bulk; what is left is looked at value by value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import polars as pl

from gotgan.engine.repair.days import WIDTH, days_at
from gotgan.engine.repair.letters import Letters, Mask, Places, letters_of

_ZERO, _NINE, _PLUS, _MINUS, _POINT = b"09+-."
_COUNTED_ALONE = 10_000
"""So few values are counted sooner than a query is planned."""
_CLOCKS = {16: "%H:%M", 19: "%H:%M:%S"}


@dataclass(frozen=True)
class Cells:
    """Of one batch: masks of what cells plainly are, and their values (of use only where the mask is true).

    `decimals` holds the whole numbers too. `is_left`: what is to be looked at value by value. `sizes`: in bytes.
    """

    texts: pl.Series
    sizes: Places
    integers: pl.Series
    decimals: pl.Series
    days: pl.Series
    moments: pl.Series
    is_integer: Mask
    is_decimal: Mask
    is_day: Mask
    is_moment: Mask
    is_left: Mask


def sort_cells(texts: pl.Series, letters: Letters | None = None, *, days_first: bool = False) -> Cells:
    """Plain means: as a program writes it (12, -3.5, 2026-03-05, 2026-03-05 14:02:00), so nothing is to be changed.

    `letters`: the bytes of the texts, if they are at hand. `days_first` only spares time where most cells are days.
    """
    letters = letters or letters_of(texts.to_arrow(compat_level=pl.CompatLevel.oldest()))
    cells = _unsorted(texts, letters)
    for sort in (_days, _integers, _decimals) if days_first else (_integers, _decimals, _days):
        if not cells.is_left.any():
            break
        if _FEW * int(cells.is_left.sum()) < len(texts):
            return _joined(cells, sort_cells(texts.filter(pl.Series(cells.is_left))))
        cells = sort(cells, letters)
    return cells


_FEW = 4
"""One in so many cells left: they are sorted by themselves."""


def _unsorted(texts: pl.Series, letters: Letters) -> Cells:
    none = np.zeros(len(texts), dtype=bool)
    integers, decimals = _nothing(texts, pl.Int64), _nothing(texts, pl.Float64)
    days, moments = _nothing(texts, pl.Date), _nothing(texts, pl.Datetime("us"))
    filled = truths(texts.is_not_null())
    return Cells(texts, letters.sizes, integers, decimals, days, moments, none, none, none, none, filled)


def _joined(cells: Cells, rest: Cells) -> Cells:
    """`rest` are those that were left."""
    left = cells.is_left

    def mask(before: Mask, of_rest: Mask) -> Mask:
        made = before.copy()
        made[left] = of_rest
        return made

    def values(before: pl.Series, of_rest: pl.Series) -> pl.Series:
        return before if of_rest.null_count() == len(of_rest) else before.clone().scatter(np.flatnonzero(left), of_rest)

    return Cells(
        cells.texts, cells.sizes, values(cells.integers, rest.integers), values(cells.decimals, rest.decimals),
        values(cells.days, rest.days), values(cells.moments, rest.moments), mask(cells.is_integer, rest.is_integer),
        mask(cells.is_decimal, rest.is_decimal), mask(cells.is_day, rest.is_day),
        mask(cells.is_moment, rest.is_moment), mask(left, rest.is_left),
    )  # fmt: skip


def _nothing(texts: pl.Series, kind: pl.DataType | type[pl.DataType]) -> pl.Series:
    return pl.Series([None], dtype=kind).new_from_index(0, len(texts))


def truths(series: pl.Series) -> Mask:
    """A boolean series as an array; null is false."""
    return series.fill_null(False).to_numpy().astype(bool, copy=False)


def _integers(cells: Cells, letters: Letters) -> Cells:
    """Whole numbers of 64 bits whose text is the only way to write them: no plus sign, no zeros in front."""
    numbers = cells.texts.cast(pl.Int64, strict=False)
    if numbers.null_count() == len(numbers):
        return cells
    are = truths(numbers.is_not_null()) & cells.is_left
    first, second = letters.at(letters.starts), letters.at(letters.starts + 1)
    zeros = ((first == _ZERO) & (letters.sizes > 1)) | ((first == _MINUS) & (second == _ZERO))
    are &= ~(zeros | (first == _PLUS))
    return replace(
        cells, integers=numbers, decimals=numbers.cast(pl.Float64), is_integer=are, is_left=cells.is_left & ~are
    )


def _decimals(cells: Cells, letters: Letters) -> Cells:
    """Numbers with a point: `01.10` is a code, and 1e400 none that can be held."""
    numbers = cells.texts.cast(pl.Float64, strict=False)
    finite = truths(numbers.is_finite())
    if not finite.any():
        return cells
    are = finite & cells.is_left & _with_point(letters)
    return replace(cells, decimals=numbers, is_decimal=are, is_left=cells.is_left & ~are)


def _with_point(letters: Letters) -> Mask:
    """Of numbers: those written `^-?(?:0|[1-9][0-9]*)[.][0-9]`."""
    points = letters.firsts(_POINT)
    starts = letters.starts + (letters.at(letters.starts) == _MINUS)
    first, after = letters.at(starts), letters.at(points + 1)
    whole = ((first > _ZERO) & (first <= _NINE)) | ((first == _ZERO) & (points == starts + 1))
    fraction = (after >= _ZERO) & (after <= _NINE) & (points + 1 < letters.ends)
    return np.asarray((points > starts) & whole & fraction)


def _days(cells: Cells, letters: Letters) -> Cells:
    left, moments, is_moment = cells.is_left, cells.moments, cells.is_moment
    days, is_day = _parsed(cells, left & (cells.sizes == WIDTH), lambda here: days_at(letters, here), pl.Date)
    for width in _CLOCKS:
        found, are = _parsed(
            cells, left & (cells.sizes == width), partial(_moments_at, cells.texts, width=width), pl.Datetime("us")
        )
        if are.any():
            moments = found if not is_moment.any() else moments.zip_with(pl.Series(~are), found)
            is_moment = is_moment | are
    return replace(
        cells, days=days, moments=moments, is_day=is_day, is_moment=is_moment, is_left=left & ~is_day & ~is_moment
    )


def _parsed(
    cells: Cells, here: Mask, parse: Callable[[Mask], pl.Series], kind: pl.DataType | type[pl.DataType]
) -> tuple[pl.Series, Mask]:
    """The cells in `here` parsed, the others null, and which of them could be."""
    if not here.any():
        return _nothing(cells.texts, kind), here
    found = parse(here)
    return found, here & truths(found.is_not_null())


def _moments_at(texts: pl.Series, here: Mask, width: int) -> pl.Series:
    return _as_moments(texts if here.all() else texts.set(pl.Series(~here), None), width)


def _as_moments(texts: pl.Series, width: int) -> pl.Series:
    """With a space or T between day and time."""
    spaced = texts.str.replace("T", " ", literal=True)
    spaced = spaced.set(~spaced.str.contains(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}"), None)
    return spaced.str.to_datetime(f"%Y-%m-%d {_CLOCKS[width]}", strict=False, time_unit="us")


def counted(texts: pl.Series) -> Iterator[tuple[str, int]]:
    """Distinct values in the order in which they first stand, with their counts."""
    if len(texts) <= _COUNTED_ALONE:
        yield from Counter(texts.drop_nulls().to_list()).items()
        return
    frame = texts.drop_nulls().alias("value").to_frame().group_by("value", maintain_order=True).len()
    yield from frame.iter_rows()
