"""A large release in processes: the rows and documents of one process, and nothing more done for a small one."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.spread_tables import PLAN, people

from gotgan.engine.deidentify.plan import read_plan
from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.deidentify.release import deidentify
from gotgan.engine.deidentify.ways import Ways, Whole
from gotgan.engine.execute import Shard, cut
from gotgan.engine.execute.deidentify import InProcesses
from gotgan.engine.execute.here import ProcessEnded, keep_processes
from gotgan.terms.errors import Invalid, Issue

KEYS = {"GOTGAN_KEY": "k" * 40}
ROWS = 80_000
DOCUMENTS = ("proof.json", "receipt.json", "utility.json")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    parquet = tmp_path_factory.mktemp("people") / "people.parquet"
    pq.write_table(people(ROWS), parquet, row_group_size=40_000)
    return Source(parquet, parquet.name, None, tuple(pq.read_schema(parquet).names), 0, False)


def released(source: Source, folder: Path, ways: Ways) -> tuple[pa.Table, list[dict[str, Any]]]:
    plan = folder.with_suffix(".yaml")
    plan.write_text(PLAN.replace("{do: round, to: 5}", "{do: swap, window: 0.1}"), encoding="utf-8")
    done = deidentify(
        source, read_plan(plan), folder, started="s", now=lambda: "e", environment=KEYS, ways=ways
    )  # fmt: skip
    assert done.reasons == ()
    documents = [json.loads((folder / name).read_text(encoding="utf-8")) for name in DOCUMENTS]
    for output in documents[1]["outputs"]:
        output.pop("sha256")  # how many rows lie in a page of the file is no content
    return pq.read_table(folder / "data.parquet"), documents


def test_processes_release_what_one_does(source: Source, tmp_path: Path) -> None:
    """Swapped numbers too, which need the whole column: its new order goes to every process."""
    one = released(source, tmp_path / "one", Whole())
    with keep_processes(2) as kept:
        many = released(source, tmp_path / "many", InProcesses(kept, least_bytes=0, shard_rows=65_536 // 2))
    assert one[0].equals(many[0])
    assert one[1] == many[1]
    assert sorted(path.name for path in (tmp_path / "many").iterdir()) == ["data.parquet", *DOCUMENTS]


class NoProcess:
    def run(self, work: Any, shards: Any) -> Any:
        raise AssertionError("a small release needs no processes")


def test_small_release_starts_no_process(source: Source, tmp_path: Path) -> None:
    assert released(source, tmp_path / "one", InProcesses(NoProcess()))[0].num_rows == ROWS


def test_processes_that_stay_do_each_work_in_the_order_of_the_shards(source: Source) -> None:
    shards = cut(source.parquet, 9_000)
    with keep_processes(2, at_once=True) as kept:
        assert list(kept.run(_first_row, shards)) == [shard.first_row for shard in shards]
        assert list(kept.run(partial(_first_row, more=5), shards)) == [shard.first_row + 5 for shard in shards]
        with pytest.raises(Invalid, match="no rows"):
            list(kept.run(_refuse, shards))


def _first_row(shard: Shard, more: int = 0) -> int:
    return shard.first_row + more


def _refuse(shard: Shard) -> int:
    raise Invalid(Issue("shard", "no rows"))


def test_process_that_is_killed_is_told_in_one_line(source: Source) -> None:
    with keep_processes(2) as kept, pytest.raises(ProcessEnded, match="ended from outside"):
        list(kept.run(_die, cut(source.parquet, 40_000)))


def _die(shard: Shard) -> int:
    os._exit(9)
