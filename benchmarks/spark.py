"""The same profile on DuckDB and on Spark: CPU seconds of both, and whether the exact metrics agree.

    python benchmarks/spark.py [--rows 5000000] [--repeat 1] [--master local[2]]

The table is that of `profile.py`. Spark's figure holds all of it: Java's start, the jobs, the Python workers.
Exits 1 when an exact metric differs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

# In place of this folder, whose `profile` would stand before Python's own, which pyspark imports.
sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.one_profile import facts_of_parquet
from benchmarks.profile import write_sample
from benchmarks.run import Figure, in_own_process, measured, table_of
from tests.engine.profile_compare import differing

SKETCHES = frozenset({"quantiles"})
"""Within a bound on either engine: a thinned curve of ranks."""


def run_duckdb(parquet: Path) -> None:
    from gotgan.engine.profile import profile_parquet

    _keep(parquet, "duckdb", profile_parquet(parquet, facts_of_parquet(parquet)).to_json())


def run_spark(parquet: Path) -> None:
    from gotgan.engine.profile.spark import open_session, profile_parquet

    with open_session() as session:
        _keep(parquet, "spark", profile_parquet(session, parquet, facts_of_parquet(parquet)).to_json())
    _wait_for_java()


def _wait_for_java() -> None:
    """A process counts among its parent's CPU seconds once it has ended."""
    from pyspark import SparkContext

    gateway: Any = SparkContext._gateway
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()


def _keep(parquet: Path, engine: str, profile: dict[str, Any]) -> None:
    parquet.with_name(f"{engine}.json").write_text(json.dumps(profile, default=str), encoding="utf-8")


def compared(rows: int, repeat: int) -> tuple[list[Figure], list[str]]:
    """The figures of both engines, and every path of their profiles that differs."""
    with tempfile.TemporaryDirectory(prefix="gotgan-bench-") as folder:
        parquet = Path(folder) / "sample.parquet"
        in_own_process(write_sample, parquet, rows)
        figures = measured({"DuckDB": run_duckdb, "Spark": run_spark}, parquet, repeat=repeat)
        here, there = (json.loads((Path(folder) / f"{name}.json").read_text()) for name in ("duckdb", "spark"))
    return figures, differing(there, here, apart=SKETCHES)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--master", help="of Spark (GOTGAN_SPARK_MASTER, else local[2])")
    arguments = parser.parse_args()
    if arguments.master:
        os.environ["GOTGAN_SPARK_MASTER"] = arguments.master
    found, paths = compared(arguments.rows, arguments.repeat)
    print(table_of(f"the same profile of {arguments.rows:,} x 20", found, bars=(None, None)))
    print("\nexact metrics: " + ("all equal" if not paths else f"{len(paths)} differ"))
    print("\n".join(paths[:20]))
    return 1 if paths else 0


if __name__ == "__main__":
    sys.exit(main())
