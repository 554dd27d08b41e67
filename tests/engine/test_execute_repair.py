"""A dirty table repaired in shards, here and on Spark: the rows, types and counts of one machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.engine.spark_session import need_spark

from gotgan.engine.execute import Executor, Here
from gotgan.engine.execute.repair import RepairInShards
from gotgan.engine.execute.spark import OnSpark
from gotgan.engine.profile.spark import open_session
from gotgan.engine.repair.one import repair_table
from gotgan.engine.repair.run import Repair
from gotgan.engine.tables import Table, read_tables

ROWS = 20_000
CENTRE = ("-", "N/A", "해당없음")


@pytest.fixture(scope="module")
def on_spark() -> Iterator[OnSpark]:
    need_spark()
    with open_session("local[2]") as session:
        yield OnSpark(session)


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Totals, sentinels, units, dates of several forms, telephones, a late odd word, rows that stand twice; cp949."""
    lines = ["연번,시군구,금액,일자,전화번호,측정값,층,비고"]
    for number in range(1, ROWS + 1):
        money = f'"{number * 10:,}원"' if number % 3 else str(number * 10)
        day = f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
        day = day.replace("-", ".") if number % 5 == 0 else day
        phone = f"02-{number % 9000 + 1000}-{number % 7919 + 1000}" if number % 4 else f"02){number % 9000 + 1000}-1234"
        value = "9999" if number % 500 == 0 else CENTRE[number % 3] if number % 97 == 0 else f"{number % 300 / 10}"
        lines.append(f"{number},구{number % 25},{money},{day},{phone},{value},{number % 30}, 말 {number % 7} ")
        if number % 4_000 == 0:
            lines += [f",소계,{number},,,,,", lines[-1]]
    lines.insert(-3, "90001,구1,10,2024.1.7,02-1234-5678,교정중,옥상,")
    file = tmp_path_factory.mktemp("dirty") / "dirty.csv"
    file.write_bytes("\r\n".join(lines).encode("cp949"))
    return file


def table_in(file: Path) -> Table:
    (table,) = read_tables(file, name=file.name)
    assert isinstance(table, Table)
    return table


def counts(done: Repair) -> dict[tuple[str, str | None, str], tuple[int, int, int]]:
    return {key: (noted.changed, noted.dropped, noted.found) for key, noted in done.tally.noted.items()}


def check_same(dirty: Path, folder: Path, executor: Executor) -> None:
    one, other = folder / "one.parquet", folder / "shards.parquet"
    whole = repair_table(table_in(dirty), one, dict)
    parts = repair_table(table_in(dirty), other, dict, rows=RepairInShards(executor, shard_rows=3_001))
    assert pq.read_schema(one).equals(pq.read_schema(other), check_metadata=True)
    assert pq.read_table(one).equals(pq.read_table(other))
    assert counts(whole) == counts(parts)
    assert (whole.rows_read, whole.rows) == (parts.rows_read, parts.rows)
    assert whole.rows < whole.rows_read
    assert {"totals", "duplicates", "sentinels", "units", "dates", "phones"} <= {step for step, _, _ in counts(whole)}
    assert [str(pq.read_schema(one).field(name).type) for name in ("금액", "층")] == ["int64", "string"]
    assert sorted(path.name for path in folder.iterdir()) == ["one.parquet", "shards.parquet"]


def test_shards_are_repaired_as_the_whole(dirty: Path, tmp_path: Path) -> None:
    check_same(dirty, tmp_path, Here())


def test_spark_repairs_as_one_machine_does(dirty: Path, tmp_path: Path, on_spark: OnSpark) -> None:
    check_same(dirty, tmp_path, on_spark)


def test_table_without_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("가,나\n", encoding="utf-8")
    done = repair_table(table_in(tmp_path / "a.csv"), tmp_path / "a.parquet", dict, rows=RepairInShards(Here()))
    assert (done.rows_read, pq.read_table(tmp_path / "a.parquet").to_pydict()) == (0, {"가": [], "나": []})
