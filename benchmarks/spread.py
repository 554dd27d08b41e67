"""One plan over 50,000,000 rows: whole on one machine, in uneven shards, and on Spark; the content of the three files.

    python benchmarks/spread.py [--rows 50000000] [--only whole] [--only shards] [--only spark] [--master local[2]]

The table and plan are those of the tests (every technique that can be sharded): keyed pseudonyms, masked texts, noise,
micro-aggregation, local recoding under k, l and t. Decided and written; the proof on the written file, which is the
same for all three, is left out. Each file's rows are hashed in their order; exits 1 when two hashes differ. Those of
separate runs compare too: the table hangs on the number of rows alone. 50,000,000 rows are for the background
(`nice -n 19`): some twenty minutes of processor time each, and 10 GB of disk.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.pop(0)  # this folder, whose `profile` would stand before Python's own, which pyspark imports
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.run import Figure, Job, in_own_process, measured, table_of
from benchmarks.spark import _wait_for_java
from tests.engine.spread_tables import CUTS, PLAN, people

PIECE = 1_000_000
KEYS = {"GOTGAN_KEY": "k" * 40}


def write_tables(folder: Path, rows: int, with_whole: bool) -> None:
    """`whole.parquet` and the same rows in seven files; memory: one piece."""
    schema = people(10).schema
    edges = [round(share * rows) for share in CUTS[1:]]
    with pq.ParquetWriter(folder / "whole.parquet", schema) as whole:
        writer, part, place = None, 0, 0
        for piece in _pieces(rows):
            if with_whole:
                whole.write_table(piece)
            while piece.num_rows:
                writer = writer or pq.ParquetWriter(folder / f"shard-{part}.parquet", schema)
                taken = piece.slice(0, edges[part] - place)
                writer.write_table(taken)
                piece, place = piece.slice(taken.num_rows), place + taken.num_rows
                if place == edges[part]:
                    writer.close()
                    writer, part = None, part + 1


def _pieces(rows: int) -> Iterator[pa.Table]:
    for first in range(0, rows, PIECE):
        yield people(min(PIECE, rows - first), seed=first // PIECE)


def run_whole(folder: Path) -> None:
    from gotgan.engine.deidentify.apply import written_names
    from gotgan.engine.deidentify.keys import open_keys
    from gotgan.engine.deidentify.plan import read_plan
    from gotgan.engine.deidentify.receipt import Source
    from gotgan.engine.deidentify.ways import Whole

    plan, parquet = read_plan(folder / "plan.yaml"), folder / "whole.parquet"
    source = Source(parquet, parquet.name, None, tuple(pq.read_schema(parquet).names), 0, False)
    decided = Whole().decide(source, plan, None)
    job = Whole().prepare(source, plan, written_names(plan, source.names), open_keys(plan, KEYS), decided)
    Whole().write(source, job, folder / "one.parquet")


def run_shards(folder: Path) -> None:
    from gotgan.engine.execute import Here

    _run_on(Here(), folder, "shards.parquet")


def run_spark(folder: Path) -> None:
    from gotgan.engine.execute.spark import OnSpark
    from gotgan.engine.profile.spark import open_session

    with open_session(encrypted=True) as session:
        _run_on(OnSpark(session), folder, "spark.parquet")
    _wait_for_java()


def _run_on(executor: object, folder: Path, name: str) -> None:
    from gotgan.engine.deidentify.apply import written_names
    from gotgan.engine.deidentify.keys import open_keys
    from gotgan.engine.deidentify.plan import read_plan
    from gotgan.engine.execute import shards_of
    from gotgan.engine.execute.deidentify import decide_shards, prepare_shards, write_shards

    plan, shards = read_plan(folder / "plan.yaml"), shards_of(sorted(folder.glob("shard-*.parquet")))
    names = written_names(plan, pq.read_schema(shards[0].parquet).names)
    decided = decide_shards(executor, shards, plan)  # type: ignore[arg-type]
    job = prepare_shards(executor, shards, plan, names, open_keys(plan, KEYS), decided, typed=False)  # type: ignore[arg-type]
    write_shards(executor, shards, job, folder / name)  # type: ignore[arg-type]


def content_of(parquet: Path) -> str:
    """One hash of the rows in their order with their types, whatever the file's pages."""
    digest = hashlib.sha256()
    with pq.ParquetFile(parquet) as file:
        digest.update(str(file.schema_arrow).encode())
        for batch in file.iter_batches(1 << 16):
            frame = pl.from_arrow(pa.Table.from_batches([batch]))
            assert isinstance(frame, pl.DataFrame)
            digest.update(frame.hash_rows(seed=0).to_numpy().tobytes())
    return digest.hexdigest()[:16]


JOBS: dict[str, tuple[Job, str]] = {
    "whole": (run_whole, "one.parquet"),
    "shards": (run_shards, "shards.parquet"),
    "spark": (run_spark, "spark.parquet"),
}


def compared(rows: int, chosen: Sequence[str]) -> tuple[list[Figure], dict[str, str]]:
    """The figures, and the hash of each file's rows; a file is hashed and deleted before the next is written."""
    figures, contents = [], {}
    with tempfile.TemporaryDirectory(prefix="gotgan-bench-") as name:
        folder = Path(name)
        (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
        in_own_process(write_tables, folder, rows, "whole" in chosen)
        for each in chosen:
            job, file = JOBS[each]
            figures += measured({each: job}, folder, repeat=1)
            contents[each] = content_of(folder / file)
            (folder / file).unlink()
            if each == "whole":
                (folder / "whole.parquet").unlink()
            print(f"{figures[-1]} content {contents[each]}", file=sys.stderr, flush=True)
    return figures, contents


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000_000)
    parser.add_argument("--master", help="of Spark (GOTGAN_SPARK_MASTER, else local[2])")
    parser.add_argument("--only", choices=JOBS, action="append", help="one of the three; may be given again")
    arguments = parser.parse_args()
    if arguments.master:
        os.environ["GOTGAN_SPARK_MASTER"] = arguments.master
    figures, contents = compared(arguments.rows, arguments.only or list(JOBS))
    print(table_of(f"one plan over {arguments.rows:,} x 16", figures, bars=(None,) * len(figures)))
    for name, content in contents.items():
        print(f"{name}: content {content}")
    return 0 if len(set(contents.values())) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
