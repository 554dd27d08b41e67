"""CSV as Parquet: every text comes back as it stood, and the same file gives the same bytes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gotgan.engine.package.rows import csv_as_parquet

COLUMNS = {"name": "text", "text": "text", "count": "integer"}
ROWS = [
    ("a", "한글, \"따옴표\" 와\n두 줄", "1"), ("b", "", ""), ("c", "NULL", "-7"), ("d", "\r\n", "0"),
    ("e", " 앞뒤 ", "9007199254740993"), ("f", "true", "3"), ("g", "2024-01-01", "4"), ("h", "=1+1;|\\", "5"),
]  # fmt: skip


def written(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    path = folder / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return path


def test_every_text_comes_back_and_an_empty_one_is_missing(tmp_path: Path) -> None:
    source = written(tmp_path, ROWS)
    assert csv_as_parquet(COLUMNS, source, tmp_path / "a.parquet") == len(ROWS)
    table = pq.read_table(tmp_path / "a.parquet")
    assert table.schema.field("count").type == pa.int64()
    assert [tuple("" if cell is None else str(cell) for cell in row.values()) for row in table.to_pylist()] == ROWS
    csv_as_parquet(COLUMNS, source, tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_a_row_longer_than_what_is_read_at_a_time_is_read_all_the_same(tmp_path: Path) -> None:
    rows = [("a", "x", "1"), ("b", "가" * (4 << 20), "2"), ("c", "y", "3")]
    assert csv_as_parquet(COLUMNS, written(tmp_path, rows), tmp_path / "long.parquet") == 3
    assert [len(text) for text in pq.read_table(tmp_path / "long.parquet")["text"].to_pylist()] == [1, 4 << 20, 1]


def test_no_rows_are_a_table_without_rows(tmp_path: Path) -> None:
    assert csv_as_parquet(COLUMNS, written(tmp_path, []), tmp_path / "none.parquet") == 0
    assert pq.read_table(tmp_path / "none.parquet").column_names == list(COLUMNS)


def test_what_is_no_number_leaves_nothing_behind(tmp_path: Path) -> None:
    source = written(tmp_path, [("a", "x", "1"), ("b", "y", "many")])
    with pytest.raises(pa.ArrowInvalid):
        csv_as_parquet(COLUMNS, source, tmp_path / "bad.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]
