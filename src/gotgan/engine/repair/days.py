"""Days written 2026-03-05 read from bytes in bulk: a third of the time that a general parser takes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from gotgan.engine.repair.letters import Bytes, Letters, Mask, letters_of

WIDTH = 10
_PLACES = (0, 1, 2, 3, 5, 6, 8, 9)
_DIGIT, _HYPHEN = ord("0"), ord("-")
_LENGTHS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int32)
Numbers = npt.NDArray[np.int32]


def days_of(texts: pl.Series) -> pl.Series:
    """A date for each cell that is one, null for all else; the cells are ten bytes long or null."""
    here = texts.is_not_null().to_numpy()
    return days_at(letters_of(texts.to_arrow(compat_level=pl.CompatLevel.oldest())), here)


def days_at(letters: Letters, here: Mask) -> pl.Series:
    """`days_of` for the cells in `here`, which are ten bytes long."""
    if here.all():
        return _parsed(letters.codes.reshape(-1, WIDTH))
    places = np.flatnonzero(here)
    made = pl.Series([None], dtype=pl.Date).new_from_index(0, here.size)
    cells = letters.codes[letters.starts[places][:, None] + np.arange(WIDTH)]
    return made.scatter(places, _parsed(cells)) if places.size else made


def _parsed(letters: Bytes) -> pl.Series:
    digit = [letters[:, place] - np.uint8(_DIGIT) for place in _PLACES]  # what is below "0" wraps to more than nine
    are = (letters[:, 4] == _HYPHEN) & (letters[:, 7] == _HYPHEN)
    for each in digit:
        are &= each <= 9
    number: Any = [each.astype(np.int32) for each in digit]
    year = number[0] * 1000 + number[1] * 100 + number[2] * 10 + number[3]
    month, day = number[4] * 10 + number[5], number[6] * 10 + number[7]
    are &= (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1)
    are &= day <= _LENGTHS[np.where(are, month, 0)] + ((month == 2) & _is_leap(year))
    days = pl.Series(np.where(are, _since_1970(year, month, day), 0)).cast(pl.Date)
    return days if are.all() else days.set(pl.Series(~are), None)


def _is_leap(year: Numbers) -> npt.NDArray[np.bool_]:
    return np.asarray((year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0)))


def _since_1970(year: Numbers, month: Numbers, day: Numbers) -> Numbers:
    """Days of the proleptic Gregorian calendar; the year begins in March, so that leap days end it [Hinnant]."""
    year = year - (month <= 2)
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    return np.asarray(era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468)
