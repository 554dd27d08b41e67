"""One table, three engines: DuckDB, Spark and a database give the same document, key by key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.engine.profile_compare import differing
from tests.engine.push_tables import rows
from tests.engine.spark_session import spark
from tests.engine.sql_servers import PASSWORD, VARIABLE
from tests.engine.test_push_compare import source

from gotgan.engine.profile import profile_parquet
from gotgan.engine.profile import spark as on_spark
from gotgan.engine.profile.pushdown.table import finish_table, measure_table
from gotgan.engine.sources.sql.source import SqlSource
from gotgan.terms.finding import Finding
from gotgan.terms.profile import TableProfile

__all__ = ["source", "spark"]
FINDINGS = (Finding("때", "birth_date", 1, 1.0, 1.0, "value"),)


@pytest.fixture(scope="module")
def measured(
    source: SqlSource, spark: Any, tmp_path_factory: pytest.TempPathFactory
) -> tuple[TableProfile, TableProfile, TableProfile]:
    """By DuckDB, by Spark, and by the database with what its streamed rows add."""
    parquet = tmp_path_factory.mktemp("stream") / "t.parquet"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, PASSWORD)
        with source.session() as session:
            (table,) = (table for table in source.tables(session) if table.name == "같은표")
            pushed = measure_table(session, source.guard, table, parquet, source.sampling)
    return (
        profile_parquet(parquet, pushed.facts, findings=FINDINGS),
        on_spark.profile_parquet(spark, parquet, pushed.facts, findings=FINDINGS),
        finish_table(pushed, FINDINGS),
    )


def test_three_engines_give_one_document(measured: tuple[TableProfile, ...]) -> None:
    embedded, on_cluster, pushed = (profile.to_json() for profile in measured)
    assert not differing(on_cluster, embedded)
    assert not differing(pushed, embedded)


def test_the_document_says_what_is_in_the_table(measured: tuple[TableProfile, ...]) -> None:
    """So that three engines cannot be silent together."""
    embedded = measured[0]
    by_name = {column.name: column for column in embedded.columns}
    assert embedded.rows == len(rows())
    assert by_name["이름"].replacement_characters == sum("\ufffd" in (row[1] or "") for row in rows())
    assert by_name["이름"].scripts
    assert by_name["이름"].mixed_type_rate is not None
    assert by_name["값"].outlier_share is not None
    assert by_name["때"].min is None
    assert by_name["때"].entropy is not None
    assert embedded.keys
    assert embedded.keys[0].columns == ("코드",)
    assert embedded.time_coverage
    assert embedded.examined
    assert (embedded.examined.rows, embedded.examined.of) == (len(rows()), len(rows()))


def test_push_down_alone_is_the_first_tier(source: SqlSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What only values can tell is of a sample where the table is longer than one."""
    from dataclasses import replace

    monkeypatch.setenv(VARIABLE, PASSWORD)
    with source.session() as session:
        (table,) = (table for table in source.tables(session) if table.name == "같은표")
        few = replace(source.sampling, rows=200)
        pushed = measure_table(session, source.guard, table, tmp_path / "t.parquet", few)
    profile = finish_table(pushed, ())
    assert profile.rows == len(rows())
    assert profile.sample
    assert "examined" in profile.sample.metrics
    assert profile.examined
    assert profile.examined.rows < profile.examined.of == len(rows())
    assert not any(key.verified for key in profile.keys or ())
    assert profile.duplicate_row_rate is None
    assert profile.time_coverage
    assert not profile.time_coverage.gaps_are_exact
