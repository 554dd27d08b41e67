"""Push-down on what breaks naive SQL: no numbers, no dates, no blanks alike, very wide, very far apart."""

from __future__ import annotations

import math
import sqlite3
from pathlib import Path

import pytest
from tests.engine.sql_servers import PASSWORD, VARIABLE, Server

from gotgan.engine.profile import finish
from gotgan.engine.profile.merge import merge
from gotgan.engine.profile.pushdown.measure import push_down
from gotgan.engine.profile.state import TableState
from gotgan.engine.sources.sql.source import open_database
from gotgan.terms.profile import ColumnProfile, TableProfile

OPTIONS = {"credential": f"env:{VARIABLE}"}


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, PASSWORD)


def state_of(address: str, table: str) -> TableState:
    with open_database(address, OPTIONS if "reader" in address else {}).session() as session:
        (found,) = (each for each in session.tables("") if each.name == table)
        return push_down(session, session.typed(found, [session.from_clause(found)]))


def pushed(address: str, table: str) -> tuple[TableProfile, dict[str, ColumnProfile]]:
    profile = finish(state_of(address, table))
    return profile, {column.name: column for column in profile.columns}


def in_sqlite(folder: Path, *statements: str) -> str:
    with sqlite3.connect(folder / "t.db") as connection:
        for statement in statements:
            connection.execute(statement)
    return f"sqlite:///{folder / 't.db'}"


def test_postgres_numbers_that_are_none(postgres: Server) -> None:
    postgres.run(
        "DROP TABLE IF EXISTS odd",
        "CREATE TABLE odd (f float8, n numeric, m numeric(8,2), big float8, small float4, whole numeric, none int)",
        "INSERT INTO odd VALUES ('NaN', 'NaN', 'NaN', 1e300, '1e-30', 1),"
        " ('Infinity', '-Infinity', 1.50, -1e300, 0, 2),"
        " ('-Infinity', 0.25, -2.25, 1e-300, -1e-30, 12345678901234567890123456789012345678901234567890),"
        " (-1.5, 2, NULL, NULL, NULL, NULL), (2.5, NULL, NULL, 0, NULL, NULL)",
        "GRANT SELECT ON odd TO reader",
    )  # fmt: skip
    profile, columns = pushed(postgres.address, "odd")
    f = columns["f"]
    assert (f.type, f.count, f.min, f.max, f.mean, f.negatives) == ("decimal", 5, -1.5, 2.5, 0.5, 1)
    assert f.stddev == pytest.approx(math.sqrt(8))
    assert "f: 3 values are not finite numbers; they take part in counts only" in profile.warnings
    n, m, whole = columns["n"], columns["m"], columns["whole"]
    assert (n.type, n.count, n.min, n.max, n.mean) == ("decimal", 2, 0.25, 2.0, 1.125)
    assert (m.type, m.count, m.min, m.max, m.nulls) == ("decimal", 2, -2.25, 1.5, 3)
    assert "n: 2 values are beyond what a date, time or number can say; they are read as missing" in profile.warnings
    assert (whole.type, whole.max) == ("integer", int("1234567890" * 5))
    assert (columns["big"].min, columns["big"].max, columns["big"].mean) == (-1e300, 1e300, None)
    assert columns["small"].zeros == 1
    none = columns["none"]
    assert (none.type, none.count, none.min, none.mean, none.zeros) == ("integer", 0, None, None, None)


def test_postgres_dates_beyond_the_calendar(postgres: Server) -> None:
    postgres.run(
        "DROP TABLE IF EXISTS days",
        "CREATE TABLE days (d date, t timestamptz, c time)",
        "INSERT INTO days VALUES ('infinity', '-infinity', '24:00'), ('0044-03-15 BC', '12000-01-01', '23:59:59.75'),"
        " ('9999-12-31', '2024-01-01 09:00:00.5+09', '00:00'), (NULL, NULL, NULL)",
        "GRANT SELECT ON days TO reader",
    )  # fmt: skip
    profile, columns = pushed(postgres.address, "days")
    assert [(c.count, c.nulls, c.min, c.max) for c in columns.values()] == [
        (1, 3, "9999-12-31", "9999-12-31"),
        (1, 3, "2024-01-01T00:00:00.5Z", "2024-01-01T00:00:00.5Z"),
        (2, 2, "00:00:00", "23:59:59.75"),
    ]
    assert len(profile.warnings) == 3


def test_postgres_in_euc_kr(postgres: Server) -> None:
    """Spaces and U+FFFD that EUC_KR lacks would be an error there; its bytes are not in the order of code points."""
    import psycopg

    postgres.run("DROP DATABASE IF EXISTS old", "CREATE DATABASE old ENCODING 'EUC_KR' LOCALE 'C' TEMPLATE template0")
    with psycopg.connect(host=str(postgres.socket_folder), port=postgres.port, user="postgres", dbname="old") as admin:
        admin.execute('CREATE TABLE "시민" ("이름" text)')
        admin.execute("INSERT INTO \"시민\" VALUES ('홍'), ('伽'), ('가'), (' '), ('해당없음'), (NULL)")
        admin.execute('GRANT SELECT ON "시민" TO reader')
    _, columns = pushed(postgres.address.replace("/sido", "/old"), "시민")
    name = columns["이름"]
    assert (name.count, name.blanks, name.min, name.max, name.length.max) == (5, 1, "伽", "홍", 4)
    assert [(item.value, item.count) for item in name.sentinels] == [("해당없음", 1)]


def test_mariadb_dates_of_zero_and_collations(mariadb: Server) -> None:
    mariadb.run(
        "SET SESSION sql_mode = '', time_zone = '+00:00'",
        "CREATE OR REPLACE TABLE odd (d date, t timestamp NULL, c time, s varchar(20) COLLATE utf8mb4_general_ci,"
        " k varchar(20) CHARACTER SET euckr, u bigint unsigned, w decimal(65,30), f float)",
        "INSERT INTO odd VALUES ('0000-00-00', NULL, '-01:00:00', 'NULL', '가', 18446744073709551615, 1e30, 0.1),"
        " ('2024-00-10', NULL, '100:00:00', 'null ', '나', 0, -1e-30, -0.1),"
        " ('2024-02-29', '2024-01-01 00:00:00', '12:00:00', 'Z', '', NULL, NULL, NULL),"
        " (NULL, NULL, NULL, 'a', ' ', NULL, NULL, NULL)",
    )  # fmt: skip
    profile, columns = pushed(mariadb.address, "odd")
    assert [(columns[name].count, columns[name].min) for name in "dtc"] == [
        (1, "2024-02-29"), (1, "2024-01-01T00:00:00Z"), (1, "12:00:00"),
    ]  # fmt: skip
    assert (columns["s"].min, columns["s"].max) == ("NULL", "null ")
    assert [(item.value, item.count) for item in columns["s"].sentinels] == [("NULL", 1)]
    assert (columns["k"].min, columns["k"].max, columns["k"].blanks) == ("가", "나", 2)
    assert columns["k"].length.max == 1
    assert (columns["u"].type, columns["u"].max) == ("integer", 2**64 - 1)
    assert (columns["w"].type, columns["w"].min, columns["w"].max) == ("decimal", -1e-30, 1e30)
    assert columns["f"].max == 0.10000000149011612
    assert len(profile.warnings) == 2


def test_pivot_that_the_first_rows_do_not_tell(tmp_path: Path) -> None:
    """A thousand nulls, then numbers far above their deviation: asked again around their mean."""
    address = in_sqlite(
        tmp_path, "CREATE TABLE t (x REAL, i INTEGER, c INTEGER)",
        "WITH RECURSIVE g(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM g LIMIT 3000) INSERT INTO t SELECT "
        "CASE WHEN n >= 1000 THEN 1e12 + (n % 2) END, CASE WHEN n >= 1000 THEN 9007199254740993 + n % 3 END, "
        "CASE WHEN n >= 1000 THEN 4611686018427387905 END FROM g",
    )  # fmt: skip
    _, columns = pushed(address, "t")
    assert columns["x"].stddev == pytest.approx(math.sqrt(0.25 * 2000 / 1999), rel=1e-6)
    offsets = [n % 3 for n in range(1000, 3000)]
    mean = sum(offsets) / 2000
    assert columns["i"].stddev == pytest.approx(math.sqrt(sum((n - mean) ** 2 for n in offsets) / 1999), rel=1e-6)
    assert (columns["c"].mean, columns["c"].stddev) == (float(2**62 + 1), 0.0)


def test_sum_beyond_a_word(tmp_path: Path) -> None:
    address = in_sqlite(
        tmp_path, "CREATE TABLE t (i INTEGER)",
        f"INSERT INTO t VALUES ({2**63 - 1}), ({2**63 - 1}), ({2**63 - 1}), ({-(2**63)}), (-1)",
    )  # fmt: skip
    (column,) = state_of(address, "t").columns
    assert column.numbers is not None
    assert column.numbers.total == 3 * (2**63 - 1) - 2**63 - 1


def test_two_thousand_columns_in_sqlite(tmp_path: Path) -> None:
    names = [f"열{number}" for number in range(2000)]
    address = in_sqlite(
        tmp_path, f"CREATE TABLE t ({', '.join(names)})",
        f"INSERT INTO t VALUES ({', '.join(str(n) if n % 2 else chr(39) + str(n) + chr(39) for n in range(2000))})",
    )  # fmt: skip
    _, columns = pushed(address, "t")
    assert list(columns) == names
    assert (columns["열1999"].max, columns["열1998"].max) == (1999, "1998")


def test_three_thousand_columns_in_mariadb(mariadb: Server) -> None:
    """InnoDB ends at 1,017 columns, PostgreSQL at 1,600, SQLite at 2,000; MyISAM takes more under short names."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [f"{a}{b}{c}" for a in letters for b in letters for c in letters][:3000]
    mariadb.run(
        f"CREATE OR REPLACE TABLE wide ({', '.join(f'`{name}` int' for name in names)}) ENGINE=MyISAM",
        f"INSERT INTO wide VALUES ({', '.join(map(str, range(3000)))})",
    )
    before = mariadb.said().count("COUNT(*)")
    profile, columns = pushed(mariadb.address, "wide")
    assert (profile.rows, columns[names[2999]].max, columns["aaa"].zeros) == (1, 2999, 1)
    assert mariadb.said().count("COUNT(*)") - before == 30


def test_empty_table_and_one_without_columns(postgres: Server) -> None:
    postgres.run("DROP TABLE IF EXISTS nothing, bare", "CREATE TABLE nothing (x text)", "CREATE TABLE bare ()",
                 "INSERT INTO bare DEFAULT VALUES", "GRANT SELECT ON nothing, bare TO reader")  # fmt: skip
    profile, columns = pushed(postgres.address, "nothing")
    assert (profile.rows, columns["x"].count, columns["x"].min, columns["x"].length.min) == (0, 0, None, None)
    assert pushed(postgres.address, "bare")[0].rows == 1


def test_states_of_parts_merge_and_come_back_from_json(tmp_path: Path) -> None:
    fill = "INSERT INTO t VALUES (1, 'a', '-'), (2, NULL, ''), (9999, 'ㄱ', 'b')"
    address = in_sqlite(tmp_path, "CREATE TABLE t (i INTEGER, s TEXT, m TEXT)", fill)
    part = TableState.from_json(state_of(address, "t").to_json())
    in_sqlite(tmp_path, fill)
    twice, whole = finish(merge(part, part)), finish(state_of(address, "t"))
    assert twice.columns == whole.columns
    assert (twice.rows, twice.duplicate_rows) == (6, None)
