"""Differentially private answers and synthetic tables: cost, noise, closeness and copies on Adult.

python benchmarks/private.py [--rows 1000000]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from benchmarks.run import measured
from tests.shared_data import SHARED

from gotgan.engine.deidentify.private.ledger import Charge, Ledger
from gotgan.engine.deidentify.private.measure import measure_counts
from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.deidentify.synthetic.synthesise import synthesise
from gotgan.terms.private_ask import read_ask
from gotgan.terms.recipe import Recipe

NOW = "2026-11-26T00:00:00Z"
EDUCATION = ["Bachelors", "HS-grad", "11th", "Masters", "9th", "Some-college", "Assoc-acdm", "7th-8th", "Doctorate"]
ASK = {
    "contributions": 3,
    "questions": [
        {"ask": "count", "epsilon": "0.1"},
        {"ask": "sum", "column": "age", "low": 0, "high": 100, "epsilon": "0.1"},
        {"ask": "histogram", "column": "education", "categories": EDUCATION, "epsilon": "0.1"},
    ],
}


def read_adult() -> pa.Table:
    return pc.read_csv(SHARED / "data/tables/adult/adult.csv", parse_options=pc.ParseOptions(delimiter=";"))


def write_large(folder: Path, rows: int) -> Path:
    """Rows of Adult drawn again and again, ages moved, three or four a person."""
    adult, draw = read_adult(), np.random.default_rng(1)
    table = adult.take(pa.array(draw.integers(0, adult.num_rows, rows)))
    table = table.append_column("person", pa.array(draw.integers(0, rows * 2 // 7, rows)))
    pq.write_table(table, folder / "large.parquet")
    return folder / "large.parquet"


def ask_gotgan(parquet: Path) -> object:
    with tempfile.TemporaryDirectory() as name:
        ledger = Ledger.open_new(Path(name) / "l", dataset="adult", epsilon=1, subject="person", now=NOW)
        return measure_counts(parquet, read_ask(ASK), ledger, now=NOW)


def ask_opendp(parquet: Path) -> object:
    """The same three by OpenDP from lists; its own context bounds nobody, the rows are taken as bounded."""
    import opendp.prelude as dp

    dp.enable_features("contrib")
    table = pq.read_table(parquet, columns=["age", "education"])

    def context(data: list[Any]) -> Any:
        unit, loss = dp.unit_of(contributions=3), dp.loss_of(epsilon=0.1)
        return dp.Context.compositor(data=data, privacy_unit=unit, privacy_loss=loss, split_evenly_over=1)

    ages, education = table["age"].to_pylist(), table["education"].to_pylist()
    return [
        context(ages).query().count().laplace().release(),
        context(ages).query().clamp((0, 100)).sum().laplace().release(),
        context(education).query().count_by_categories(EDUCATION).laplace().release(),
    ]


def time_ledger(folder: Path, charges: int = 100) -> None:
    ledger = Ledger.open_new(folder / "ledger", dataset="d", epsilon=charges, now=NOW)
    cpu, wall = time.process_time(), time.monotonic()
    for _ in range(charges):
        ledger.spend(Charge(Decimal(1), asked={"questions": [{"ask": "count"}]}), now=NOW)
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    size = (folder / "ledger").stat().st_size
    print(f"ledger: {charges} charges {cpu:.2f} CPU s, {wall:.1f} s wall, {size:,} bytes", flush=True)


def source_of(parquet: Path) -> Source:
    schema, rows = pq.read_schema(parquet), pq.read_metadata(parquet).num_rows
    return Source(parquet, parquet.name, None, tuple(schema.names), rows, True)


def draw_large(parquet: Path) -> object:
    with tempfile.TemporaryDirectory() as name:
        return synthesise(source_of(parquet), Recipe(subject="person"), Path(name) / "o", started=NOW, now=lambda: NOW)


def show_synthesis(folder: Path) -> None:
    pq.write_table(read_adult(), folder / "adult.parquet")
    print("| k | columns | pairs | copies of one | closer to train | membership AUC | CPU s |")
    print("|---|---|---|---|---|---|---|")
    for k in (5, 20, 50):
        cpu = time.process_time()
        source, out = source_of(folder / "adult.parquet"), folder / f"out{k}"
        released = synthesise(source, Recipe(k=k, copies="keep"), out, started=NOW, now=lambda: NOW)
        cpu = time.process_time() - cpu
        found = released.documents["closeness.json"]
        columns, pairs = (found["closeness"][kind] for kind in ("columns", "pairs"))
        copies, far = found["copies"], found["distances"]
        both = [(each["synthetic"]["mean"], each["held_out"]["mean"]) for each in (columns, pairs)]
        print(f"| {k} | " + " | ".join(f"{a:.4f} ({b:.4f})" for a, b in both), end="")
        print(f" | {copies['synthetic']['of_one']:.3f} ({copies['held_out']['of_one']:.3f})", end="")
        closer, guess = far["closest_record"]["closer_to_train"], far["membership"]
        print(f" | {closer:.3f} | {guess['auc']:.3f} ± {guess['error']:.3f} | {cpu:.2f} |", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--large-only", action="store_true", help="without the ledger and Adult itself")
    arguments = parser.parse_args()
    rows = arguments.rows
    with tempfile.TemporaryDirectory(prefix="gotgan-bench-") as name:
        folder = Path(name)
        if not arguments.large_only:
            time_ledger(folder)
            show_synthesis(folder)
        large = write_large(folder, rows)
        for jobs in ({"OpenDP from lists": ask_opendp, "measure_counts": ask_gotgan}, {"synthesise": draw_large}):
            for each in measured(jobs, large, repeat=1):
                cost = f"{each.cpu_seconds:.1f} CPU s, {each.wall_seconds:.1f} s wall, {each.peak_bytes >> 20:,} MB"
                print(f"{rows:,} rows: {each.name}: {cost}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
