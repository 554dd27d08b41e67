"""Batches stay bounded, and numbers without a declared form become decimals that hold every digit."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.engine.sources.sql.loose import Digits
from gotgan.engine.sources.sql.model import BATCH_BYTES, MOST_ROWS, ColumnType, batch_rows
from gotgan.engine.sources.sql.stream import to_array

LOOSE = ColumnType("number")


def test_batches_grow_to_fifty_thousand_rows_of_short_cells() -> None:
    size, seen = 100, []
    for _ in range(6):
        size = batch_rows(size, [("가나다", "1")] * size)
        seen.append(size)
    assert seen == [800, 6400, MOST_ROWS, MOST_ROWS, MOST_ROWS, MOST_ROWS]


@pytest.mark.parametrize("length", [10_000, 1_000_000, 100_000_000])
def test_batches_shrink_where_cells_are_long(length: int) -> None:
    rows = batch_rows(100, [("x" * length,)] * 3)
    assert rows == 1 or rows * length <= BATCH_BYTES


@given(st.lists(st.one_of(st.none(), st.decimals(allow_nan=False, allow_infinity=False, places=6,
                                                 min_value=-(10**20), max_value=10**20)), min_size=1))  # fmt: skip
def test_loose_numbers_come_back_exactly(numbers: list[Decimal | None]) -> None:
    texts = to_array([None if n is None else format(n, "f") for n in numbers], LOOSE)
    digits = Digits()
    digits.add(texts)
    assert texts.cast(digits.arrow).to_pylist() == numbers


def test_numbers_too_long_for_a_decimal_stay_text() -> None:
    texts = to_array(["1" * 30, "0." + "1" * 30], LOOSE)
    digits = Digits()
    digits.add(texts)
    assert digits.arrow == pa.string()


def test_what_is_no_number_is_missing() -> None:
    assert to_array(["NaN", "1.5", None, "-Infinity"], LOOSE).to_pylist() == [None, "1.5", None, None]
    assert to_array(["NaN", "1.50"], ColumnType("number", 8, 2)).to_pylist() == [None, Decimal("1.50")]
