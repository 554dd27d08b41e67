"""One new dataset against many known: how long the kept index takes to find and to compare (two cores, no web).

python benchmarks/arriving.py 100000
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from gotgan.engine.overlap.arriving import KnownTables, compare_with
from gotgan.engine.overlap.model import ColumnSketch, TableSketch

COLUMNS, HASHES, BATCH = 10, 256, 1_000
RANDOM = np.random.default_rng(1)


def make_table(number: int, like: TableSketch | None = None) -> TableSketch:
    """Ten full sketches of its own, or those of another; the names of one table in a thousand agree."""
    kept = like.columns if like else [None] * COLUMNS
    columns = tuple(
        ColumnSketch(
            f"열{number % 977}_{place}", "text",
            each.hashes if each else np.sort(RANDOM.integers(0, 2**63, HASHES, dtype=np.uint64)), 1000.0, 0.9, 1.0,
        )
        for place, each in enumerate(kept)
    )  # fmt: skip
    names = tuple(column.name for column in columns)
    return TableSketch(f"{number}:", f"{number:064x}", 1000, "k", names, ("text",) * COLUMNS, columns)


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        folder, kept = Path(name), {}
        known, started = KnownTables(folder), time.monotonic()
        for first in range(0, number, BATCH):
            tables = [make_table(each) for each in range(first, min(number, first + BATCH))]
            kept.update(enumerate(tables) if first == 0 else {})
            known.add(range(first, first + len(tables)), tables)
            known.tidy()
        print(f"{number:,} tables kept in {time.monotonic() - started:.0f} s, {known.content.postings:,} postings, "
              f"{known.content.segments} segments")  # fmt: skip
        for turn in range(5):
            started = time.monotonic()
            known = KnownTables(folder)
            new = make_table(number + turn, like=kept[turn])
            near = known.near(new)
            found = compare_with(new, [kept.get(each) or make_table(each) for each in near])
            known.add([number + turn], [new])
            seconds = time.monotonic() - started
            print(f"one more: {seconds:.3f} s, {len(near)} looked at, best {found[0].b.path} {found[0].score:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
