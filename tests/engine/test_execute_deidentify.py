"""One plan, one file content: whole on one machine, in uneven shards, in processes, and on Spark."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.spark_session import need_spark
from tests.engine.spread_tables import PLAN, people, write_uneven

from gotgan.cli.main import main
from gotgan.engine.deidentify.apply import written_names
from gotgan.engine.deidentify.keys import open_keys
from gotgan.engine.deidentify.plan import Plan, read_plan
from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.deidentify.release import deidentify
from gotgan.engine.deidentify.ways import Ways, Whole
from gotgan.engine.execute import Executor, Here, Shard, shards_of
from gotgan.engine.execute.deidentify import InShards, decide_shards, prepare_shards, write_shards
from gotgan.engine.execute.spark import OnSpark
from gotgan.engine.profile.spark import open_session
from gotgan.engine.profile.spark.measure import StepFailed
from gotgan.terms.errors import Invalid

ROWS = 20_000
WRONG = "columns: {메모: {do: round, to: 5}}\nunlisted: suppress"
KEYS = {"GOTGAN_KEY": "k" * 40}


@pytest.fixture(scope="module")
def on_spark() -> Iterator[OnSpark]:
    need_spark()
    with open_session("local[2]", encrypted=True) as session:
        yield OnSpark(session)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return spread(tmp_path_factory.mktemp("spread"), ROWS)


def spread(folder: Path, rows: int) -> Path:
    """`whole.parquet`, its rows in seven shards, and `one.parquet`: what one machine writes."""
    table = people(rows)
    pq.write_table(table, folder / "whole.parquet")
    write_uneven(table, folder)
    plan, source = plan_in(folder), source_of(folder / "whole.parquet")
    decided = Whole().decide(source, plan, None)
    job = Whole().prepare(source, plan, written_names(plan, source.names), open_keys(plan, KEYS), decided)
    assert Whole().write(source, job, folder / "one.parquet") == rows
    return folder


def plan_in(folder: Path, text: str = PLAN) -> Plan:
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    return read_plan(folder / "plan.yaml")


def source_of(parquet: Path) -> Source:
    return Source(parquet, parquet.name, None, tuple(pq.read_schema(parquet).names), 0, False)


def write_on(executor: Executor, shards: list[Shard], folder: Path, target: Path, text: str = PLAN) -> None:
    plan = plan_in(folder, text)
    names = written_names(plan, pq.read_schema(shards[0].parquet).names)
    decided = decide_shards(executor, shards, plan) if plan.keys else None
    job = prepare_shards(executor, shards, plan, names, open_keys(plan, KEYS), decided, typed=False)
    write_shards(executor, shards, job, target)


def seven(folder: Path) -> list[Shard]:
    return shards_of(sorted(folder.glob("shard-*.parquet")))


def same(one: Path, other: Path) -> None:
    """The same rows in the same order, of the same types."""
    assert pq.read_schema(one) == pq.read_schema(other)
    assert pq.read_table(one).equals(pq.read_table(other))


def test_uneven_shards_write_what_one_machine_writes(place: Path, tmp_path: Path) -> None:
    write_on(Here(), seven(place), place, tmp_path / "seven.parquet")
    same(place / "one.parquet", tmp_path / "seven.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["seven.parquet"]


def test_the_technique_really_changed_its_column(place: Path) -> None:
    before, after = pq.read_table(place / "whole.parquet"), pq.read_table(place / "one.parquet")
    changed = [name for name in after.column_names if not before[name].equals(after[name].cast(pa.string()))]
    assert set(after.column_names) - set(changed) == {"성별", "소득", "코드", "수량"}
    assert {str(after.schema.field(name).type) for name in ("소득", "수량", "키", "매출")} == {"int64"}


def test_spark_writes_what_one_machine_writes(place: Path, tmp_path: Path, on_spark: OnSpark) -> None:
    """Of a million rows, see test_execute_million."""
    write_on(on_spark, seven(place), place, tmp_path / "spark.parquet")
    same(place / "one.parquet", tmp_path / "spark.parquet")


@pytest.mark.parametrize("mode", ["mode: local", "mode: global, suppression_limit: 1"])
def test_release_in_shards_has_the_documents_of_one_machine(place: Path, tmp_path: Path, mode: str) -> None:
    plan = plan_in(place, PLAN.replace("l: 2, t: 0.45", mode))
    source = source_of(place / "whole.parquet")

    def release(name: str, ways: Ways) -> dict[str, Any]:
        folder = tmp_path / name
        done = deidentify(
            source, plan, folder, started="s", now=lambda: "e", environment=KEYS, ways=ways,
        )  # fmt: skip
        assert done.reasons == ()
        names = ["data.parquet", "proof.json", "receipt.json", "utility.json"]
        assert sorted(path.name for path in folder.iterdir()) == names
        documents = {each: json.loads((folder / each).read_text(encoding="utf-8")) for each in names[1:]}
        for output in documents["receipt.json"]["outputs"]:
            output.pop("sha256")  # how many rows lie in a page of the file is no content
        return documents

    assert release("whole", Whole()) == release("shards", InShards(Here(), shard_rows=3_001))
    same(tmp_path / "whole" / "data.parquet", tmp_path / "shards" / "data.parquet")


def test_noise_of_a_row_hangs_on_seed_and_row_alone(place: Path, tmp_path: Path) -> None:
    """A shard written alone has the cells that it has among the others: exact sums scale the noise."""
    text = "columns: {몸무게: {do: noise, scale: 0.1}}\nunlisted: suppress\nseed: 3"
    shards = seven(place)
    write_on(Here(), shards, place, tmp_path / "all.parquet", text)
    write_on(Here(), shards_of([place / "whole.parquet"]), place, tmp_path / "one.parquet", text)
    same(tmp_path / "all.parquet", tmp_path / "one.parquet")
    write_on(Here(), shards, place, tmp_path / "other.parquet", text.replace("3", "4"))
    assert not pq.read_table(tmp_path / "all.parquet").equals(pq.read_table(tmp_path / "other.parquet"))


def test_swap_is_refused_with_its_reason(place: Path, tmp_path: Path) -> None:
    text = "columns: {키: {do: swap, window: 0.1}}\nunlisted: suppress"
    with pytest.raises(Invalid, match=r"'키': swap moves numbers between rows .* run it on one machine"):
        write_on(Here(), seven(place), place, tmp_path / "none.parquet", text)
    assert not list(tmp_path.iterdir())


def test_what_a_worker_refuses_is_told_without_a_value(place: Path, tmp_path: Path, on_spark: OnSpark) -> None:
    told = []
    for executor in (Here(), on_spark):
        with pytest.raises(Invalid) as caught:
            write_on(executor, seven(place), place, tmp_path / "none.parquet", WRONG)
        told.append(str(caught.value))
    assert told[0] == told[1]
    assert told[0].startswith("column '메모': ")
    assert "010" not in told[0]
    assert not list(tmp_path.iterdir())


def test_work_that_breaks_on_spark_tells_its_kind_only(place: Path, on_spark: OnSpark) -> None:
    def work(shard: Shard) -> int:
        raise ValueError("010-1234-5678")

    with pytest.raises(StepFailed) as caught:
        list(on_spark.run(work, seven(place)))
    assert "010" not in str(caught.value)


def test_processes_give_what_one_gives_and_refuse_what_it_refuses(place: Path) -> None:
    """All that is sent pickles, and nothing of this process is needed there."""
    plan, shards, keys = plan_in(place), seven(place), open_keys(plan_in(place), KEYS)
    names = written_names(plan, pq.read_schema(shards[0].parquet).names)
    told = [prepare_shards(each, shards, plan, names, keys, None, typed=False) for each in (Here(), Here(2))]
    assert pickle.dumps(told[0]) == pickle.dumps(told[1])
    with pytest.raises(Invalid, match="column '메모': "):
        prepare_shards(Here(2), shards, plan_in(place, WRONG), ["메모"], keys, None, typed=False)


def test_files_of_different_columns_are_no_shards(place: Path, tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": ["1"]}), tmp_path / "other.parquet")
    with pytest.raises(Invalid, match=r"other\.parquet: its columns"):
        shards_of([place / "whole.parquet", tmp_path / "other.parquet"])
    with pytest.raises(Invalid, match="no file"):
        shards_of([])


def test_shards_of_an_empty_table_write_an_empty_table(tmp_path: Path) -> None:
    empty = pa.table({"메모": pa.array([], pa.string()), "수": pa.array([], pa.string())})
    for name in ("a", "b"):
        pq.write_table(empty, tmp_path / f"{name}.parquet")
    text = "columns: {메모: {do: mask_text, key: env:GOTGAN_KEY}, 수: {do: noise, scale: 1}}"
    write_on(
        Here(), shards_of([tmp_path / "a.parquet", tmp_path / "b.parquet"]), tmp_path, tmp_path / "c.parquet", text
    )
    assert pq.read_table(tmp_path / "c.parquet").to_pydict() == {"메모": [], "수": []}


def test_command_on_spark_releases_what_it_releases_here(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_spark()
    monkeypatch.setenv("GOTGAN_KEY", KEYS["GOTGAN_KEY"])
    plan_in(tmp_path)
    (tmp_path / "shard.parquet").write_bytes((place / "shard-1.parquet").read_bytes())
    for engine in ("local", "spark"):
        words = ["deidentify", str(tmp_path / "shard.parquet"), "--plan", str(tmp_path / "plan.yaml")]
        assert main([*words, "-o", str(tmp_path / engine), "--engine", engine]) == 0
    same(tmp_path / "local" / "data.parquet", tmp_path / "spark" / "data.parquet")


def test_master_without_spark_is_refused(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["deidentify", "--plan", str(place / "plan.yaml")], ["repair"]):
        assert main([*command, str(place / "whole.parquet"), "-o", str(tmp_path / "o"), "--master", "local[1]"]) == 2
        assert "--master: is Spark's alone" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
