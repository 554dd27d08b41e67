"""Shards hold each row once; what is learned of them is the same for every cut."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gotgan.engine.deidentify.kept_types import Fit
from gotgan.engine.deidentify.techniques.number_facts import Moments, NumberFacts
from gotgan.engine.detect import detect_parquet
from gotgan.engine.execute import Here, cut, shards_of
from gotgan.engine.execute.detect import detect_shards
from gotgan.engine.execute.parts import even, part_of, read_parts, write_part
from gotgan.engine.execute.profile import profile_shards
from gotgan.engine.execute.shards import read_shard
from gotgan.engine.profile import TableFacts, profile_parquet
from gotgan.engine.tables import ColumnName

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize("rows", [1, 7, 10, 33, 100])
@pytest.mark.parametrize("dictionaries", [True, False])
def test_shards_hold_every_row_once_and_in_order(tmp_path: Path, rows: int, dictionaries: bool) -> None:
    table = pa.table({"n": pa.array(range(33)), "말": pa.array([f"가{n % 4}" for n in range(33)])})
    pq.write_table(table, tmp_path / "t.parquet", row_group_size=10)
    shards = cut(tmp_path / "t.parquet", rows)
    found = [list(read_shard(shard, ["말", "n"], batch_rows=4, dictionaries=dictionaries)) for shard in shards]
    assert [[v for batch in some for v in batch["n"].to_pylist()] for some in found] == [
        list(range(shard.first_row, shard.first_row + shard.rows)) for shard in shards
    ]
    assert sum(shard.rows for shard in shards) == 33
    assert [v for some in found for batch in some for v in batch["말"].to_pylist()] == table["말"].to_pylist()


def test_parts_are_joined_in_batches_that_hang_on_no_cut(tmp_path: Path) -> None:
    pq.write_table(pa.table({"n": range(33)}), tmp_path / "t.parquet", row_group_size=10)
    shards = cut(tmp_path / "t.parquet", 7)
    for shard in reversed(shards):
        write_part(part_of(tmp_path, shard), pa.schema([("n", pa.int64())]), read_shard(shard, ["n"]))
    joined = list(read_parts((part_of(tmp_path, shard) for shard in shards), 8))
    assert [batch.num_rows for batch in joined] == [8, 8, 8, 8, 1]
    assert [v for batch in joined for v in batch["n"].to_pylist()] == list(range(33))
    assert [path.name for path in tmp_path.iterdir()] == ["t.parquet"]
    assert list(even([], 8)) == []


@pytest.mark.parametrize("with_spans", [True, False])
def test_findings_of_shards_are_those_of_the_whole(tmp_path: Path, with_spans: bool) -> None:
    numbers = [f"010-{n % 9000 + 1000}-{n * 7 % 9000 + 1000}" if n % 3 else None for n in range(900)]
    table = pa.table({
        "연락처": pa.array(numbers),
        "메모": pa.array(["메일 a.b@korea.kr 임" if n % 100 == 50 else f"말 {n % 5}" for n in range(900)]),
        "금액": pa.array([n * 1_000 for n in range(900)]),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "t.parquet")
    files = []
    for number, (first, rows) in enumerate([(0, 1), (1, 400), (401, 99), (500, 400)]):
        files.append(tmp_path / f"{number}.parquet")
        pq.write_table(table.slice(first, rows), files[-1])
    whole = detect_parquet(tmp_path / "t.parquet", with_spans=with_spans)
    parts = detect_shards(Here(), shards_of(files), with_spans=with_spans)
    told = [[(f.column, f.kind, f.count, f.share, f.confidence, f.spans) for f in each] for each in (whole, parts)]
    assert told[0] == told[1]
    assert {finding.column for finding in whole} == {"연락처", "메모"}


def test_profile_of_shards_counts_what_the_whole_does(tmp_path: Path) -> None:
    table = pa.table({"n": [n % 40 if n % 9 else None for n in range(500)], "말": [f"가{n % 7}" for n in range(500)]})
    pq.write_table(table, tmp_path / "t.parquet", row_group_size=60)
    columns = tuple(ColumnName(name, name, place) for place, name in enumerate(table.column_names, start=1))
    facts = TableFacts("t.parquet", "parquet", None, None, 0, 0, columns, True)
    whole = profile_parquet(tmp_path / "t.parquet", facts).to_json()
    parts = profile_shards(Here(), cut(tmp_path / "t.parquet", 111), facts).to_json()
    exact = ("count", "nulls", "distinct", "min", "max", "zeros", "type", "length", "top")
    told = [[{name: column[name] for name in exact} for column in each["columns"]] for each in (whole, parts)]
    assert told[0] == told[1]
    assert (whole["rows"], whole["duplicate_rows"]) == (parts["rows"], parts["duplicate_rows"])


@settings(max_examples=60)
@given(st.lists(FINITE, max_size=40), st.integers(0, 40))
def test_deviation_is_exact_and_the_same_for_every_cut(numbers: list[float], place: int) -> None:
    whole = np.array(numbers)
    parts = Moments.partial(whole[:place]).merge(Moments.partial(whole[place:]))
    assert parts == Moments.partial(whole)
    if not numbers:
        assert parts.deviation == 0
        return
    exact = [Fraction(number) for number in numbers]
    mean = sum(exact) / len(exact)
    variance = sum((number - mean) ** 2 for number in exact) / len(exact)
    try:
        assert parts.deviation == math.sqrt(variance)
    except OverflowError:
        assert parts.deviation == math.inf


@settings(max_examples=40)
@given(st.lists(st.integers(-9, 9) | st.just(math.nan), max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_facts_of_numbers_merge_to_those_of_the_whole(numbers: list[float], a: int, b: int) -> None:
    whole = np.array(numbers, dtype=np.float64)
    first, last = sorted((a, b))
    one, two, three = (NumberFacts.partial(some, "microaggregate") for some in np.split(whole, [first, last]))
    known = NumberFacts.partial(whole, "microaggregate")
    for merged in (one.merge(two).merge(three), one.merge(two.merge(three))):
        assert (merged.values.tolist(), merged.counts.tolist()) == (known.values.tolist(), known.counts.tolist())
        assert merged.is_whole == known.is_whole


TEXTS = st.none() | st.sampled_from(["1", "02", "2.5", "3.0", "true", "2024-01-05", "가", "100"])


@settings(max_examples=60)
@given(st.lists(TEXTS, max_size=12), st.integers(0, 12), st.sampled_from(["값", "기관코드"]))
def test_types_that_fit_merge_to_those_of_the_whole(texts: list[str | None], place: int, name: str) -> None:
    cells = pa.array(texts, pa.string())
    parts = Fit.partial(cells.slice(0, place), name).merge(Fit.partial(cells.slice(place), name))
    assert parts.finish() == Fit.partial(cells, name).finish()
