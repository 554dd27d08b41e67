"""SQLite files as databases in use."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from gotgan.engine.sources import open_source
from gotgan.engine.sources.sql.model import StatementTooLong, TableLocked
from gotgan.engine.sources.sql.source import SqlSource, open_database
from gotgan.terms.errors import GotganError, Invalid, NotFound
from gotgan.terms.record import ListingEnd, SourceRecord

CITIZENS = '"시민 ""명부"""'
HUNDRED = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 100)"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "시민 db.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            '''CREATE TABLE "시민 ""명부""" ("코드" TEXT PRIMARY KEY, "이름", "수" INTEGER, "값" REAL,
              "섞임", "사진" BLOB);
            INSERT INTO "시민 ""명부""" VALUES ('00123', '홍길동', 7, 1.5, 3, x'00ff'),
              ('00007', '', NULL, 9e999, 'x', NULL),
              ('00009', ' ', -9223372036854775808, 2, 1.5, x'');
            CREATE TABLE keyed (a TEXT PRIMARY KEY, b) WITHOUT ROWID;
            CREATE VIEW v AS SELECT "이름" FROM "시민 ""명부""";'''
        )
        connection.execute(f"CREATE TABLE counted AS {HUNDRED} SELECT x FROM c")
        connection.execute("ANALYZE")
    return path


def opened(file: Path, **options: str) -> SqlSource:
    return open_database(f"sqlite:///{file}", options)


def records(source: SqlSource) -> dict[str, SourceRecord]:
    *found, end = source.records()
    assert isinstance(end, ListingEnd)
    return {record.remote_id: record for record in found if isinstance(record, SourceRecord)}


def test_records_are_tables_and_views(file: Path) -> None:
    found = records(opened(file))
    assert list(found) == [CITIZENS, "counted", "keyed", "v"]
    assert found[CITIZENS].columns == ("코드", "이름", "수", "값", "섞임", "사진")
    assert (found["counted"].raw["estimated_rows"], found["keyed"].raw["key"]) == (100, ["a"])
    assert found["v"].raw["kind"] == "view"


def test_view_of_a_table_that_has_gone_spoils_no_other(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute('CREATE VIEW "옛 \'표" AS SELECT a FROM gone')
    found = records(opened(file))
    assert found["옛 '표"].problem.startswith("옛 '표: its definition names what is not there")
    assert (found["옛 '표"].files, found["keyed"].problem, found["keyed"].columns) == ((), "", ("a", "b"))
    assert found[CITIZENS].columns == ("코드", "이름", "수", "값", "섞임", "사진")


def test_fetch_keeps_every_value(file: Path, tmp_path: Path) -> None:
    source = opened(file)
    source.fetch(records(source)[CITIZENS].files[0], tmp_path / "t.parquet")
    table = pq.read_table(tmp_path / "t.parquet").to_pydict()
    assert table == {
        "코드": ["00123", "00007", "00009"], "이름": ["홍길동", "", " "], "수": [7, None, -(2**63)],
        "값": [1.5, float("inf"), 2.0], "섞임": ["3", "x", "1.5"], "사진": ["2 bytes", None, "0 bytes"],
    }  # fmt: skip


def test_a_location_alone_says_that_it_is_a_database(file: Path) -> None:
    assert open_source(None, f"sqlite:///{file}").kind == "sql"


def test_record_changes_when_the_file_does(file: Path) -> None:
    before = records(opened(file))["counted"].fingerprint
    with sqlite3.connect(file) as connection:
        connection.execute("INSERT INTO counted VALUES (101)")
    assert records(opened(file))["counted"].fingerprint != before


def test_rows_in_the_log_beside_are_read(file: Path, tmp_path: Path) -> None:
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("INSERT INTO counted VALUES (101)")
    source = opened(file)
    source.fetch(records(source)["counted"].files[0], tmp_path / "t.parquet")
    writer.close()
    assert pq.read_table(tmp_path / "t.parquet").num_rows == 101


def test_locked_file_is_told(file: Path) -> None:
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(TableLocked, match="another program has locked the file for over 1 s"):
        records(opened(file, lock_timeout="1"))
    holder.close()


def test_session_writes_nothing(file: Path) -> None:
    before = file.read_bytes()
    with opened(file).session() as session, pytest.raises(GotganError, match="SQLITE_READONLY"):
        session.rows("DELETE FROM counted", "here")
    assert file.read_bytes() == before


def test_statement_that_takes_too_long_is_stopped(file: Path) -> None:
    join = ", ".join(f"counted c{number}" for number in range(8))
    with opened(file, statement_timeout="1").session() as session:
        with pytest.raises(StatementTooLong, match="here: a statement took over 1 s"):
            session.rows(f"SELECT sum(c0.x * c7.x) FROM {join}", "here")
        assert session.rows("SELECT count(*) FROM counted", "here") == [(100,)]


def test_estimate_without_statistics_is_an_upper_bound(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE sqlite_stat1")
    with opened(file).session() as session:
        estimates = {table.name: session.estimate(table) for table in session.tables("")}
    assert (estimates["counted"], estimates['시민 "명부"']) == (100, 3)
    assert estimates["v"] == estimates["keyed"] == file.stat().st_size // 4


def test_wrong_files_and_addresses(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"no database at all, but long enough to be looked at" * 100)
    with pytest.raises(Invalid, match="is no SQLite database"):
        records(opened(tmp_path / "x.db"))
    with pytest.raises(NotFound, match="there is no such file"):
        records(opened(tmp_path / "none.db"))
    with pytest.raises(Invalid, match="names no file"):
        open_database("sqlite://host", {})
