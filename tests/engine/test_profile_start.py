"""What a profile leaves alone: a small table costs as much as what is started for it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.profile_tables import facts_of, write_text

from gotgan.engine.profile import TableState, finish, merge, partial, profile_parquet, stream
from gotgan.engine.profile.columns import values_of
from gotgan.engine.profile.database import borrow_database, parsed
from gotgan.engine.profile.sample.state import Choice
from gotgan.terms.plain import as_plain

CELLS = {"이름": ["가-1", "나-22", None, "가-1"], "수": ["1", "2", "3", "4"]}
NUMBERS = {"int32": np.int32, "int64": np.int64, "uint64": np.uint64, "double": np.float64}


def test_the_first_tiers_start_no_kernels_and_no_close_look(tmp_path: Path) -> None:
    parquet = write_text(tmp_path, CELLS)
    code = f"""
import sys
from pathlib import Path
from gotgan.engine.profile import TableFacts, profile_parquet
from gotgan.engine.tables import ColumnName
columns = (ColumnName("이름", "이름", 1), ColumnName("수", "수", 2))
facts = TableFacts("t.csv", "csv", "utf-8", ",", 1, 0, columns, False)
profile_parquet(Path({str(parquet)!r}), facts, choice=None)
unwanted = {{"pandas", "pyarrow.compute", "polars", "gotgan.engine.profile.sample.examine"}}
print(sorted(unwanted & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]"]


def test_without_the_third_tier_all_else_is_the_same(tmp_path: Path) -> None:
    parquet, facts = write_text(tmp_path, CELLS), facts_of(list(CELLS))
    first, whole = profile_parquet(parquet, facts, choice=None), profile_parquet(parquet, facts)
    assert [column.patterns for column in first.columns] == [None, None]
    assert all(column.patterns for column in whole.columns)
    for name in ("type", "count", "distinct", "top", "length", "mean", "stddev", "quantiles", "histogram", "entropy"):
        assert [getattr(c, name) for c in first.columns] == [getattr(c, name) for c in whole.columns], name
    assert (first.rows, first.duplicate_rows) == (whole.rows, whole.duplicate_rows)


def test_a_part_without_the_third_tier_gives_a_whole_without_it(tmp_path: Path) -> None:
    parquet, facts = write_text(tmp_path, CELLS), facts_of(list(CELLS))
    looked = partial(parquet, facts, rows=(0, 2))
    alone = partial(parquet, facts, rows=(2, 4), choice=None)
    assert (looked.tier, alone.tier) == (3, 2)
    for state in (merge(looked, alone), merge(alone, looked)):
        assert TableState.from_json(state.to_json()).tier == 2
        assert [column.patterns for column in finish(state).columns] == [None, None]
        assert finish(state).duplicate_rows == 0
        assert [column.distinct for column in finish(state).columns] == [2, 4]
    assert merge(looked, looked).tier == 3


@given(st.lists(st.one_of(st.none(), st.integers(0, 2**31 - 1)), max_size=40), st.integers(0, 20), st.integers(0, 40))
def test_values_of_are_those_that_are_not_null(cells: list[int | None], first: int, size: int) -> None:
    for name, dtype in NUMBERS.items():
        part = pa.array(cells, pa.type_for_alias(name)).slice(first, size)
        found = values_of(part)
        assert found.dtype == dtype
        assert found.tolist() == [cell for cell in part.to_pylist() if cell is not None]


def test_choice_of_no_rows_is_still_the_third_tier(tmp_path: Path) -> None:
    state = partial(write_text(tmp_path, CELLS), facts_of(list(CELLS)), choice=Choice(rows=1))
    assert state.tier == 3
    assert state.sample
    assert state.sample.size == 1


@pytest.mark.parametrize("given_threads", ["3", None])
def test_who_set_threads_of_blas_keeps_them(given_threads: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if given_threads:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", given_threads)
    code = "import os, gotgan.engine, sys; print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [given_threads or "1", "False"]


@pytest.mark.parametrize(("digits", "type_"), [(300, "integer"), (301, "text")])
@pytest.mark.parametrize("sign", ["", "-"])
def test_an_integer_has_at_most_300_digits(digits: int, type_: str, sign: str, tmp_path: Path) -> None:
    table = {"수": [sign + "9" * digits, "5"]}
    (column,) = profile_parquet(write_text(tmp_path, table), facts_of(["수"])).columns
    assert column.type == type_


def test_a_statement_is_parsed_once_for_all_connections() -> None:
    sql = "SELECT max(f) FROM g HAVING count(*) > 0"
    with borrow_database(1) as one, borrow_database(1) as other:
        for database, value in ((one, 3), (other, 4), (one, 5)):
            connection = database.root.cursor()
            connection.execute(f"CREATE TEMP TABLE g AS SELECT {value} AS f")
            statement = parsed(connection, sql)
            assert connection.execute(statement).fetchall() == [(value,)]
            assert parsed(connection, sql) is statement
            connection.close()


def test_a_profile_as_plain_is_the_one_of_the_standard_library(tmp_path: Path) -> None:
    profile = profile_parquet(write_text(tmp_path, CELLS), facts_of(list(CELLS)))
    wanted = asdict(profile)
    assert profile.to_json() == {key: value for key, value in wanted.items() if key != "sample" or value}
    with pytest.raises(TypeError, match="object"):
        as_plain(object())


def test_hashes_of_a_long_table_come_alone_and_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "t.parquet"
    pq.write_table(pa.table({"수": [1, 1, None, 2], "글": ["가", "가", "나", "다"]}), target)
    facts = facts_of(["수", "글"], typed=True)
    together = partial(target, facts)
    monkeypatch.setattr(stream, "TOGETHER_ROWS", 3)
    alone = partial(target, facts)
    assert together.to_json() == alone.to_json()
    assert alone.duplicates == 1
