"""Parquet: row groups that viewers take, types that lose nothing, nothing half-written."""

from __future__ import annotations

import errno
import hashlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.reading import only_table

from gotgan.engine.package import parquet
from gotgan.engine.package.lossless import ARROW_TYPES, come_back
from gotgan.engine.package.manifest import manifest_of
from gotgan.engine.package.parquet import write_parquet, write_typed_parquet


def table_of(folder, text):
    path = folder / "a.csv"
    path.write_text(text)
    return only_table(path)


def typed(folder, columns, types):
    source, target = folder / "source.parquet", folder / "typed.parquet"
    pq.write_table(pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}), source)
    write_typed_parquet(source, types, target)
    return pq.read_table(target)


def test_write_parquet_keeps_text_and_counts(tmp_path):
    target = tmp_path / "a.parquet"
    written = write_parquet(table_of(tmp_path, "코드,수\n007,1\n008\n"), target)
    assert (written.rows, written.ragged_rows) == (2, 1)
    assert pq.read_table(target).to_pydict() == {"코드": ["007", "008"], "수": ["1", None]}


def test_write_parquet_of_no_rows_has_its_columns(tmp_path):
    target = tmp_path / "a.parquet"
    assert write_parquet(table_of(tmp_path, "가,나\n"), target).rows == 0
    assert pq.read_schema(target).names == ["가", "나"]


def test_row_groups_stay_small_and_rows_in_order(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "GROUP_BYTES", 20_000)
    target = tmp_path / "a.parquet"
    write_parquet(table_of(tmp_path, "n\n" + "".join(f"{i:08d}\n" for i in range(20_000))), target)
    file = pq.ParquetFile(target)
    assert file.num_row_groups > 5
    assert all(file.metadata.row_group(i).total_byte_size < 40_000 for i in range(file.num_row_groups))
    assert file.read()["n"].to_pylist() == [f"{i:08d}" for i in range(20_000)]


def test_disk_full_leaves_neither_target_nor_part(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    table = table_of(tmp_path, "a\n1\n")
    monkeypatch.setattr(parquet.pq.ParquetWriter, "write_table", full)
    with pytest.raises(OSError, match="No space"):
        write_parquet(table, tmp_path / "a.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_typed_parquet_types_what_comes_back_and_nothing_else(tmp_path):
    columns = {
        "n": ["1", "-20", None],
        "code": ["01", "20", None],
        "x": ["1.5", "2", "0.25"],
        "money": ["1.50", "2", None],
        "d": ["2024-02-29", None, "1999-12-31"],
        "dotted": ["2024.02.29", None, None],
        "b": ["true", "false", None],
        "t": ["2024-01-01 00:00:00", None, "2024-01-01 23:59:59"],
    }
    types = {"n": "integer", "code": "integer", "x": "decimal", "money": "decimal", "b": "boolean"}
    types |= {"d": "date", "dotted": "date", "t": "datetime"}
    table = typed(tmp_path, columns, types)
    assert [str(field.type) for field in table.schema] == [
        "int64", "string", "double", "string", "date32[day]", "string", "bool", "timestamp[ms]",
    ]  # fmt: skip
    assert table["x"].to_pylist() == [1.5, 2.0, 0.25]
    assert table["code"].to_pylist() == columns["code"]


def test_typed_parquet_judges_by_every_row_group(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "GROUP_BYTES", 1000)
    source = tmp_path / "text.parquet"
    write_parquet(table_of(tmp_path, "n\n" + "12\n" * 5000 + "012\n"), source)
    assert pq.ParquetFile(source).num_row_groups > 5
    write_typed_parquet(source, {"n": "integer"}, tmp_path / "typed.parquet")
    assert pq.read_schema(tmp_path / "typed.parquet").field("n").type == pa.string()


def _back(text, kind):
    style = come_back(pa.chunked_array([pa.array([text], pa.string())]), ARROW_TYPES[kind])
    return style is not None


@pytest.mark.parametrize(
    "text", ["+5", "1,000", "1e3", " 1", "nan", "inf", "-0", "99999999999999999999", "0x10", "1_0", "٣"]
)
def test_odd_numbers_stay_text(text):
    assert not _back(text, "integer")
    assert text == "99999999999999999999" or not _back(text, "decimal") or float(text) == float(text) != float("inf")


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_double_that_comes_back_is_the_same_number(number):
    text = repr(number)
    column = pa.chunked_array([pa.array([text], pa.string())])
    if come_back(column, pa.float64()) is not None:
        assert column.cast(pa.float64()).to_pylist() == [number]


def test_manifest_lists_every_file_but_itself(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/가.parquet").write_bytes(b"abc")
    (tmp_path / "README.md").write_bytes(b"x")
    (tmp_path / "manifest.json").write_bytes(b"{}")
    manifest = manifest_of(tmp_path)
    assert [(entry.path, entry.size_bytes) for entry in manifest.files] == [("README.md", 1), ("data/가.parquet", 3)]
    lines = sorted(f"{entry.sha256}  {entry.path}\n" for entry in manifest.files)
    assert manifest.sha256 == hashlib.sha256("".join(lines).encode()).hexdigest()
    assert manifest.files[1].media_type == "application/x-parquet"
