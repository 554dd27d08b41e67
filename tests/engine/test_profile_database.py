"""The kept database: lent to one caller at a time, clean again, closed where it broke."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gotgan.engine.profile.database import KEPT_BYTES, borrow_database
from gotgan.engine.profile.relation import open_relation


@pytest.fixture
def parquet(tmp_path):
    target = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": [1, 2, 3]}), target)
    return target


def test_short_files_share_one_database_and_long_ones_do_not():
    with borrow_database(1) as first:
        pass
    with borrow_database(KEPT_BYTES) as second, borrow_database(KEPT_BYTES + 1) as long:
        assert second is first
        assert long is not first


def test_two_callers_at_once_have_a_database_each():
    with borrow_database(1) as first, borrow_database(1) as second:
        assert first is not second


def test_another_memory_limit_opens_another_database(monkeypatch):
    with borrow_database(1) as first:
        pass
    monkeypatch.setenv("GOTGAN_MEMORY", "300MB")
    with borrow_database(1) as second:
        assert second is not first
        assert second.root.sql("SELECT current_setting('memory_limit')").fetchall()[0][0].startswith("286")


def test_what_a_caller_makes_is_gone_for_the_next(parquet):
    with open_relation(parquet) as relation:
        relation.connection.execute("CREATE TEMP TABLE g AS SELECT 1")
    with open_relation(parquet) as relation, pytest.raises(duckdb.CatalogException):
        relation.connection.execute("SELECT * FROM g")


def test_after_an_error_nobody_is_lent_the_same_database(parquet):
    with pytest.raises(duckdb.Error), borrow_database(1) as first:
        first.root.execute("SELECT * FROM nowhere")
    with borrow_database(1) as second:
        assert second is not first


def test_a_file_written_anew_is_read_anew(parquet):
    with open_relation(parquet) as relation:
        assert relation.connection.sql(f"SELECT sum(c0) FROM {relation.source}").fetchall() == [(6,)]
    pq.write_table(pa.table({"a": [4, 2, 3]}), parquet)
    with open_relation(parquet) as relation:
        assert relation.connection.sql(f"SELECT sum(c0) FROM {relation.source}").fetchall() == [(9,)]
