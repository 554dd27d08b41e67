"""One plan over 50,000,000 rows: whole on one machine, in uneven shards, and on Spark; the content of the three files.

    python benchmarks/spread.py [--rows 50000000] [--master local[2]] [--without-spark]

The table and plan are those of the tests (every technique that can be sharded): keyed pseudonyms, masked texts, noise,
micro-aggregation, local recoding under k, l and t. Decided and written; the proof on the written file, which is the
same for all three, is left out. Exits 1 when a row differs.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

sys.path.pop(0)  # this folder, whose `profile` would stand before Python's own, which pyspark imports
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.run import Figure, in_own_process, measured, table_of
from benchmarks.spark import _wait_for_java
from tests.engine.spread_tables import CUTS, PLAN, people

PIECE = 1_000_000
KEYS = {"GOTGAN_KEY": "k" * 40}


def write_tables(folder: Path, rows: int) -> None:
    """`whole.parquet` and the same rows in seven files; memory: one piece."""
    schema = people(10).schema
    edges = [round(share * rows) for share in CUTS[1:]]
    with pq.ParquetWriter(folder / "whole.parquet", schema) as whole:
        writer, part, place = None, 0, 0
        for piece in _pieces(rows):
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


def is_same(one: Path, other: Path) -> bool:
    """Row by row, in order, with the types."""
    with pq.ParquetFile(one) as a, pq.ParquetFile(other) as b:
        if a.schema_arrow != b.schema_arrow:
            return False
        pairs = zip_longest(a.iter_batches(1 << 16), b.iter_batches(1 << 16))
        return all(x is not None and y is not None and x.equals(y) for x, y in pairs)


def compared(rows: int, with_spark: bool) -> tuple[list[Figure], dict[str, bool]]:
    jobs = {"whole": run_whole, "seven shards, here": run_shards} | ({"Spark": run_spark} if with_spark else {})
    files = {"seven shards, here": "shards.parquet", "Spark": "spark.parquet"}
    with tempfile.TemporaryDirectory(prefix="gotgan-bench-") as name:
        folder = Path(name)
        (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
        in_own_process(write_tables, folder, rows)
        figures = measured(jobs, folder, repeat=1)
        return figures, {job: is_same(folder / "one.parquet", folder / files[job]) for job in jobs if job in files}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000_000)
    parser.add_argument("--master", help="of Spark (GOTGAN_SPARK_MASTER, else local[2])")
    parser.add_argument("--without-spark", action="store_true")
    arguments = parser.parse_args()
    if arguments.master:
        os.environ["GOTGAN_SPARK_MASTER"] = arguments.master
    figures, same = compared(arguments.rows, not arguments.without_spark)
    print(table_of(f"one plan over {arguments.rows:,} x 16", figures, bars=(None,) * len(figures)))
    for name, is_equal in same.items():
        print(f"{name}: " + ("the same rows as whole" if is_equal else "DIFFERS"))
    return 0 if all(same.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
