"""Rows before and after: the former say nothing but their shape, unless the release says it itself."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.deidentify.look import DAY, MOST_ROWS, REAL, WHOLE, look_beside
from gotgan.engine.deidentify.plan import read_plan

PLAN = """
columns:
  name: {do: suppress}
  rrn: {do: pseudonymise, key: env:K}
  age: {do: key}
  born: {do: key}
  pay: {do: round, to: 10}
  ill: {do: sensitive}
  note: {do: keep}
privacy: {k: 2}
"""
RRN = "900101-1234568"


def stored(folder: Path, file: str, **columns: object) -> Path:
    pq.write_table(pa.table(columns), folder / file)
    return folder / file


def look(folder: Path, rows: int = 2) -> dict:
    days = pa.array([7000 + row for row in range(rows)], pa.date32())
    source = stored(
        folder, "in.parquet", name=["김하늘"] * rows, rrn=[RRN] * rows, age=[31 + row for row in range(rows)],
        born=days,
        pay=pa.array([12.0 + row if row else 20.0 for row in range(rows)]), ill=["secret"] * rows,
        note=["a b"] * rows,
    )  # fmt: skip
    written = stored(
        folder, "out.parquet", rrn=["PABC"] * rows, age=["31"] + ["*"] * (rows - 1), born=["1989"] * rows,
        pay=pa.array([20.0] + [10.0] * (rows - 1)), ill=["secret"] * rows, note=["a b"] * rows,
    )  # fmt: skip
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return look_beside(source, written, read_plan(folder / "plan.yaml"))


def test_before_is_told_by_shape_unless_it_passed_unchanged(tmp_path: Path) -> None:
    found = look(tmp_path)
    columns = {each["name"]: each for each in found["columns"]}
    assert list(columns) == ["name", "rrn", "age", "born", "pay", "ill", "note"]
    assert columns["name"] == {"name": "name", "do": "suppress", "before": ["***"] * 2, "after": None, "changed": None}
    assert columns["rrn"]["before"] == ["******-*******"] * 2
    assert columns["rrn"]["after"] == ["PABC"] * 2
    assert (columns["age"]["before"], columns["age"]["changed"]) == (["31", WHOLE], [False, True])
    assert columns["born"]["before"] == [DAY] * 2
    assert (columns["pay"]["before"], columns["pay"]["after"]) == (["20", REAL], ["20", "10"])
    assert (columns["note"]["before"], columns["note"]["changed"]) == (["a b"] * 2, [False] * 2)


def test_sensitive_column_is_hidden_before_and_written_after(tmp_path: Path) -> None:
    (ill,) = [each for each in look(tmp_path)["columns"] if each["do"] == "sensitive"]
    assert (ill["before"], ill["after"]) == (None, ["secret"] * 2)


def test_no_identifier_and_no_changed_value_stands_in_it(tmp_path: Path) -> None:
    told = json.dumps(look(tmp_path, rows=500), ensure_ascii=False)
    for value in (RRN, "900101", "김하늘", "1234568", "13.0", "530"):
        assert value not in told


def test_rows_are_few_and_spread(tmp_path: Path) -> None:
    found = look(tmp_path, rows=500)
    assert found["rows"] == MOST_ROWS
    assert all(len(each["before"]) == MOST_ROWS for each in found["columns"] if each["before"] is not None)


def test_identifier_that_is_left_in_the_output_is_masked(tmp_path: Path) -> None:
    source = stored(tmp_path, "in.parquet", note=[f"call {RRN}"], age=["1"])
    (tmp_path / "plan.yaml").write_text("columns: {note: {do: keep}, age: {do: key}}\nprivacy: {k: 1}\n")
    found = look_beside(source, source, read_plan(tmp_path / "plan.yaml"))
    assert RRN not in json.dumps(found)
    assert found["columns"][0]["changed"] == [False]


def test_table_without_rows_is_looked_at(tmp_path: Path) -> None:
    source = stored(tmp_path, "in.parquet", age=pa.array([], pa.string()))
    (tmp_path / "plan.yaml").write_text("columns: {age: {do: key}}\nprivacy: {k: 1}\n")
    assert look_beside(source, source, read_plan(tmp_path / "plan.yaml"))["rows"] == 0
