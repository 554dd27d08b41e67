"""The second tier from a bounded sample, on real servers: marked as one, the same for the same seed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.engine.sql_servers import PASSWORD, VARIABLE, Server

from gotgan.engine.profile.pushdown.table import Pushed, finish_table, measure_table
from gotgan.engine.sources.sql.guard import OutsideWindow
from gotgan.engine.sources.sql.source import Sampling, open_database
from gotgan.terms.finding import Finding

OPTIONS = {"credential": f"env:{VARIABLE}"}
ROWS = 30_000


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, PASSWORD)


@pytest.fixture(params=["postgresql", "mariadb", "sqlite"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A table `long` of ROWS rows: its number, a code of five digits, one of seven towns."""
    if request.param == "sqlite":
        with sqlite3.connect(tmp_path / "t.db") as connection:
            connection.execute("CREATE TABLE long (id INTEGER PRIMARY KEY, code TEXT, town TEXT)")
            rows = ((n, f"{n:05d}", f"동{n % 7}") for n in range(ROWS))
            connection.executemany("INSERT INTO long VALUES (?, ?, ?)", rows)
        return f"sqlite:///{tmp_path / 't.db'}"
    server: Server = request.getfixturevalue("postgres" if request.param == "postgresql" else "mariadb")
    if request.param == "postgresql":
        fill = f"SELECT n, lpad(n::text, 5, '0'), '동' || n % 7 FROM generate_series(0, {ROWS - 1}) n"
        server.run("DROP TABLE IF EXISTS long", f"CREATE TABLE long (id, code, town) AS {fill}", "ANALYZE long",
                   "GRANT SELECT ON long TO reader")  # fmt: skip
    else:
        fill = f"SELECT seq AS id, lpad(seq, 5, '0') AS code, concat('동', seq % 7) AS town FROM seq_0_to_{ROWS - 1}"
        server.run("DROP TABLE IF EXISTS `long`",
                   f"CREATE TABLE `long` (id int PRIMARY KEY, code text, town text) {fill}",
                   "ANALYZE TABLE `long`")  # fmt: skip
    return server.address


@contextmanager
def measured(address: str, target: Path, rows: int, seed: int = 1, **options: str) -> Iterator[Pushed]:
    source = open_database(address, (OPTIONS if "reader" in address else {}) | options)
    with source.session() as session:
        (table,) = (table for table in source.tables(session) if table.name == "long")
        yield measure_table(session, source.guard, table, target, Sampling(rows, seed))


def test_long_table_is_counted_whole_and_sampled_for_the_rest(address: str, tmp_path: Path) -> None:
    target = tmp_path / "s.parquet"
    with measured(address, target, 5_000) as pushed:
        profile = finish_table(pushed, ())
    sample = profile.sample
    assert sample is not None
    assert (sample.of, sample.seed, sample.method) == (ROWS, 1, "blocks" if "postgresql" in address else "key ranges")
    assert 2_000 <= sample.rows <= 10_000
    assert "distinct" in sample.metrics
    assert "mean" not in sample.metrics
    number, code, town = profile.columns
    assert (profile.rows, number.count, number.min, number.max) == (ROWS, ROWS, 0, ROWS - 1)
    assert (code.min, code.max, code.distinct, code.distinct_is_exact) == ("00000", "29999", sample.rows, False)
    assert {item.value for item in town.top or ()} == {f"동{n}" for n in range(7)}
    assert profile.duplicate_rows is None
    told = f"of a sample of {sample.rows:,} rows ({sample.method}, seed 1): distinct, quantiles, top, histogram"
    assert profile.warnings[-1].startswith(told)
    ids = pq.read_table(target)["id"].to_pylist()
    assert len(ids) == len(set(ids)) == sample.rows
    assert min(ids) < ROWS / 5
    assert max(ids) > ROWS * 4 / 5


def test_end_of_every_row_is_withheld_where_it_holds_an_identifier(tmp_path: Path) -> None:
    """No row of the sample had it, so there is no finding."""
    with sqlite3.connect(tmp_path / "t.db") as connection:
        connection.execute("CREATE TABLE long (id INTEGER PRIMARY KEY, memo TEXT, code TEXT, birth INTEGER)")
        rows = ((n, f"가{n % 50:02d}", f"{1111010100 + n % 9}", (19800101, 19910303)[n % 2]) for n in range(3_000))
        connection.executemany("INSERT INTO long VALUES (?, ?, ?, ?)", rows)
        connection.execute("UPDATE long SET memo = '힘든 분 010-1234-5678' WHERE id = 1234")
    with measured(f"sqlite:///{tmp_path / 't.db'}", tmp_path / "s.parquet", 60) as pushed:
        assert "010-1234-5678" not in str(pq.read_table(tmp_path / "s.parquet")["memo"].to_pylist())
        _, memo, code, birth = finish_table(pushed, ()).columns
        hidden = finish_table(pushed, (Finding("birth", "birth_date", 1, 1.0, 1.0, "context"),)).columns[3]
    assert (memo.min, memo.max, memo.count) == (None, None, 3_000)
    assert (code.min, code.max) == ("1111010100", "1111010108")
    assert birth.mean == 19855202.0
    assert (hidden.mean, hidden.stddev, hidden.min) == (None, None, None)


def test_seed_gives_the_same_rows_again(address: str, tmp_path: Path) -> None:
    tables = []
    for number, seed in enumerate((3, 3, 4)):
        with measured(address, tmp_path / f"{number}.parquet", 3_000, seed):
            tables.append(pq.read_table(tmp_path / f"{number}.parquet"))
    assert tables[0].equals(tables[1])
    assert not tables[0].equals(tables[2])


def test_short_table_is_streamed_whole(address: str, tmp_path: Path) -> None:
    with measured(address, tmp_path / "t.parquet", ROWS) as pushed:
        profile = finish_table(pushed, ())
    assert profile.sample is None
    assert "sample" not in profile.to_json()
    number, code, town = profile.columns
    assert [(c.distinct, c.distinct_is_exact) for c in (number, code, town)] == [(ROWS, True), (ROWS, True), (7, True)]
    assert (profile.duplicate_rows, profile.warnings) == (0, ())
    assert number.quantiles is not None
    assert sum(bin_.count for bin_ in number.histogram or ()) == ROWS


def test_table_above_the_cap_is_only_sampled(address: str, tmp_path: Path) -> None:
    with measured(address, tmp_path / "t.parquet", 3_000, row_cap="20000") as pushed:
        profile = finish_table(pushed, ())
    assert pushed.state is None
    assert profile.sample is not None
    assert profile.sample.metrics == ("every metric",)
    assert profile.rows == profile.sample.rows < ROWS
    assert profile.warnings[0].startswith("was not read whole: about ")
    assert "above the cap of 20,000; raise the option row_cap" in profile.warnings[0]


def test_estimate_of_a_thousand_million_rows_never_starts_a_full_scan(postgres: Server, tmp_path: Path) -> None:
    postgres.run("DROP TABLE IF EXISTS long", "CREATE TABLE long AS SELECT n AS id FROM generate_series(1, 50000) n",
                 "GRANT SELECT ON long TO reader",
                 "UPDATE pg_class SET reltuples = 1e9 WHERE relname = 'long'")  # fmt: skip
    before = len(postgres.said())
    with measured(postgres.address, tmp_path / "t.parquet", 400_000_000) as pushed:
        assert pushed.sample is not None
        assert (pushed.sample.of, pushed.state) == (10**9, None)
        assert 0 < pushed.sample.rows < 50_000
    asked = [line for line in postgres.said()[before:].splitlines() if '"long"' in line]
    assert asked
    assert all("TABLESAMPLE SYSTEM" in line or "EXPLAIN (FORMAT JSON)" in line for line in asked)


def test_estimate_that_is_out_of_date_is_not_believed(postgres: Server, tmp_path: Path) -> None:
    postgres.run("DROP TABLE IF EXISTS long", "CREATE TABLE long AS SELECT n AS id FROM generate_series(1, 200) n",
                 "ANALYZE long",
                 "INSERT INTO long SELECT n FROM generate_series(1, 50000) n",
                 "GRANT SELECT ON long TO reader")  # fmt: skip
    with measured(postgres.address, tmp_path / "t.parquet", 10, row_cap="1000") as pushed:
        assert pushed.state is None


def test_empty_sample_says_so(postgres: Server, tmp_path: Path) -> None:
    postgres.run("DROP TABLE IF EXISTS long", "CREATE TABLE long AS SELECT 1 AS id", "GRANT SELECT ON long TO reader",
                 "UPDATE pg_class SET reltuples = 1e9 WHERE relname = 'long'")  # fmt: skip
    with measured(postgres.address, tmp_path / "t.parquet", 10) as pushed:
        assert "the sample is empty, though about 1,000,000,000 rows were expected" in pushed.facts.warnings[1]


def test_window_is_kept_between_tables(postgres: Server, tmp_path: Path) -> None:
    hours = iter([datetime(2024, 1, 1, 5), datetime(2024, 1, 1, 7)])
    source = open_database(postgres.address, {**OPTIONS, "window": "20:00-06:00"}, clock=lambda: next(hours))
    with source.session() as session, pytest.raises(OutsideWindow):
        measure_table(session, source.guard, session.tables("public")[0], tmp_path / "t.parquet", Sampling())


@pytest.mark.parametrize("address", ["mariadb"], indirect=True)
def test_nothing_is_sorted_at_random(address: str, mariadb: Server, tmp_path: Path) -> None:
    before = len(mariadb.said())
    with measured(address, tmp_path / "t.parquet", 3_000) as pushed:
        assert pushed.sample is not None
    said = mariadb.said()[before:].upper()
    assert "ORDER BY `ID` LIMIT" in said
    assert "RAND()" not in said
    assert "DISTINCT" not in said


def test_estimate_of_a_thousand_million_rows_of_mariadb_never_starts_a_full_scan(
    mariadb: Server, tmp_path: Path
) -> None:
    """The statistics say 10^9 rows; what is asked of the table goes by the ends of its key, then with a LIMIT."""
    mariadb.run("DROP TABLE IF EXISTS `long`",
                "CREATE TABLE `long` (id int PRIMARY KEY) STATS_PERSISTENT = 1 STATS_AUTO_RECALC = 0",
                "INSERT INTO `long` SELECT seq FROM seq_1_to_50000", "ANALYZE TABLE `long`",
                "UPDATE mysql.innodb_table_stats SET n_rows = 1000000000 WHERE table_name = 'long'",
                "RENAME TABLE `long` TO aside_long", "RENAME TABLE aside_long TO `long`", "FLUSH TABLES")  # fmt: skip
    before = len(mariadb.said())
    with measured(mariadb.address, tmp_path / "t.parquet", 400) as pushed:
        assert pushed.sample is not None
        assert (pushed.sample.of, pushed.state) == (10**9, None)
    asked = [line for line in mariadb.said()[before:].splitlines() if "FROM `sido`.`long`" in line]
    assert asked
    ends = ("SELECT MIN(`id`) FROM `sido`.`long`", "SELECT MAX(`id`) FROM `sido`.`long`")
    assert all("LIMIT" in line or line.endswith(ends) for line in asked)
