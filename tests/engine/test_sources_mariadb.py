"""MariaDB as a source, on a real server."""

from __future__ import annotations

import datetime
from datetime import UTC
from datetime import datetime as moment
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.sql_servers import PASSWORD, VARIABLE, Server, cutting_proxy

from gotgan.engine.sources.sql.model import Broken, TableLocked
from gotgan.engine.sources.sql.source import open_database
from gotgan.terms.errors import GotganError, NotAllowed, Unavailable
from gotgan.terms.record import ListingEnd, SourceRecord

OPTIONS = {"credential": f"env:{VARIABLE}"}


@pytest.fixture(scope="module")
def server(mariadb: Server) -> Server:
    mariadb.run(
        "SET SESSION sql_mode = '', time_zone = '+00:00'",
        """CREATE TABLE `시민 ``명부` (`코드` char(5) PRIMARY KEY COMMENT '법정동 코드', `이름` text,
           `금액` decimal(12,2), `비율` decimal(60,30),
           `점수` double, `작은` float, `큰` bigint unsigned, `동의` tinyint(1), `생일` date,
           `접수` timestamp NULL, `때` datetime(6), `시각` time, `사진` longblob, `한 비트` bit(1))
           COMMENT '시민 명부'""",
        """INSERT INTO `시민 ``명부` VALUES
        ('00123', '홍길동', 1234567890.10, 0.100000000000000000000000000001, 1e300, 0.1, 18446744073709551615, 1,
         '1999-12-31', '2024-01-01 00:00:00', '2024-01-01 00:00:00.000001', '23:59:59', x'00ff', b'1'),
        ('00007', '', -0.05, 12345678, 0.1, NULL, 0, 0, '0000-00-00', NULL, '0000-00-00 00:00:00', '-100:00:00', NULL,
         NULL), ('99999', ' ', NULL, NULL, NULL, NULL, NULL, NULL, '2024-00-10', NULL, NULL, NULL, '', NULL)""",
        "CREATE VIEW v AS SELECT `이름` FROM `시민 ``명부`",
        "CREATE TABLE longer (id int PRIMARY KEY, t text) SELECT seq AS id, repeat('가', 300) AS t FROM seq_1_to_20000",
        "CREATE TABLE aside (x int)", "ANALYZE TABLE longer",
    )  # fmt: skip
    return mariadb


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, PASSWORD)


def records(server: Server, **options: str) -> dict[str, SourceRecord]:
    *found, end = open_database(server.address, {**OPTIONS, **options}).records()
    assert isinstance(end, ListingEnd)
    return {record.remote_id: record for record in found if isinstance(record, SourceRecord)}


def fetched(server: Server, table: str, target: Path, **options: str) -> pa.Table:
    source = open_database(server.address, {**OPTIONS, **options})
    source.fetch(records(server)[table].files[0], target)
    return pq.read_table(target)


def test_records_are_tables_and_views_with_what_the_planner_knows(server: Server) -> None:
    found = records(server)
    assert {"sido.longer", "sido.v", "sido.시민 `명부"} <= set(found)
    citizens = found["sido.시민 `명부"]
    assert (citizens.title, citizens.columns[0], citizens.raw["key"]) == ("시민 명부", "코드", ["코드"])
    assert citizens.raw["columns"][0] == {
        "name": "코드", "type": "char(5)", "nullable": False, "comment": "법정동 코드",
    }  # fmt: skip
    assert 15_000 < found["sido.longer"].raw["estimated_rows"] < 25_000
    assert found["sido.v"].raw["kind"] == "view"


def test_fetch_keeps_every_value(server: Server, tmp_path: Path) -> None:
    table = fetched(server, "sido.시민 `명부", tmp_path / "t.parquet").to_pydict()
    assert table["코드"] == ["00007", "00123", "99999"]
    assert table["이름"] == ["", "홍길동", " "]
    assert table["금액"] == [Decimal("-0.05"), Decimal("1234567890.10"), None]
    assert table["비율"] == [Decimal(12345678), Decimal("0.100000000000000000000000000001"), None]
    assert (table["점수"], table["작은"]) == ([0.1, 1e300, None], [None, 0.10000000149011612, None])
    assert (table["큰"], table["동의"]) == ([Decimal(0), Decimal(2**64 - 1), None], [0, 1, None])
    assert table["생일"] == [None, datetime.date(1999, 12, 31), None]
    assert table["접수"] == [None, moment(2024, 1, 1, tzinfo=UTC), None]
    assert table["때"] == [None, moment(2024, 1, 1, 0, 0, 0, 1), None]
    assert table["시각"] == [None, datetime.time(23, 59, 59), None]
    assert table["사진"] == [None, "2 bytes", "0 bytes"]
    assert table["한 비트"] == [None, "1 bytes", None]


def test_wrong_password_is_not_repeated(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "not-the-one")
    with pytest.raises(NotAllowed, match="refused the login") as refused:
        records(server)
    assert "not-the-one" not in str(refused.value)


def test_nobody_answers() -> None:
    with pytest.raises(Unavailable, match="no server answers"):
        list(open_database("mysql://reader@127.0.0.1:1/sido", OPTIONS).records())


def test_line_that_breaks_leaves_nothing_and_can_be_run_again(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "t.parquet"
    with cutting_proxy(server.port, after_bytes=400_000) as port:
        broken = Server(server.scheme, port, server.log, server.socket_folder)
        with pytest.raises(Broken, match=r"sido.longer: the connection broke after [0-9,]+ rows; run it again"):
            fetched(broken, "sido.longer", target)
    assert not list(tmp_path.iterdir())
    assert fetched(server, "sido.longer", target).num_rows == 20_000


def test_locked_table_is_told_and_others_go_on(server: Server, tmp_path: Path) -> None:
    holder = server.admin()
    try:
        with holder.cursor() as cursor:
            cursor.execute("LOCK TABLES longer WRITE")
        assert "sido.longer" in records(server)
        with pytest.raises(TableLocked, match=r"sido.longer: another session has locked it for over 1 s"):
            fetched(server, "sido.longer", tmp_path / "t.parquet", lock_timeout="1")
        assert fetched(server, "sido.v", tmp_path / "v.parquet", lock_timeout="1").num_rows == 3
    finally:
        holder.close()


def test_session_writes_nothing(server: Server) -> None:
    server.run("GRANT INSERT ON sido.aside TO reader@'127.0.0.1'")
    with open_database(server.address, OPTIONS).session() as session, pytest.raises(GotganError, match="error 1792"):
        session.rows("INSERT INTO aside VALUES (1)", "here")


def test_table_above_the_cap_is_not_fetched(server: Server, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed, match=r"sido.longer: about [0-9,]+ rows, above the cap of 9,999; raise"):
        fetched(server, "sido.longer", tmp_path / "t.parquet", row_cap="9999")


def test_estimate_of_a_view_is_that_of_its_plan(server: Server) -> None:
    with open_database(server.address, OPTIONS).session() as session:
        (view,) = (table for table in session.tables("") if table.name == "v")
        assert session.estimate(view) == 3
