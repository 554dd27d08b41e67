"""One metric spec on two engines: exact metrics equal key by key, states that merge across engines."""

from __future__ import annotations

import random
from functools import reduce
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.profile_compare import differing
from tests.engine.profile_tables import check_quantiles, facts_of, write_text
from tests.engine.spark_session import spark
from tests.engine.spark_tables import strange_table, text_table, typed_table, with_repeats
from tests.shared_data import SHARED, needs_shared

from gotgan.engine.profile import TableState, finish, merge, partial
from gotgan.engine.profile import spark as on_spark
from gotgan.engine.profile.classes import CANDIDATES
from gotgan.engine.profile.sample.state import Choice
from gotgan.engine.profile.spark import first, rows
from gotgan.engine.profile.spark.measure import WIDTH
from gotgan.engine.profile.spark.spelled import CANDIDATE_SQL, KEYED, SPELLED
from gotgan.engine.profile.spark.templates import METRIC_SQL
from gotgan.engine.profile.spec import METRICS
from gotgan.engine.profile.top import KEEP
from gotgan.terms.errors import Invalid

__all__ = ["spark"]
SLICES = ((0, 700), (700, 701), (701, 1500), (1500, 2300))
MERGED = frozenset({"top", "patterns", "histogram", "quantiles", "entropy"})
"""What a merged state may leave out or give within its bound (profile-engines.md)."""


def write_typed(folder: Path, table: dict[str, pa.Array]) -> Path:
    target = folder / "t.parquet"
    pq.write_table(pa.table(table), target, row_group_size=500)
    return target


def check_same_state(left: TableState, right: TableState) -> None:
    """States: quantile points may differ where there are more than the DuckDB engine keeps."""
    apart = frozenset({"points", "rank_slack", "m2"})
    assert not differing(left.to_json(), right.to_json(), apart=apart)


def test_every_metric_with_a_template_has_one_for_spark() -> None:
    assert set(METRIC_SQL) == {metric.id for metric in METRICS if metric.duckdb}
    assert set(CANDIDATE_SQL) == {candidate.type for candidate in CANDIDATES}
    assert set(KEYED) == {candidate.type for candidate in CANDIDATES if candidate.key}


def test_differing_names_every_path() -> None:
    left = {"a": [{"name": "가", "mean": 1.0}], "b": 1, "c": True, "same": None}
    right = {"a": [{"name": "가", "mean": 1.0 + 1e-8}], "c": 1, "same": None}
    paths = [line.partition(":")[0] for line in differing(left, right)]
    assert paths == [".a[가].mean", ".b", ".c"]
    assert not differing({"mean": 1.0}, {"mean": 1.0 + 1e-12})


def test_text_table_same_on_both_engines(spark: Any, tmp_path: Path) -> None:
    table = with_repeats(text_table(2_200), 100)
    parquet, facts = write_text(tmp_path, table), facts_of(list(table))
    here, there = partial(parquet, facts), on_spark.partial(spark, [parquet], facts)
    check_same_state(there, here)
    apart = frozenset({"quantiles"})
    assert not differing(finish(there).to_json(), finish(here).to_json(), apart=apart)
    assert here.duplicates == 100
    assert {column.type for column in finish(there).columns} == {
        "text", "integer", "decimal", "date", "datetime", "time", "boolean",
    }  # fmt: skip


def test_shards_on_either_engine_give_the_whole(spark: Any, tmp_path: Path) -> None:
    table = with_repeats(text_table(2_200), 100)
    parquet, facts = write_text(tmp_path, table), facts_of(list(table))
    whole = partial(parquet, facts)
    shards = [
        write_text(tmp_path, {name: cells[first:end] for name, cells in table.items()}, f"[{first}] {{a}}.parquet")
        for first, end in SLICES
    ]
    check_same_state(on_spark.partial(spark, shards, facts), whole)

    here = [partial(shard, facts) for shard in shards]
    there = [on_spark.partial(spark, [shard], facts) for shard in shards]
    for states in (there, [here[0], there[1], here[2], there[3]], [there[3], here[1], there[0], here[2]]):
        restored = [TableState.from_json(state.to_json()) for state in states]
        merged = finish(reduce(merge, restored))
        check_merged(merged.to_json(), finish(whole).to_json())


def check_merged(merged: dict[str, Any], whole: dict[str, Any]) -> None:
    apart = MERGED | {"distinct", "distinct_is_exact", "distinct_error"}
    assert not differing(merged, whole, apart=apart)
    for left, right in zip(merged["columns"], whole["columns"], strict=True):
        assert left["distinct"] == pytest.approx(right["distinct"], rel=5 * left["distinct_error"])
        counts = {str(item["value"]): item["count"] for item in right["top"] or ()}
        assert all(counts.get(str(item["value"])) == item["count"] for item in left["top"] or ())
        for bins in (left["histogram"], right["histogram"]):
            assert sum(bin_["count"] for bin_ in bins or ()) == (right["count"] - right["blanks"] if bins else 0)


def test_typed_table_same_on_both_engines(spark: Any, tmp_path: Path) -> None:
    table = typed_table(1_500)
    parquet, facts = write_typed(tmp_path, table), facts_of(list(table), typed=True)
    check_same_state(on_spark.partial(spark, [parquet], facts), partial(parquet, facts))


def test_types_spark_lacks_and_repeated_names(spark: Any, tmp_path: Path) -> None:
    table = strange_table(400)
    parquet = tmp_path / "t.parquet"
    pq.write_table(pa.Table.from_arrays([*table.values(), table["n"]], names=[*table, "n"]), parquet)
    facts = facts_of([*table, "n2"], typed=True)
    there = on_spark.partial(spark, [parquet], facts)
    check_same_state(there, partial(parquet, facts))
    assert finish(there).duplicate_rows == 0


def test_many_values_within_bounds(spark: Any, tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    number = 120_000
    table = {
        "값": pa.array(rng.lognormal(size=number)),
        "이름": pa.array([f"이름{k}-{'가' * (k % 5)}" for k in rng.permutation(number)]),
    }
    parquet, facts = write_typed(tmp_path, table), facts_of(list(table), typed=True)
    there, here = on_spark.partial(spark, [parquet], facts), partial(parquet, facts)
    check_same_state(there, here)
    numbers = there.columns[0].numbers
    assert numbers is not None
    assert numbers.rank_slack / number < 0.003
    quantiles = finish(there).columns[0].quantiles
    assert quantiles is not None
    check_quantiles(quantiles, np.sort(table["값"].to_numpy()).tolist(), allowed=0.003)


def test_many_partitions_give_the_same(spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "CELLS_TOGETHER", 600)
    numbers = [number for number in range(-20, 80) for _ in range(81 - number)]  # each has rows of its own
    table = {"n": pa.array(numbers), "글": pa.array([f"글{number}" for number in numbers])}
    parquet, facts = write_typed(tmp_path, table), facts_of(list(table), typed=True)
    there = on_spark.partial(spark, [parquet], facts)
    check_same_state(there, partial(parquet, facts))
    assert there.columns[1].frequent.rest_max == 81 + 20 - KEEP


def test_equal_rows_beyond_the_kept_ones(spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "ROWS_KEPT", 2)
    table = {"a": ["x", None, "x", None, None, "y"], "b": [None, "x", None, None, None, "x"]}
    state = on_spark.partial(spark, [write_text(tmp_path, table)], facts_of(list(table)))
    assert (state.duplicates, state.row_hashes) == (2, None)


def test_sampled_rows_same_on_both_engines_and_merged(spark: Any, tmp_path: Path) -> None:
    table = with_repeats(text_table(2_200), 100)
    facts, choice = facts_of(list(table)), Choice(rows=300, seed=5)
    whole = partial(write_text(tmp_path, table), facts, choice=choice).sample
    assert whole
    assert (len(whole.orders), whole.is_whole) == (300, False)
    halves = [{name: cells[first:end] for name, cells in table.items()} for first, end in ((0, 900), (900, 2_300))]
    files = [write_text(tmp_path, half, f"{place}.parquet") for place, half in enumerate(halves)]
    both = on_spark.partial(spark, files, facts, choice=choice).sample
    one, two = partial(files[0], facts, choice=choice), on_spark.partial(spark, [files[1]], facts, choice=choice)
    for found in (both, merge(one, two).sample, merge(two, one).sample):
        assert found
        assert not differing(found.to_json(), whole.to_json())


def test_more_columns_than_one_select_holds(spark: Any, tmp_path: Path) -> None:
    table = {f"열{place}": [f"{row * place % 13}" for row in range(30)] for place in range(WIDTH + 10)}
    parquet, facts = write_text(tmp_path, table), facts_of(list(table))
    check_same_state(on_spark.partial(spark, [parquet], facts), partial(parquet, facts))


@pytest.mark.parametrize("table", [{"a": []}, {"a": [None, None]}], ids=["no rows", "nulls only"])
def test_empty_table(spark: Any, tmp_path: Path, table: dict[str, list[str | None]]) -> None:
    parquet, facts = write_text(tmp_path, table), facts_of(list(table))
    check_same_state(on_spark.partial(spark, [parquet], facts), partial(parquet, facts))


def test_parts_with_other_columns_are_refused(spark: Any, tmp_path: Path) -> None:
    one, two = write_text(tmp_path, {"a": ["1"]}, "1.parquet"), tmp_path / "2.parquet"
    pq.write_table(pa.table({"a": [1]}), two)
    with pytest.raises(Invalid, match="columns"):
        on_spark.partial(spark, [one, two], facts_of(["a"]))


def spellings(seed: int = 5, number: int = 4_000) -> list[str]:
    """Text near numbers, days, moments and times: most of it is one, some of it hardly."""
    rng = random.Random(seed)
    pick = rng.choice

    def day() -> str:
        mark = pick("-/.")
        year = pick(("0000", "0001", "1582", "1900", "2024", "2023", "9999"))
        return f"{year}{mark}{rng.randrange(14)}{pick((mark, mark, '-'))}{rng.randrange(33):0{pick((1, 2))}d}"

    def clock() -> str:
        end = pick(("", f":{rng.randrange(62):02d}", f":{rng.randrange(60):02d}.{rng.randrange(10**9)}", ":00.000"))
        return f"{rng.randrange(26):0{pick((1, 2))}d}:{rng.randrange(62):02d}{end}"

    def zone() -> str:
        return pick(("", "", "Z", "+09", "-0930", "+23:59", "+99:99", "+9", "KST"))

    def figure() -> str:
        return pick("+- ") * rng.randrange(2) + f"{pick((0, 1, 12, 907))}" + pick(("", ".", ".50", "e+3", "E5", "\n"))

    def hour() -> str:
        return f"{rng.randrange(27):0{pick((1, 2))}d}"

    makers = (
        day, clock, figure, lambda: f"{day()}{pick(' T')}{clock()}{zone()}", lambda: f"{day()} 24:00{zone()}",
        lambda: f"{day()}{pick((' ', 'T', '  '))}{hour()}", lambda: f"{day()} {hour()}{zone()}",
    )  # fmt: skip
    return sorted({pick(makers)() for _ in range(number)} | {"true", "True", "１２", "0", "00", "-0", ".", ""})


def test_spellings_and_keys_same_on_both_engines(spark: Any) -> None:
    texts = [text for text in spellings() if text]
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("g", pa.table({"f": texts}))
        listed = ", ".join(f"coalesce({c.matches}, false), {c.key or 'NULL'}" for c in CANDIDATES)
        here = connection.execute(f"SELECT f, {listed} FROM g ORDER BY f").fetchall()
    spark.createDataFrame(pa.table({"f": texts})).createOrReplaceTempView("g")
    listed = ", ".join(
        f"coalesce({CANDIDATE_SQL[c.type]}, false) AS m{place}, "
        f"{f'{c.type}_key' if c.key else 'CAST(NULL AS STRING)'} AS k{place}"
        for place, c in enumerate(CANDIDATES)
    )
    there = spark.sql(f"SELECT f, {listed} FROM (SELECT *, {SPELLED} FROM g) ORDER BY f").toArrow().to_pylist()
    wrong = [
        (candidate.type, ours[0], ours[1 + 2 * place : 3 + 2 * place])
        for ours, theirs in zip(here, there, strict=True)
        for place, candidate in enumerate(CANDIDATES)
        if ours[1 + 2 * place] != theirs[f"m{place}"]
        or (candidate.key and ours[1 + 2 * place] and ours[2 + 2 * place] != theirs[f"k{place}"])
    ]
    assert not wrong, f"{len(wrong)}: {wrong[:5]}"


@needs_shared
def test_public_tables_same_on_both_engines(spark: Any) -> None:
    from gotgan.agent.files import profile_files

    found = sorted((SHARED / "data" / "tables" / "korea").rglob("*.csv"), key=lambda path: path.stat().st_size)
    files = found[:: max(1, len(found) // 4)][:4]
    if not files:
        pytest.skip("needs ../shared/data/tables/korea")
    here = profile_files(files).results
    there = profile_files(files, measure=on_spark.MeasureOnSpark(spark), in_place=True).results
    assert here
    assert not differing(there, here, apart=frozenset({"quantiles"}))
