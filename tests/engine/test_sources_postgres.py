"""PostgreSQL as a source, on a real server."""

from __future__ import annotations

import datetime
from dataclasses import replace
from datetime import UTC
from datetime import datetime as moment
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from tests.engine.sql_servers import PASSWORD, VARIABLE, Server, cutting_proxy

from gotgan.engine.sources.sql.guard import OutsideWindow
from gotgan.engine.sources.sql.model import Broken, TableLocked
from gotgan.engine.sources.sql.source import open_database
from gotgan.terms.errors import GotganError, Invalid, NotAllowed, NotFound, Unavailable
from gotgan.terms.record import ListingEnd, SourceRecord

OPTIONS = {"credential": f"env:{VARIABLE}"}

CITIZENS = """
CREATE TABLE sido."시민 명부" (
  "코드" char(5) PRIMARY KEY, "이름" text NOT NULL, "금액" numeric(12,2), "비율" numeric, "점수" float8,
  "나이" int2, "동의" bool, "생일" date, "접수" timestamptz, "시각" time, "사진" bytea, "기타" jsonb)
"""


@pytest.fixture(scope="module")
def server(postgres: Server) -> Server:
    postgres.run(
        "CREATE SCHEMA sido", "GRANT USAGE ON SCHEMA sido TO reader",
        CITIZENS, "COMMENT ON TABLE sido.\"시민 명부\" IS '시민 명부\n2024년'",
        "COMMENT ON COLUMN sido.\"시민 명부\".\"코드\" IS '법정동 코드'",
        """INSERT INTO sido."시민 명부" VALUES
        ('00123', '홍길동', 1234567890.10, 0.1000000000000000000001, 'NaN', 7, true, '1999-12-31',
         '2024-01-01 09:00:00+09', '23:59:59.5', '\\x00ff', '{"a": 1}'),
        ('00007', '', -0.05, 12345678901234, 'Infinity', -1, false, 'infinity', NULL, '24:00', NULL, NULL),
        ('99999', ' ', NULL, NULL, 0.1, NULL, NULL, '0044-03-15 BC', NULL, NULL, '\\x', NULL)""",
        'CREATE VIEW sido.v AS SELECT "이름" FROM sido."시민 명부"',
        "CREATE TABLE sido.longer AS SELECT g AS id, repeat('가', 300) AS t FROM generate_series(1, 20000) g",
        "CREATE TABLE sido.secret (x int)", "CREATE TABLE sido.empty (x int)", "REVOKE ALL ON sido.secret FROM reader",
        "GRANT SELECT ON sido.\"시민 명부\", sido.v, sido.longer, sido.empty TO reader", "ANALYZE",
    )  # fmt: skip
    return postgres


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, PASSWORD)


def records(server: Server, cursor: str | None = None) -> list[SourceRecord]:
    source = open_database(server.address, {**OPTIONS, "schema": "sido"})
    *found, end = source.records(cursor)
    assert isinstance(end, ListingEnd)
    assert end.complete
    return [record for record in found if isinstance(record, SourceRecord)]


def fetched(server: Server, table: str, target, **options: str):
    source = open_database(server.address, {**OPTIONS, **options})
    (record,) = (r for r in source.records() if isinstance(r, SourceRecord) and r.remote_id == table)
    source.fetch(record.files[0], target)
    return pq.read_table(target)


def test_records_are_tables_and_views_with_what_the_planner_knows(server: Server) -> None:
    found = {record.remote_id: record for record in records(server)}
    assert list(found) == ["sido.empty", "sido.longer", "sido.secret", "sido.v", "sido.시민 명부"]
    citizens = found["sido.시민 명부"]
    assert (citizens.title, citizens.description) == ("시민 명부", "시민 명부\n2024년")
    assert citizens.columns[:3] == ("코드", "이름", "금액")
    assert citizens.raw["columns"][0] == {
        "name": "코드", "type": "character(5)", "nullable": False, "comment": "법정동 코드",
    }  # fmt: skip
    assert (citizens.raw["estimated_rows"], citizens.raw["key"]) == (3, ["코드"])
    assert found["sido.v"].raw["kind"] == "view"
    assert found["sido.secret"].problem == "sido.secret: the account may not read it; GRANT SELECT on it"


def test_listing_goes_on_after_a_cursor(server: Server) -> None:
    assert [record.remote_id for record in records(server, "sido.longer")] == [
        "sido.secret",
        "sido.v",
        "sido.시민 명부",
    ]


def test_record_changes_when_rows_do(server: Server) -> None:
    server.run("CREATE TABLE sido.moving (x int)", "GRANT SELECT ON sido.moving TO reader")
    (before,) = (r for r in records(server) if r.remote_id == "sido.moving")
    server.run("INSERT INTO sido.moving VALUES (1)", "SELECT pg_stat_force_next_flush()", "SELECT 1")
    (after,) = (r for r in records(server) if r.remote_id == "sido.moving")
    server.run("DROP TABLE sido.moving")
    assert before.fingerprint != after.fingerprint


def test_fetch_keeps_every_value(server: Server, tmp_path) -> None:
    table = fetched(server, "sido.시민 명부", tmp_path / "t.parquet").to_pydict()
    assert table["코드"] == ["00123", "00007", "99999"]
    assert table["이름"] == ["홍길동", "", " "]
    assert table["금액"] == [Decimal("1234567890.10"), Decimal("-0.05"), None]
    assert table["비율"] == [Decimal("0.1000000000000000000001"), Decimal("12345678901234"), None]
    assert str(table["점수"]) == "[nan, inf, 0.1]"
    assert (table["나이"], table["동의"]) == ([7, -1, None], [True, False, None])
    assert table["생일"] == [datetime.date(1999, 12, 31), None, None]
    assert table["접수"] == [moment(2024, 1, 1, tzinfo=UTC), None, None]
    assert table["시각"] == [datetime.time(23, 59, 59, 500000), None, None]
    assert table["사진"] == ["2 bytes", None, "0 bytes"]
    assert table["기타"] == ['{"a": 1}', None, None]


def test_fetch_of_a_table_without_rows(server: Server, tmp_path) -> None:
    assert fetched(server, "sido.empty", tmp_path / "t.parquet").num_rows == 0


def test_wrong_password_is_not_repeated(server: Server, monkeypatch) -> None:
    monkeypatch.setenv(VARIABLE, "not-the-one")
    with pytest.raises(NotAllowed) as refused:
        records(server)
    assert "refused the login" in str(refused.value)
    assert "option credential" in str(refused.value)
    assert "not-the-one" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_nobody_answers(server: Server) -> None:
    with pytest.raises(Unavailable, match="no server answers"):
        list(open_database("postgresql://reader@127.0.0.1:1/sido", OPTIONS).records())


def test_line_that_breaks_leaves_nothing_and_can_be_run_again(server: Server, tmp_path) -> None:
    target = tmp_path / "t.parquet"
    with cutting_proxy(server.port, after_bytes=400_000) as port:
        broken = Server(server.scheme, port, server.log, server.socket_folder)
        with pytest.raises(Broken, match=r"sido.longer: the connection broke after [0-9,]+ rows; run it again"):
            fetched(broken, "sido.longer", target)
    assert not list(tmp_path.iterdir())
    assert fetched(server, "sido.longer", target).num_rows == 20_000


def test_session_that_the_owner_ends(server: Server) -> None:
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gotgan'"
    with open_database(server.address, OPTIONS).session() as session:
        rows = session.stream("SELECT id::text, t FROM sido.longer", "sido.longer")
        assert len(next(rows)) == 100
        server.run(end)
        with pytest.raises(Broken, match=r"sido.longer: the connection broke after 100 rows"):
            list(rows)


def test_parts_of_a_table_are_one(server: Server, tmp_path) -> None:
    server.run("CREATE TABLE sido.parted (x int) PARTITION BY RANGE (x)",
               "CREATE TABLE sido.parted_1 PARTITION OF sido.parted FOR VALUES FROM (0) TO (10)",
               "CREATE TABLE sido.parted_2 PARTITION OF sido.parted FOR VALUES FROM (10) TO (20)",
               "INSERT INTO sido.parted SELECT * FROM generate_series(0, 19)",
               "GRANT SELECT ON sido.parted TO reader")  # fmt: skip
    try:
        assert [r.remote_id for r in records(server) if "parted" in r.remote_id] == ["sido.parted"]
        assert fetched(server, "sido.parted", tmp_path / "t.parquet").num_rows == 20
    finally:
        server.run("DROP TABLE sido.parted")


def test_locked_table_is_told_and_others_go_on(server: Server, tmp_path) -> None:
    holder = server.admin()
    try:
        holder.autocommit = False
        holder.execute("LOCK TABLE sido.longer IN ACCESS EXCLUSIVE MODE")
        assert len(records(server)) == 5
        with pytest.raises(TableLocked, match=r"sido.longer: another session has locked it for over 1 s"):
            fetched(server, "sido.longer", tmp_path / "t.parquet", lock_timeout="1")
        assert fetched(server, "sido.v", tmp_path / "v.parquet", lock_timeout="1").num_rows == 3
    finally:
        holder.close()


def test_no_lock_outlives_a_statement(server: Server) -> None:
    """A lock that was still held would end the owner's ALTER TABLE after two seconds."""
    source = open_database(server.address, OPTIONS)
    with source.session() as session:
        assert sum(len(rows) for rows in session.stream("SELECT id::text FROM sido.longer", "here")) == 20_000
        server.run("SET lock_timeout = '2s'", "ALTER TABLE sido.longer ADD COLUMN passing int",
                   "ALTER TABLE sido.longer DROP COLUMN passing")  # fmt: skip


def test_session_writes_nothing(server: Server) -> None:
    source = open_database(server.address, OPTIONS)
    with source.session() as session, pytest.raises(GotganError, match="25006"):
        session.rows("CREATE TABLE sido.mine (x int)", "here")


def test_table_above_the_cap_is_not_fetched(server: Server, tmp_path) -> None:
    with pytest.raises(NotAllowed, match=r"sido.longer: about 20,000 rows, above the cap of 19,999; raise"):
        fetched(server, "sido.longer", tmp_path / "t.parquet", row_cap="19999")
    assert not list(tmp_path.iterdir())


def test_outside_the_window_nothing_is_asked(server: Server) -> None:
    lines = server.said().count("connection")
    noon = lambda: moment(2024, 1, 1, 12, 0)  # noqa: E731
    source = open_database(server.address, {**OPTIONS, "window": "20:00-06:00"}, clock=noon)
    with pytest.raises(OutsideWindow, match="may be read between 20:00-06:00 only, and it is 12:00"):
        list(source.records())
    assert server.said().count("connection") == lines


def test_one_connection_at_a_time(server: Server) -> None:
    source = open_database(server.address, OPTIONS)
    with source.session(), pytest.raises(Unavailable, match="over one connection already"), source.session():
        pass


def test_table_that_has_gone(server: Server, tmp_path) -> None:
    source = open_database(server.address, OPTIONS)
    record = records(server)[0]
    with pytest.raises(NotFound, match=r"sido.none: has gone"):
        source.fetch(replace(record.files[0], location="sido.none"), tmp_path / "t.parquet")


def test_password_in_the_address_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        open_database("postgresql://reader:hush@127.0.0.1/sido", {})
    assert "hush" not in str(refused.value)
