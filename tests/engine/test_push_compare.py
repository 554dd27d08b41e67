"""One table measured by DuckDB, PostgreSQL, MariaDB and SQLite: every exact metric is the same."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from tests.engine import push_tables
from tests.engine.push_tables import same
from tests.engine.sql_servers import PASSWORD, VARIABLE, Server

from gotgan.engine.profile import finish, profile_parquet
from gotgan.engine.profile.pushdown.measure import facts_of, push_down
from gotgan.engine.sources.sql.source import SqlSource, open_database
from gotgan.engine.sources.sql.stream import stream_table
from gotgan.engine.tables.names import column_names
from gotgan.terms.profile import TableProfile

EXACT = ("name", "original_name", "position", "type", "count", "nulls", "blanks", "sentinels", "min", "max", "zeros",
         "negatives", "length")  # fmt: skip
NULL = ("distinct", "distinct_error", "quantiles", "top", "histogram", "patterns")


@pytest.fixture(scope="module", params=["postgresql", "mariadb", "sqlite"])
def source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SqlSource:
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("db") / "t.db"
        with sqlite3.connect(file) as connection:
            connection.execute(push_tables.create("같은표", push_tables.LITE, '"'))
            connection.executemany(push_tables.insert("같은표", "?"), push_tables.rows())
        return open_database(f"sqlite:///{file}", {})
    server: Server = request.getfixturevalue("postgres" if request.param == "postgresql" else "mariadb")
    kinds, quote = (push_tables.PG, '"') if request.param == "postgresql" else (push_tables.MY, "`")
    connection = server.admin()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS 같은표")
        cursor.execute(push_tables.create("같은표", kinds, quote))
        cursor.executemany(push_tables.insert("같은표", "%s"), push_tables.rows())
        if request.param == "postgresql":
            cursor.execute("GRANT SELECT ON 같은표 TO reader")
    connection.close()
    return open_database(server.address, {"credential": f"env:{VARIABLE}"})


@pytest.fixture(scope="module")
def measured(source: SqlSource, tmp_path_factory: pytest.TempPathFactory) -> tuple[TableProfile, TableProfile]:
    """(pushed down, by DuckDB from the rows as streamed)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, PASSWORD)
        with source.session() as session:
            (table,) = (table for table in source.tables(session) if table.name == "같은표")
            table = session.typed(table, [session.from_clause(table)])
            pushed = finish(push_down(session, table))
            target = tmp_path_factory.mktemp("stream") / "t.parquet"
            stream_table(session, table, [session.from_clause(table)], target)
            names = column_names([column.name for column in table.columns])
            return pushed, profile_parquet(target, facts_of(session, table, names))


@pytest.mark.parametrize("position", range(len(push_tables.COLUMNS)), ids=push_tables.COLUMNS)
def test_pushed_column_equals_that_of_duckdb(measured: tuple[TableProfile, TableProfile], position: int) -> None:
    pushed, embedded = (profile.columns[position] for profile in measured)
    for key in EXACT:
        assert getattr(pushed, key) == getattr(embedded, key), key
    assert same(pushed.mean, embedded.mean, 1e-9), "mean"
    assert same(pushed.stddev, embedded.stddev, 1e-6), "stddev"


def test_what_push_down_cannot_say_is_null(measured: tuple[TableProfile, TableProfile]) -> None:
    pushed, embedded = measured
    assert (pushed.rows, pushed.path, pushed.format) == (embedded.rows, embedded.path, embedded.format)
    assert pushed.rows == len(push_tables.rows())
    assert pushed.duplicate_rows is None
    assert {getattr(column, key) for column in pushed.columns for key in NULL} == {None}
    assert not any(column.distinct_is_exact for column in pushed.columns)


def test_decoding_gone_wrong_is_told(measured: tuple[TableProfile, TableProfile]) -> None:
    count = sum("\ufffd" in (row[1] or "") for row in push_tables.rows())
    assert f"이름: {count} values hold U+FFFD, the sign of text that was decoded wrongly" in measured[0].warnings


def test_engines_agree_with_python(measured: tuple[TableProfile, TableProfile]) -> None:
    """So that both cannot be wrong together."""
    columns: dict[str, Any] = {column.name: column for column in measured[0].columns}
    rows = push_tables.rows()
    words = [row[3] for row in rows]
    assert (columns["큰 수"].min, columns["큰 수"].max) == (min(words), max(words))
    assert columns["큰 수"].mean == pytest.approx(sum(words) / len(words), rel=1e-15)
    numbers = [row[2] for row in rows if row[2] is not None]
    assert (columns["수"].zeros, columns["수"].negatives) == (numbers.count(0), sum(n < 0 for n in numbers))
    assert {item.value: item.count for item in columns["수"].sentinels} == {
        9999: numbers.count(9999), -999: numbers.count(-999),
    }  # fmt: skip
    names = [row[1] for row in rows if row[1] is not None]
    assert columns["이름"].blanks == sum(not name.strip() for name in names)
    assert {item.value: item.count for item in columns["이름"].sentinels} == {
        word: names.count(word) for word in ("-", "해당없음", "N/A", "null", "Null")
    }  # fmt: skip
    filled = [name for name in names if name.strip()]
    assert (columns["이름"].min, columns["이름"].max) == (min(filled), max(filled))
