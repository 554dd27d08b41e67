"""Days written 2026-03-05 read from bytes in bulk: a third of the time that a general parser takes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

WIDTH = 10
_PLACES = np.array([0, 1, 2, 3, 5, 6, 8, 9])
_DIGIT, _HYPHEN = ord("0"), ord("-")
_LENGTHS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)
Numbers = npt.NDArray[np.int64]


def days_of(texts: pl.Series) -> pl.Series:
    """A date for each cell that is one, null for all else; the cells are ten bytes long or null."""
    column = texts.drop_nulls().to_arrow(compat_level=pl.CompatLevel.oldest())
    found = _parsed(_letters(column))
    if not texts.null_count():
        return found
    made = pl.Series([None], dtype=pl.Date).new_from_index(0, len(texts))
    return made.scatter(np.flatnonzero(texts.is_not_null().to_numpy()), found)


def _letters(column: pa.Array) -> npt.NDArray[np.uint8]:
    """The bytes of the cells, a row each."""
    kind = np.dtype(np.int64 if pa.types.is_large_string(column.type) else np.int32)
    first = int(np.frombuffer(column.buffers()[1], dtype=kind)[column.offset])
    whole = np.frombuffer(column.buffers()[2], dtype=np.uint8)
    return whole[first : first + len(column) * WIDTH].reshape(-1, WIDTH)


def _parsed(letters: npt.NDArray[np.uint8]) -> pl.Series:
    digits = letters[:, _PLACES] - np.uint8(_DIGIT)  # what is below "0" wraps to more than nine
    are = (digits <= 9).all(axis=1) & (letters[:, 4] == _HYPHEN) & (letters[:, 7] == _HYPHEN)
    number: Any = digits.astype(np.int64)
    year = number[:, 0] * 1000 + number[:, 1] * 100 + number[:, 2] * 10 + number[:, 3]
    month, day = number[:, 4] * 10 + number[:, 5], number[:, 6] * 10 + number[:, 7]
    are &= (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1)
    are &= day <= _LENGTHS[np.where(are, month, 0)] + ((month == 2) & _is_leap(year))
    days = np.where(are, _since_1970(year, month, day), 0).astype(np.int32)
    return pl.Series(days).cast(pl.Date).set(pl.Series(~are), None)


def _is_leap(year: Numbers) -> npt.NDArray[np.bool_]:
    return np.asarray((year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0)))


def _since_1970(year: Numbers, month: Numbers, day: Numbers) -> Numbers:
    """Days of the proleptic Gregorian calendar; the year begins in March, so that leap days end it [Hinnant]."""
    year = year - (month <= 2)
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    return np.asarray(era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468)
