"""The join on Spark gives the pairs of the join in this process."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.engine.spark_session import need_spark, spark  # noqa: F401

from gotgan.cli.main import main
from gotgan.engine.canonical import SIZE, keyed_hash
from gotgan.engine.overlap import TableSketch, find_overlaps
from gotgan.engine.overlap import spark as on_spark
from gotgan.engine.overlap.columns import Columns
from gotgan.engine.overlap.join import STOP, join_here
from gotgan.engine.overlap.model import ColumnSketch

TABLES = 200


def made(seed: int) -> list[TableSketch]:
    """Tables whose columns take values from shared pools; one code list stands in them all, some are equal."""
    draw = random.Random(seed)
    pools = [[keyed_hash(f"{pool}-{value}", 0, b"k" * 16) for value in range(400)] for pool in range(40)]
    common = column("구분", pools[0][:30])
    tables = []
    for number in range(TABLES):
        columns = [column(f"c{n}", draw.sample(draw.choice(pools[1:]), draw.randint(20, 350))) for n in range(3)]
        names = tuple(each.name for each in (*columns, common))
        types = ("text",) * len(names)
        tables.append(TableSketch(f"t{number:03d}", str(number), 500, "k", names, types, (*columns, common)))
    copies = [replace(table, path=f"copy of {table.path}", sha256=table.path) for table in tables[:5]]
    return [*tables, *copies]


def column(name: str, hashes: list[int]) -> ColumnSketch:
    kept = np.array(sorted(hashes)[:SIZE], dtype=np.uint64)
    return ColumnSketch(name, "text", kept, float(len(hashes)), len(hashes) / 500, 1.0)


def test_pairs_are_the_same(spark: Any) -> None:  # noqa: F811
    tables = made(1)
    here = find_overlaps(tables)
    assert len(here) > TABLES
    assert find_overlaps(tables, join=on_spark.JoinOnSpark(spark)) == here


def test_join_is_the_same_to_the_hash_also_in_pieces(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """Some hashes stand in more than 100 columns and are passed over by both."""
    columns = Columns.of(made(2))
    first = np.arange(len(columns), dtype=np.int64)
    monkeypatch.setattr(on_spark, "SLICE", 20_000)
    here, there = join_here(columns, first, 2), on_spark.JoinOnSpark(spark)(columns, first, 2)
    for ours, theirs in zip(here, there, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert np.unique(columns.flat, return_counts=True)[1].max() > STOP


def test_nothing_to_join(spark: Any) -> None:  # noqa: F811
    assert find_overlaps([], join=on_spark.JoinOnSpark(spark)) == []


def test_command_on_spark_writes_the_same_document(tmp_path: Path) -> None:
    need_spark()
    lines = ["관리번호,위치", *(f"K{number * 7919 % 1_000_003:06d},가온시 {number}번지" for number in range(400))]
    for name in ("가.csv", "나.csv"):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    scan, here, there = (str(tmp_path / name) for name in ("scan.json", "here.json", "there.json"))
    assert main(["scan", str(tmp_path / "data"), "-o", scan]) == 0
    assert main(["overlap", scan, "-o", here]) == 0
    assert main(["overlap", scan, "-o", there, "--engine", "spark", "--master", "local[1]"]) == 0
    one, other = (json.loads(Path(path).read_text(encoding="utf-8")) for path in (here, there))
    assert one["pairs"]
    assert one == other


def test_master_without_spark_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["overlap", str(tmp_path / "s.json"), "--master", "local[1]"]) == 2
    assert "--master: is Spark's alone" in capsys.readouterr().err
