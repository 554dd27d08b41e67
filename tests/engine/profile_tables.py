"""Small tables for the profile's tests, and the comparison with the naive profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine import naive_profile

from gotgan.engine.profile import TableFacts
from gotgan.engine.tables import ColumnName
from gotgan.terms.profile import ColumnProfile, TableProfile

Cells = Mapping[str, Sequence[str | None]]


def facts_of(names: Sequence[str], *, typed: bool = False) -> TableFacts:
    columns = tuple(ColumnName(name, name, place) for place, name in enumerate(names, start=1))
    return TableFacts("t.csv", "csv", "utf-8", ",", 1, 0, columns, typed)


def write_text(folder: Path, table: Cells, name: str = "t.parquet") -> Path:
    target = folder / name
    arrays = [pa.array(list(cells), pa.string()) for cells in table.values()]
    pq.write_table(pa.Table.from_arrays(arrays, names=list(table)), target)
    return target


def check_text_profile(profile: TableProfile, table: Cells) -> None:
    """Compare every metric of a text table with the naive profile."""
    rows = list(zip(*table.values(), strict=True))
    assert profile.rows == len(rows)
    assert profile.duplicate_rows == naive_profile.duplicate_rows(rows)
    for column, (name, cells) in zip(profile.columns, table.items(), strict=True):
        check_column(column, naive_profile.column_profile(name, list(cells)))


def check_column(column: ColumnProfile, expected: dict[str, Any]) -> None:
    for key in ("type", "count", "nulls", "blanks", "distinct", "min", "max"):
        assert getattr(column, key) == expected[key], f"{key} of {column.name}"
    assert column.distinct_is_exact
    assert {str(item.value): item.count for item in column.sentinels} == expected["sentinels"]
    check_top(column, expected["counts"])
    lengths = expected["lengths"]
    if lengths:
        assert (column.length.min, column.length.max) == (min(lengths), max(lengths))
        assert column.length.mean == pytest.approx(sum(lengths) / len(lengths), rel=1e-12)
        check_patterns(column, expected["counts"])
    if "numbers" in expected:
        check_numbers(column, expected)
    else:
        assert (column.mean, column.stddev, column.quantiles, column.histogram) == (None, None, None, None)


def check_top(column: ColumnProfile, counts: Any) -> None:
    assert column.top is not None
    wanted = sorted(counts.values(), reverse=True)[:10]
    assert [item.count for item in column.top] == wanted
    if column.type == "text":
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:10]
        assert [item.value for item in column.top] == [naive_profile.cut(value) for value, _ in ordered]
    if column.type == "integer":
        assert all(counts[str(item.value)] == item.count for item in column.top)


def check_patterns(column: ColumnProfile, counts: Any) -> None:
    assert column.patterns is not None
    masks: dict[str, int] = {}
    for value, count in counts.items():
        shown = naive_profile.cut(naive_profile.mask(value))
        masks[shown] = masks.get(shown, 0) + count
    total = sum(masks.values())
    for pattern in column.patterns:
        assert pattern.share == pytest.approx(masks[pattern.mask] / total)


def check_numbers(column: ColumnProfile, expected: dict[str, Any]) -> None:
    ordered = expected["numbers"]
    assert column.mean == pytest.approx(expected["mean"], rel=1e-9, abs=1e-300)
    if expected["stddev"] is None:
        assert column.stddev is None
    else:
        assert column.stddev == pytest.approx(expected["stddev"], rel=1e-6, abs=1e-300)
    assert (column.zeros, column.negatives) == (expected["zeros"], expected["negatives"])
    assert column.histogram is not None
    assert sum(bin_.count for bin_ in column.histogram) == len(ordered)
    assert column.quantiles is not None
    check_quantiles(column.quantiles, ordered)


def check_quantiles(quantiles: Mapping[str, float], ordered: Sequence[float], allowed: float = 0.03) -> None:
    """The rank of each quantile is within `allowed` of what it claims."""
    assert list(quantiles) == ["0.05", "0.25", "0.5", "0.75", "0.95"]
    for share, value in quantiles.items():
        below = sum(number < value for number in ordered) / len(ordered)
        reached = sum(number <= value for number in ordered) / len(ordered)
        assert below - allowed <= float(share) <= reached + allowed
