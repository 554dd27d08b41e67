"""One plan, one file content: whole on one machine, in uneven shards, in processes, and on Spark."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.spark_session import need_spark
from tests.engine.spread_tables import PLAN, people, write_uneven

from gotgan.engine.deidentify.apply import written_names
from gotgan.engine.deidentify.keys import open_keys
from gotgan.engine.deidentify.plan import Plan, read_plan
from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.deidentify.release import deidentify
from gotgan.engine.deidentify.ways import Whole
from gotgan.engine.execute import Executor, Here, Shard, shards_of
from gotgan.engine.execute.deidentify import InShards, decide_shards, prepare_shards, write_shards
from gotgan.engine.execute.spark import OnSpark
from gotgan.engine.profile.spark import open_session
from gotgan.terms.errors import Invalid

ROWS = 1_000_000
KEYS = {"GOTGAN_KEY": "k" * 40}


@pytest.fixture(scope="module")
def on_spark() -> Iterator[OnSpark]:
    need_spark()
    with open_session("local[2]", encrypted=True) as session:
        yield OnSpark(session)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`whole.parquet`, its rows in seven shards, and `one.parquet`: what one machine writes."""
    folder = tmp_path_factory.mktemp("spread")
    table = people(ROWS)
    pq.write_table(table, folder / "whole.parquet")
    write_uneven(table, folder)
    plan = plan_in(folder)
    source = source_of(folder / "whole.parquet")
    keys = open_keys(plan, KEYS)
    decided = Whole().decide(source, plan, None)
    job = Whole().prepare(source, plan, written_names(plan, source.names), keys, decided)
    assert Whole().write(source, job, folder / "one.parquet") == ROWS
    return folder


def plan_in(folder: Path, text: str = PLAN) -> Plan:
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    return read_plan(folder / "plan.yaml")


def source_of(parquet: Path) -> Source:
    return Source(parquet, parquet.name, None, tuple(pq.read_schema(parquet).names), 0, False)


def write_on(executor: Executor, shards: list[Shard], folder: Path, target: Path, text: str = PLAN) -> None:
    plan = plan_in(folder, text)
    names = written_names(plan, pq.read_schema(shards[0].parquet).names)
    decided = decide_shards(executor, shards, plan) if plan.keys else None
    job = prepare_shards(executor, shards, plan, names, open_keys(plan, KEYS), decided, typed=False)
    write_shards(executor, shards, job, target)


def seven(folder: Path) -> list[Shard]:
    return shards_of(sorted(folder.glob("shard-*.parquet")))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def same(one: Path, other: Path) -> None:
    assert pq.read_schema(one) == pq.read_schema(other)
    assert pq.read_table(one).equals(pq.read_table(other))
    assert digest(one) == digest(other)


def test_uneven_shards_write_what_one_machine_writes(place: Path, tmp_path: Path) -> None:
    write_on(Here(), seven(place), place, tmp_path / "seven.parquet")
    same(place / "one.parquet", tmp_path / "seven.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["seven.parquet"]


def test_spark_writes_what_one_machine_writes(place: Path, tmp_path: Path, on_spark: OnSpark) -> None:
    write_on(on_spark, seven(place), place, tmp_path / "spark.parquet")
    same(place / "one.parquet", tmp_path / "spark.parquet")
