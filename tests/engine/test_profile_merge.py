"""Merging parts gives the whole: exact metrics equal, sketches within their bound, in any grouping."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.profile_tables import check_quantiles, facts_of, write_text

from gotgan.engine.profile import TableState, finish, merge, partial
from gotgan.engine.profile.numbers import merge_numbers, number_state, quantile, runs
from gotgan.terms.errors import Invalid
from gotgan.terms.profile import ColumnProfile, TableProfile

EXACT = (
    "name", "type", "count", "nulls", "blanks", "sentinels", "distinct", "min", "max", "zeros",
    "negatives", "length", "replacement_characters", "outlier_share", "semantic_type", "semantic_types", "unit",
    "scripts", "lexical_types", "mixed_type_rate", "code_list", "text_use",
)  # fmt: skip
OF_TABLE = (
    "rows", "duplicate_rows", "duplicate_row_rate", "header_hash", "examined", "keys", "dependencies",
    "time_coverage", "spatial_extent", "ai_use",
)  # fmt: skip
CELL = st.sampled_from([None, "", " ", "1", "2", "2.5", "-", "9999", "2024-01-05", "가", "나다", "true"])
ROWS = st.lists(st.tuples(CELL, st.integers(-5, 5).map(str)), max_size=12)


def state_of(folder: Path, rows: list[tuple[str | None, str]]) -> TableState:
    table = {"ㄱ": [row[0] for row in rows], "ㄴ": [row[1] for row in rows]}
    return partial(write_text(folder, table), facts_of(list(table)))


def check_same(merged: TableProfile, whole: TableProfile) -> None:
    for key in OF_TABLE:
        assert getattr(merged, key) == getattr(whole, key), key
    for left, right in zip(merged.columns, whole.columns, strict=True):
        check_same_column(left, right)


def check_same_column(left: ColumnProfile, right: ColumnProfile) -> None:
    for key in EXACT:
        assert getattr(left, key) == getattr(right, key), f"{key} of {left.name}"
    assert left.top is not None
    assert right.top is not None
    assert left.top == right.top[: len(left.top)]
    for key in ("mean", "stddev", "entropy"):
        wanted = getattr(right, key)
        assert getattr(left, key) == (wanted if wanted is None else pytest.approx(wanted, rel=1e-9, abs=1e-12))
    if right.histogram is not None:
        assert left.histogram is not None
        assert sum(bin_.count for bin_ in left.histogram) == sum(bin_.count for bin_ in right.histogram)


@settings(max_examples=25, deadline=None)
@given(ROWS, ROWS, ROWS)
def test_merge_parts_equal_whole_and_associate(
    a: list[tuple[str | None, str]], b: list[tuple[str | None, str]], c: list[tuple[str | None, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        parts = [state_of(Path(folder), rows) for rows in (a, b, c)]
        whole = finish(state_of(Path(folder), a + b + c))
    left = merge(merge(parts[0], parts[1]), parts[2])
    right = merge(parts[0], merge(parts[1], parts[2]))
    check_same(finish(left), whole)
    check_same(finish(right), finish(left))


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_state_json_round_trip(rows: list[tuple[str | None, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        state = state_of(Path(folder), rows)
    document = json.loads(json.dumps(state.to_json(), allow_nan=False))
    assert TableState.from_json(document).to_json() == state.to_json()
    assert finish(TableState.from_json(document)) == finish(state)


def test_merge_row_ranges_within_bounds(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    rows = 60_000
    columns = {
        "번호": pa.array(rng.permutation(rows)),
        "값": pa.array(rng.lognormal(size=rows), mask=rng.random(rows) < 0.1),
        "이름": pa.array([f"이름{k}" for k in rng.zipf(1.5, rows) % 40_000]),
    }
    target = tmp_path / "t.parquet"
    pq.write_table(pa.table(columns), target, row_group_size=7_000)
    facts = facts_of(list(columns), typed=True)
    cuts = [0, 1, 9_000, 31_000, 31_001, rows]
    state = partial(target, facts, rows=(cuts[0], cuts[1]))
    for first, end in pairwise(cuts[1:]):
        state = merge(state, partial(target, facts, rows=(first, end)))
    merged, whole = finish(state), finish(partial(target, facts))
    assert merged.duplicate_rows == whole.duplicate_rows
    assert merged.examined == whole.examined
    assert merged.dependencies == whole.dependencies
    for left, right in zip(merged.columns, whole.columns, strict=True):
        assert (left.count, left.min, left.max) == (right.count, right.min, right.max)
        assert left.distinct == pytest.approx(right.distinct, rel=5 * 0.0313)
        assert left.top is not None
        counts = {item.value: item.count for item in right.top or ()}
        assert all(counts[item.value] == item.count for item in left.top)
    ordered = np.sort(columns["값"].drop_null().to_numpy()).tolist()
    assert merged.columns[1].quantiles is not None
    check_quantiles(merged.columns[1].quantiles, ordered, allowed=0.005)


def test_quantile_long_chain_of_merges() -> None:
    rng = np.random.default_rng(5)
    parts = [np.sort(rng.normal(place % 7, 1, 3_000)) for place in range(60)]
    state = None
    for part in parts:
        state = merge_numbers(state, number_state(*runs(part)))
    assert state is not None
    assert state.rank_slack / state.count <= 0.03
    ordered = np.sort(np.concatenate(parts))
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        rank = np.searchsorted(ordered, quantile(state, share)) / ordered.size
        assert abs(rank - share) <= state.rank_slack / state.count


def test_merge_other_columns_or_hashes_refused(tmp_path: Path) -> None:
    state = state_of(tmp_path, [("1", "2")])
    other = partial(write_text(tmp_path, {"다른": ["1"]}, "o.parquet"), facts_of(["다른"]))
    with pytest.raises(Invalid, match="columns"):
        merge(state, other)
    with pytest.raises(Invalid, match="hashed by"):
        merge(state, replace(state, hashes="elsewhere"))
