"""Typed sources keep their types; odd names, odd values, wide and empty tables; withheld values."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.profile_tables import facts_of, write_text

from gotgan.engine.profile import finish, measure, merge, partial, profile_parquet
from gotgan.terms.errors import Invalid
from gotgan.terms.finding import Finding
from gotgan.terms.profile import ColumnProfile


def column_of(folder: Path, array: pa.Array, *, findings: tuple[Finding, ...] = ()) -> ColumnProfile:
    target = folder / "typed.parquet"
    pq.write_table(pa.table({"a": array}), target)
    profile = profile_parquet(target, facts_of(["a"], typed=True), findings=findings)
    json.dumps(profile.to_json(), allow_nan=False)
    return profile.columns[0]


@pytest.mark.parametrize(
    ("array", "type_", "low", "high", "distinct"),
    [
        (pa.array([1, 2, None, 2]), "integer", 1, 2, 2),
        (pa.array([2**63 + 5, 7], pa.uint64()), "integer", 7, 2**63 + 5, 2),
        (pa.array([Decimal("10"), Decimal("-3")], pa.decimal128(38, 0)), "integer", -3, 10, 2),
        (pa.array([Decimal("1.50"), None], pa.decimal128(10, 2)), "decimal", 1.5, 1.5, 1),
        (pa.array([1.0, 0.5], pa.float32()), "decimal", 0.5, 1.0, 2),
        (pa.array(["007", "1"]), "text", "007", "1", 2),
        (pa.array(["가", "Z", "😀", ""]), "text", "Z", "😀", 3),
        (pa.array([True, False, None]), "boolean", None, None, 2),
        (pa.array([date(2024, 2, 29), date(1999, 1, 1)]), "date", "1999-01-01", "2024-02-29", 2),
        (pa.array([datetime(2024, 1, 1, 9)]), "datetime", "2024-01-01T09:00:00", "2024-01-01T09:00:00", 1),
        (
            pa.array([datetime(2024, 1, 1, 9, tzinfo=UTC)], pa.timestamp("us", "Asia/Seoul")),
            "datetime", "2024-01-01T09:00:00Z", "2024-01-01T09:00:00Z", 1,
        ),
        (pa.array([time(9, 30)]), "time", "09:30:00", "09:30:00", 1),
        (pa.array([b"\xff\x00", b"a"]), "binary", None, None, 2),
        (pa.array([{"x": 1}, None]), "text", '{"x":1}', '{"x":1}', 1),
        (pa.array([[1, 2], [1, 2]]), "text", "[1,2]", "[1,2]", 1),
        (pa.array(["a", "b", "a"]).dictionary_encode(), "text", "a", "b", 2),
    ],
)  # fmt: skip
def test_typed_column_case(tmp_path: Path, array: pa.Array, type_: str, low: Any, high: Any, distinct: int) -> None:
    column = column_of(tmp_path, array)
    assert (column.type, column.min, column.max, column.distinct) == (type_, low, high, distinct)


def test_floats_not_finite_apart(tmp_path: Path) -> None:
    column = column_of(tmp_path, pa.array([1.0, math.nan, math.inf, 3.0, -0.0, 0.0]))
    assert (column.count, column.min, column.max, column.zeros) == (6, 0.0, 3.0, 2)
    assert column.histogram is not None
    assert sum(bin_.count for bin_ in column.histogram) == 4


def test_floats_far_apart_stay_json(tmp_path: Path) -> None:
    column = column_of(tmp_path, pa.array([-1.7e308, 1.7e308, 5e-324]))
    assert (column.min, column.max) == (-1.7e308, 1.7e308)
    assert column.stddev is None


def test_top_stored_decimal_beyond_a_float_is_text(tmp_path: Path) -> None:
    values = [Decimal("12345678901234567890.12"), Decimal("12345678901234567890.13"), Decimal("1.50"), Decimal("2.00")]
    top = column_of(tmp_path, pa.array(values, pa.decimal128(30, 2))).top
    assert top is not None
    assert {item.value for item in top} == {"12345678901234567890.12", "12345678901234567890.13", 1.5, 2}


def test_integers_large_stddev(tmp_path: Path) -> None:
    column = column_of(tmp_path, pa.array([2**62, 2**62 + 2, 2**62 + 4]))
    assert column.mean == float(2**62 + 2)
    assert column.stddev == pytest.approx(2.0, rel=1e-9)


def test_names_odd_and_duplicate(tmp_path: Path) -> None:
    names = ['a"b', "a", "A", "a", "select", "c0", "'; --"]
    target = tmp_path / "x[1]='y'.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array([str(k)]) for k in range(7)], names=names), target)
    profile = profile_parquet(target, facts_of(names))
    assert [column.min for column in profile.columns] == list(range(7))
    assert [column.name for column in profile.columns] == names


def test_table_without_rows_or_values(tmp_path: Path) -> None:
    empty = profile_parquet(write_text(tmp_path, {"a": [], "b": []}), facts_of(["a", "b"]))
    assert (empty.rows, empty.duplicate_rows) == (0, 0)
    nulls = profile_parquet(write_text(tmp_path, {"a": [None, None], "b": [None, None]}), facts_of(["a", "b"]))
    assert (nulls.rows, nulls.duplicate_rows) == (2, 1)
    for column in (*empty.columns, *nulls.columns):
        assert (column.type, column.count, column.distinct, column.top) == ("text", 0, 0, ())
        assert (column.min, column.mean, column.histogram, column.length.mean) == (None, None, None, None)
    typed = column_of(tmp_path, pa.array([None, None], pa.int64()))
    assert (typed.type, typed.nulls, typed.min, typed.quantiles) == ("integer", 2, None, None)


def test_table_wide(tmp_path: Path) -> None:
    table = {f"열{k}": [str(k), str(row), None, "가"][: row + 2] for row, k in [(2, k) for k in range(450)]}
    profile = profile_parquet(write_text(tmp_path, table), facts_of(list(table)))
    assert [column.nulls for column in profile.columns] == [1] * 450
    assert [column.distinct for column in profile.columns] == [3 if k != 2 else 2 for k in range(450)]


def test_findings_withhold_values(tmp_path: Path) -> None:
    secret = [9912319123451, 9912310123457, 9912319123451]
    findings = (Finding("a", "resident_number", 3, 1.0, 0.9, "checksum"),)
    column = column_of(tmp_path, pa.array(secret), findings=findings)
    assert (column.min, column.max, column.top, column.quantiles, column.histogram) == (None,) * 5
    assert (column.mean, column.stddev, column.distinct) == (None, None, 2)
    texts = column_of(tmp_path, pa.array([str(value) for value in secret]), findings=findings)
    assert (texts.min, texts.max, texts.top) == (None, None, None)
    for shown in (column, texts):
        assert not any(str(value) in repr(shown) for value in secret)


@pytest.mark.parametrize("values", [[19611207], [19611207, 19850101] * 9, [37.123456], [37.123456, 35.987654]])
def test_mean_of_few_withheld_values_is_withheld(tmp_path: Path, values: list[float]) -> None:
    findings = (Finding("a", "birth_date", 1, 1.0, 0.9, "context"),)
    found = column_of(tmp_path, pa.array(values), findings=findings)
    assert (found.mean, found.stddev) == (None, None)
    assert column_of(tmp_path, pa.array(values)).mean is not None
    assert column_of(tmp_path, pa.array(range(19800101, 19800129)), findings=findings).mean == 19800114.5


def test_columns_not_described_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="holds 1 columns, its description 2"):
        profile_parquet(write_text(tmp_path, {"a": ["1"]}), facts_of(["a", "b"]))


def test_profile_long_file_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = {"a": [str(k % 5) for k in range(23)], "b": ["가" if k % 2 else "나" for k in range(23)]}
    target, facts = write_text(tmp_path, table), facts_of(["a", "b"])
    whole = profile_parquet(target, facts)
    monkeypatch.setattr(measure, "PART_ROWS", 4)
    parts = profile_parquet(target, facts)
    assert (parts.rows, parts.duplicate_rows, parts.warnings) == (23, whole.duplicate_rows, ())
    for left, right in zip(parts.columns, whole.columns, strict=True):
        assert (left.top, left.distinct, left.type) == (right.top, right.distinct, right.type)


def test_merge_tall_parts_says_duplicates_unsure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "ROWS_KEPT", 1)
    state = partial(write_text(tmp_path, {"a": ["1", "1", "2"]}), facts_of(["a"]))
    merged = finish(merge(state, state))
    assert merged.duplicate_rows == 2
    assert merged.warnings == ("duplicate_rows counts repeats inside each measured part only",)
