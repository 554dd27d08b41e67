"""Keyed sketches: formulas within their error, the key refuses strangers, canonical text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.profile_tables import facts_of

from gotgan.engine import sketch
from gotgan.terms.errors import Invalid

KEY = bytes(range(32))


def sketched(
    folder: Path, table: Mapping[str, Any], *, key: bytes = KEY, key_id: str = "k1", **more: Any
) -> dict[str, Any]:
    target = folder / "s.parquet"
    pq.write_table(pa.table(dict(table)), target)
    sensitive = more.pop("sensitive", frozenset())
    return sketch.sketch_table(target, facts_of(list(table), typed=True), key, key_id, sensitive, **more)


def words(first: int, end: int) -> list[str]:
    return [f"값 {number}" for number in range(first, end)]


@pytest.mark.parametrize(("size", "shared"), [(100, 40), (300, 150), (5_000, 2_500), (50_000, 5_000)])
def test_overlap_within_error(tmp_path: Path, size: int, shared: int) -> None:
    a = sketched(tmp_path, {"a": words(0, size)})
    b = sketched(tmp_path, {"b": words(size - shared, 2 * size - shared)})
    found = sketch.compare_columns(a, b, "a", "b")
    assert found.jaccard == pytest.approx(shared / (2 * size - shared), abs=0.0 if size < 256 else 0.12)
    assert found.containment == pytest.approx(shared / size, abs=0.0 if size < 256 else 0.12)
    assert sketch.estimate_distinct(a["columns"][0]) == pytest.approx(size, rel=0.0 if size < 256 else 0.25)
    json.dumps(a, allow_nan=False)


def test_sketch_wrong_estimate_still_full(tmp_path: Path) -> None:
    table = {"a": words(0, 3_000)}
    guessed = sketched(tmp_path, table, distinct={"a": 10**7})
    assert guessed["columns"] == sketched(tmp_path, table)["columns"]


def test_merge_equals_whole(tmp_path: Path) -> None:
    parts = [sketched(tmp_path, {"a": words(*ends)}) for ends in ((0, 900), (500, 4_000), (0, 20))]
    whole = sketched(tmp_path, {"a": words(0, 4_000)})["columns"]
    left = sketch.merge_sketches(sketch.merge_sketches(parts[0], parts[1]), parts[2])
    right = sketch.merge_sketches(parts[0], sketch.merge_sketches(parts[1], parts[2]))
    assert left["columns"] == right["columns"] == whole


def test_keys_differ_refused_and_unlike(tmp_path: Path) -> None:
    table = {"a": words(0, 200)}
    mine, theirs = sketched(tmp_path, table), sketched(tmp_path, table, key=b"x" * 32, key_id="k2")
    with pytest.raises(Invalid, match="key_id"):
        sketch.compare_columns(mine, theirs, "a", "a")
    with pytest.raises(Invalid, match="key_id"):
        sketch.merge_sketches(mine, theirs)
    kept = [set(sketch.hashes_of(document["columns"][0])) for document in (mine, theirs)]
    assert not kept[0] & kept[1]
    with pytest.raises(Invalid, match="has 3 bytes"):
        sketched(tmp_path, table, key=b"abc")


def test_sensitive_columns_omitted(tmp_path: Path) -> None:
    document = sketched(tmp_path, {"주민번호": words(0, 9), "시도": words(0, 9)}, sensitive=frozenset({"주민번호"}))
    assert [column["name"] for column in document["columns"]] == ["시도"]


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        (["1,234", "1234", "+1234", "1234.00"], "1234"),
        (["1.50", "1.5", "+1.5"], "1.5"),
        (["0", "-0", "0.0"], "0"),
        (["007"], "007"),
        (["12,34"], "12,34"),
        (["2024.1.5", "2024-01-05", "2024/01/05"], "2024-01-05"),
        (["2024-01-05 10:00:00", "2024.1.5T10:00:00"], "2024-01-05T10:00:00"),
        (["TRUE", "true"], "1"),
        ([" 가  나 ", "가 나", "가\u3000나"], "가 나"),
        (["데이터", "데이터"], "데이터"),
        ([" ", ""], None),
    ],
)
def test_canonical_text_case(written: Sequence[str], canonical: str | None) -> None:
    connection = duckdb.connect()
    for macro in sketch.CANONICAL_SQL:
        connection.execute(macro)
    found = {connection.execute("SELECT canonical(?)", [text]).fetchall()[0][0] for text in written}
    assert found == {canonical}


def test_types_meet_in_canonical_text(tmp_path: Path) -> None:
    numbers = sketched(tmp_path, {"a": pa.array([1, 20]), "d": pa.array([date(2024, 1, 5), None])})
    floats = sketched(tmp_path, {"a": pa.array([1.0, 20.0]), "d": pa.array(["2024.1.5", " "])})
    for name in ("a", "d"):
        assert sketch.compare_columns(numbers, floats, name, name).jaccard == 1.0
    assert numbers["header"] == floats["header"] == sketch.header_signature(["D", " a"])


def test_short_tables_are_sketched_as_long_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = range(600)
    table = {
        "번호": pa.array(list(rows)),
        "날짜": pa.array([f"2024.{row % 12 + 1}.{row % 28 + 1}" if row % 7 else None for row in rows]),
        "금액": pa.array([f"{row * 37:,}" for row in rows]),
        "값": pa.array([row * 1.5 for row in rows]),
        "날": pa.array([date(2024, 1, row % 31 + 1) for row in rows]),
        "말": pa.array([f" 가  {row % 90} " for row in rows]),
        "예": pa.array([row % 2 == 0 for row in rows]),
        "바이트": pa.array([b"a"] * 600),
    }
    short = sketched(tmp_path, table)
    assert short["trios"]
    monkeypatch.setattr("gotgan.engine.profile.relation.SHORT_ROWS", 10)
    assert sketched(tmp_path, table) == short
