"""Previews: bounded, masked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.detect import detect_parquet
from gotgan.engine.preview import make_preview
from gotgan.terms.preview import MOST_ROWS, Preview


def preview_of(folder: Path, table: pa.Table) -> Preview:
    path = folder / "t.parquet"
    pq.write_table(table, path)
    return make_preview(path, "t.csv", detect_parquet(path))


def test_preview_shows_at_most_fifty_rows(tmp_path: Path) -> None:
    preview = preview_of(tmp_path, pa.table({"a": list(range(1000))}))
    assert len(preview.rows) == MOST_ROWS
    assert preview.rows[49] == ("49",)
    assert preview.masked == ()


def test_preview_masks_whole_columns_with_findings(tmp_path: Path) -> None:
    table = pa.table({"연락처": [1012345678, 1087654321, None], "이름": ["가", "나", "다"]})
    preview = preview_of(tmp_path, table)
    assert preview.rows[0] == ("1*********", "가")
    assert preview.rows[2] == (None, "다")
    assert preview.masked == ("연락처",)


def test_preview_masks_single_hits_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"비고": ["a@b.kr 010-1234-5678"], "코드": ["1111010100"]}), path)
    preview = make_preview(path, "t", [])
    assert preview.rows == (("a@*.** 0**-****-****", "1111010100"),)
    assert preview.masked == ("비고",)


def test_preview_masks_names_that_are_data(tmp_path: Path) -> None:
    preview = preview_of(tmp_path, pa.table({"991231-9123451": ["x"]}))
    assert preview.columns == ("9*****-*******",)


def test_preview_writes_types_as_text_and_cuts_long_cells(tmp_path: Path) -> None:
    table = pa.table({"a": [True], "b": [date(2024, 1, 2)], "c": [{"k": [1]}], "d": [b"xy"], "e": ["가" * 500]})
    (row,) = preview_of(tmp_path, table).rows
    assert row[:4] == ("true", "2024-01-02", '{"k": [1]}', "(2 bytes)")
    assert row[4] == "가" * 200 + "…"


def test_preview_keeps_columns_of_one_name_apart(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    path = tmp_path / "t.parquet"
    pq.write_table(table, path)
    assert make_preview(path, "t", []).rows == (("1", "2"),)


def test_preview_shows_times_beyond_the_calendar_of_python(tmp_path: Path) -> None:
    table = pa.table({"at": pa.array([2**62, None], pa.timestamp("us")), "day": pa.array([2**31 - 1, 0], pa.date32())})
    first, second = preview_of(tmp_path, table).rows
    assert "4611686018427387904" in str(first[0])
    assert second == (None, "1970-01-01")
