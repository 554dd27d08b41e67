"""Overlap: the join of 100,000 and 1,000,000 columns, one new table against 100,000, and how good the answers are.

    python benchmarks/overlap.py [--columns 100000] [--large 1000000]

The tables of the join are made: 256 hashes a column, four in ten columns drawn from values that others have too.
Quality: MAP@10 over the pairs of tables/korea/truth.csv beside the repository, with two baselines in the same run.
"""

from __future__ import annotations

import argparse
import csv
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.engine.ranked_baselines import Ranking, map_at_ten, of_pairs, of_sets

from gotgan.agent.key import SketchKey
from gotgan.agent.scan import scan_targets
from gotgan.engine.overlap import Relation, TableSketch, find_overlaps, read_scan
from gotgan.engine.overlap.columns import Columns
from gotgan.engine.overlap.find import find_meetings
from gotgan.engine.overlap.index import Index
from gotgan.engine.overlap.model import ColumnSketch
from gotgan.engine.sketch import SIZE

KOREA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "tables" / "korea"
SEED = 20261125
WIDTH = 20
SHARED, POOL = 0.4, 40
RELATIONS = {
    Relation.SAME_CONTENT: {"identical", "other_release", "derived", "derived_other_release", "headerless_subset"},
    Relation.SAME_SCHEMA: {"same_schema", "same_schema_overlap", "identical", "other_release"},
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--columns", type=int, default=100_000)
    parser.add_argument("--large", type=int, default=0, help="also this many, e.g. 1000000 (about 15 GB)")
    arguments = parser.parse_args()
    for size in filter(None, (arguments.columns, arguments.large)):
        join(size)
    ask_one(100_000)
    if KOREA.is_dir():
        quality()
    return 0


def made(columns: int) -> list[TableSketch]:
    """Tables of 20 columns; a shared column takes its values from one of many pools of 40 columns' size."""
    random = np.random.default_rng(SEED)
    pools: dict[int, np.ndarray] = {}
    tables = []
    for number in range(max(1, columns // WIDTH)):
        every = [_column(random, pools, columns) for _ in range(WIDTH)]
        names = tuple(f"c{place}" for place in range(WIDTH))
        tables.append(TableSketch(f"t{number}", str(number), 10_000, "k", names, ("text",) * WIDTH, tuple(every)))
    return tables


def _column(random: np.random.Generator, pools: dict[int, np.ndarray], columns: int) -> ColumnSketch:
    if random.random() < SHARED:
        pool = int(random.integers(max(1, columns // POOL)))
        if pool not in pools:
            pools[pool] = random.integers(0, 2**63, 3 * SIZE, dtype=np.uint64) >> np.uint64(5)
        hashes = np.sort(random.choice(pools[pool], SIZE, replace=False))
    else:
        hashes = np.sort(random.integers(0, 2**63, SIZE, dtype=np.uint64) >> np.uint64(5))
    return ColumnSketch("c", "text", hashes, 8_000.0, 0.8, 1.0)


def join(size: int) -> None:
    tables = made(size)
    columns = Columns.of(tables)
    before = time.process_time(), time.perf_counter()
    meetings = find_meetings(columns)
    cpu, wall = time.process_time() - before[0], time.perf_counter() - before[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"join of {len(columns):,} columns, {len(columns.flat):,} hashes: {len(meetings):,} pairs, "
          f"{cpu:.1f} CPU s, {wall:.1f} s, peak of the process {peak:.1f} GB")  # fmt: skip


def ask_one(datasets: int) -> None:
    """One new table against so many others, whose postings lie in the index."""
    random = np.random.default_rng(SEED)
    size = datasets * 5
    hashes = np.sort(random.integers(0, 2**63, size * 64, dtype=np.uint64) >> np.uint64(5))
    owner = random.integers(0, datasets, len(hashes))
    index = Index(hashes, owner, np.full(len(hashes), 1 / 64))
    new = made(WIDTH)[0]
    start = time.perf_counter()
    index.near(new)
    print(f"one new table of {WIDTH} columns against {datasets:,} ({len(hashes):,} hashes): "
          f"{(time.perf_counter() - start) * 1000:.1f} ms")  # fmt: skip


def quality() -> None:
    with tempfile.TemporaryDirectory(prefix="gotgan-bench-") as folder:
        output = Path(folder) / "scan.json"
        scan_targets([str(KOREA)], output, key=SketchKey(b"k" * 32, is_random=False))
        tables = [table for table in read_scan(output) if table.path not in ("files.csv", "truth.csv")]
    with (KOREA / "truth.csv").open(encoding="utf-8", newline="") as file:
        truth = list(csv.DictReader(file))
    pairs = find_overlaps(tables)
    for relation, words in RELATIONS.items():
        wanted: dict[str, set[str]] = {}
        for row in (row for row in truth if row["relation"] in words):
            wanted.setdefault(row["a"], set()).add(row["b"])
            wanted.setdefault(row["b"], set()).add(row["a"])
        ours = of_pairs(pair for pair in pairs if pair.relation is relation)
        figures = {
            "overlap": map_at_ten(ours, wanted),
            "names only": map_at_ten(_by(tables, _names), wanted),
            "values only": map_at_ten(_by(tables, _values), wanted),
        }
        said = ", ".join(f"{name} {figure:.3f}" for name, figure in figures.items())
        print(f"{relation}: MAP@10 of {len(wanted)} tables: {said}")


def _by(tables: Sequence[TableSketch], of: Callable[[TableSketch], set[object]]) -> Ranking:
    """Baseline: Jaccard of one set a table."""
    return of_sets({table.path: of(table) for table in tables})


def _names(table: TableSketch) -> set[object]:
    return {name for name in table.names if name}


def _values(table: TableSketch) -> set[object]:
    return {int(value) for column in table.columns for value in column.hashes}


if __name__ == "__main__":
    sys.exit(main())
