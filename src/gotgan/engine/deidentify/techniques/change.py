"""The shape of a technique, and the commonest: a new value for each value, whatever its row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.deidentify.texts import NUMBER, as_codes
from gotgan.terms.errors import Invalid, Issue

Reals = npt.NDArray[np.float64]


class Change(Protocol):
    """`type`: of the column that is written. Missing cells stay missing."""

    @property
    def type(self) -> pa.DataType: ...

    def apply(self, values: pa.Array, first_row: int) -> pa.Array:
        """The cells of a batch whose first row has this number in the whole table, from 0."""
        ...


@dataclass(frozen=True)
class ByValue:
    """`new` is asked once for each distinct text of a batch."""

    new: Callable[[str], str]
    type: pa.DataType = field(default_factory=pa.string)

    def apply(self, values: pa.Array, first_row: int) -> pa.Array:  # noqa: ARG002 - where a cell stands does not matter
        codes = as_codes(values)
        changed = pa.array(
            [None if text is None else self.new(text) for text in codes.dictionary.to_pylist()], pa.string()
        )
        return changed.take(codes.indices)


@dataclass(frozen=True)
class ByNumber:
    """`new` turns numbers into numbers. `type`: int64 for whole numbers that stay whole, else float64."""

    new: Callable[[Reals], Reals]
    type: pa.DataType
    name: str

    def apply(self, values: pa.Array, first_row: int) -> pa.Array:  # noqa: ARG002
        numbers = as_numbers(values, self.name)
        return numbers_as(self.new(numbers), np.isnan(numbers), self.type)


def as_numbers(values: pa.Array, name: str) -> Reals:
    """The cells as numbers, nan where missing. Raises: Invalid for text that is no number; the text is not told."""
    plain = values.dictionary_decode() if pa.types.is_dictionary(values.type) else values
    if pa.types.is_string(plain.type) or pa.types.is_large_string(plain.type):
        wrong = pc.sum(pc.invert(pc.match_substring_regex(plain, NUMBER))).as_py() or 0
        if wrong:
            what = f"{wrong} cell(s) that are no numbers, in the first part of the table that has any"
            raise Invalid(Issue(f"column {name!r}", what, "repair the column first, or treat it as text"))
    elif not (pa.types.is_integer(plain.type) or pa.types.is_floating(plain.type) or pa.types.is_decimal(plain.type)):
        raise Invalid(Issue(f"column {name!r}", f"holds {plain.type}, no numbers", "choose another technique"))
    return np.asarray(pc.fill_null(plain.cast(pa.float64(), safe=False), np.nan).to_numpy(zero_copy_only=False))


def numbers_as(numbers: Reals, missing: npt.NDArray[np.bool_], kind: pa.DataType) -> pa.Array:
    """As a column; whole numbers are rounded to."""
    if pa.types.is_integer(kind):
        return pa.array(np.rint(np.where(missing, 0, numbers)).astype(np.int64), mask=missing)
    return pa.array(numbers, mask=missing)
