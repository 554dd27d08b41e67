"""A million rows on Spark, in one session: profile, findings, pseudonyms, local recoding and repair of one machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from tests.engine.profile_compare import differing
from tests.engine.profile_tables import facts_of
from tests.engine.spark_session import need_spark
from tests.engine.test_execute_deidentify import KEYS, plan_in, same, source_of, write_on
from tests.engine.test_execute_repair import counts, table_in

from gotgan.engine.deidentify.apply import written_names
from gotgan.engine.deidentify.keys import open_keys
from gotgan.engine.deidentify.ways import Whole
from gotgan.engine.detect import detect_parquet
from gotgan.engine.execute import cut
from gotgan.engine.execute.detect import detect_shards
from gotgan.engine.execute.repair import RepairInShards
from gotgan.engine.execute.spark import OnSpark
from gotgan.engine.profile import profile_parquet
from gotgan.engine.profile.spark import open_session
from gotgan.engine.profile.spark import profile_parquet as profile_on_spark
from gotgan.engine.repair.one import repair_table

ROWS = 1_000_000
SHARD_ROWS = 250_017
PLAN = """
columns:
  사람: {do: pseudonymise, key: env:GOTGAN_KEY}
  나이: {do: key, hierarchy: "builtin:age", least_level: 1}
  우편: {do: key, hierarchy: "builtin:postcode"}
  소득: {do: sensitive}
  메모: {do: mask_text, key: env:GOTGAN_KEY}
privacy: {k: 5, l: 2}
"""


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    need_spark()
    with open_session("local[2]", encrypted=True) as session:
        yield session


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Texts alone, as a CSV gives them; a person stands in about two rows, a memo holds a number now and then."""
    draw = np.random.default_rng(11)
    of = lambda low, high: pa.array(draw.integers(low, high, ROWS)).cast(pa.string())  # noqa: E731
    phones = pc.binary_join_element_wise("담당 010-", of(2000, 9999), "-", of(1000, 9999), " 로 연락", "")
    table = pa.table({
        "사람": of(100_000_000, 100_000_000 + ROWS // 2),
        "나이": of(20, 80),
        "우편": pc.binary_join_element_wise("0", of(1000, 2500), ""),
        "소득": of(1, 9),
        "메모": pc.if_else(pa.array(draw.random(ROWS) < 0.02), phones, "특이 사항 없음"),
    })  # fmt: skip
    parquet = tmp_path_factory.mktemp("million") / "whole.parquet"
    pq.write_table(table, parquet, row_group_size=300_000)
    return parquet


def test_pseudonyms_masks_and_local_recoding(million: Path, tmp_path: Path, session: Any) -> None:
    plan, source = plan_in(tmp_path, PLAN), source_of(million)
    decided = Whole().decide(source, plan, None)
    job = Whole().prepare(source, plan, written_names(plan, source.names), open_keys(plan, KEYS), decided)
    assert Whole().write(source, job, tmp_path / "one.parquet") == ROWS
    write_on(OnSpark(session), cut(million, SHARD_ROWS), tmp_path, tmp_path / "spark.parquet", PLAN)
    same(tmp_path / "one.parquet", tmp_path / "spark.parquet")


def test_findings(million: Path, session: Any) -> None:
    here, there = detect_parquet(million), detect_shards(OnSpark(session), cut(million, 4 << 16))
    assert here == there
    assert {finding.column for finding in here} >= {"메모"}


def test_profile(million: Path, session: Any) -> None:
    names = pq.read_schema(million).names
    there = profile_on_spark(session, million, facts_of(names)).to_json()
    assert not differing(profile_parquet(million, facts_of(names)).to_json(), there, apart=frozenset({"quantiles"}))


def test_repair(tmp_path: Path, session: Any) -> None:
    """Sentinels, dates of two writings, padded names and rows that stand twice, in CP949."""
    draw = np.random.default_rng(12)
    days = pa.array(draw.integers(10_000, 20_000, ROWS).astype("int32"), pa.date32()).cast(pa.string())
    dotted = pc.replace_substring(days, "-", ".")
    number = np.arange(ROWS)
    number[-1_000:] = number[:1_000]
    table = pa.table({
        "연번": number,
        "시설명": pa.array(np.array([" 보안등 ", "가로등", "공중화장실"])[number % 3]),
        "설치일자": pc.if_else(pa.array(number % 50 == 0), dotted, days).take(pa.array(number)),
        "측정값": pc.if_else(pa.array(number % 300 == 0), "-", pa.array(number % 997 / 10).cast(pa.string())),
    })  # fmt: skip
    file = tmp_path / "million.csv"
    pyarrow.csv.write_csv(table, file)
    file.write_bytes(file.read_text("utf-8").encode("cp949"))
    one, other = tmp_path / "one.parquet", tmp_path / "spark.parquet"
    whole = repair_table(table_in(file), one, dict)
    parts = repair_table(table_in(file), other, dict, rows=RepairInShards(OnSpark(session), shard_rows=SHARD_ROWS))
    same(one, other)
    assert counts(whole) == counts(parts)
    assert (whole.rows_read, whole.rows, parts.rows) == (ROWS, ROWS - 1_000, ROWS - 1_000)
    assert {"duplicates", "sentinels", "dates", "spaces"} <= {step for step, _, _ in counts(whole)}
