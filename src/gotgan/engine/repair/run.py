"""Run the two passes over a table: read once when the first rows tell enough, twice when later rows say otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from gotgan.engine.package.parquet import beside, write_batches
from gotgan.engine.repair.apply import Unforeseen
from gotgan.engine.repair.table import Batch, How, TableFacts, TablePlan, apply, finish, partial, sort_batch
from gotgan.engine.repair.tally import Tally
from gotgan.engine.tables import Table

BATCH_BYTES = 16 << 20
"""Arrow bytes repaired at once."""
Hashes = npt.NDArray[np.uint64]


@dataclass
class Repair:
    """`rows` read and written; `hashes` one a written row, in order."""

    plan: TablePlan
    facts: TableFacts
    tally: Tally
    rows_read: int
    rows: int
    hashes: Hashes


@dataclass
class _Writing:
    """One pass by one plan. `fits` turns false when a value shows that the plan was made of too few rows."""

    plan: TablePlan
    tally: Tally = field(default_factory=Tally)
    hashes: list[Hashes] = field(default_factory=list)
    fits: bool = True

    def repair(self, batch: Batch) -> Iterator[pa.RecordBatch]:
        if not self.fits:
            return
        tally = Tally()
        try:
            done = apply(batch, self.plan, tally)
        except Unforeseen:
            self.fits = False
            return
        self.tally = self.tally.merge(tally)
        self.hashes.append(row_hashes(done))
        yield done

    def repair_all(self, batches: Iterable[Batch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from self.repair(batch)


@dataclass
class _Learning:
    """Gathers the facts of all rows while they go by."""

    facts: TableFacts

    def watch(self, batches: Iterable[pa.RecordBatch]) -> Iterator[Batch]:
        for rows in batches:
            facts, batch = partial(rows, self.facts)
            self.facts = self.facts.merge(facts)
            yield batch


def repair_rows(table: Table, target: Path, *, epoch: int = 1900) -> Repair:
    """Write a table typed to `target`. Raises: TableBroken, OSError; nothing half-written remains.

    The plan is made of the first rows and holds if all rows make the same one; else the table is read again.
    """
    how = How(table.schema, table.typed, epoch)
    batches = gathered(table.batches())
    head = next(batches, None)
    learning = _Learning(TableFacts([], []))
    first = [] if head is None else list(learning.watch([head]))
    writing = _Writing(finish(learning.facts, how))
    with beside(target) as part:
        every = chain(first, learning.watch(batches))
        rows = write_batches(part, writing.plan.schema, writing.repair_all(every))
        plan = finish(learning.facts, how)
        if not writing.fits or plan != writing.plan:
            writing = _Writing(plan)
            rows = write_batches(part, plan.schema, writing.repair_all(map(sort_batch, gathered(table.batches()))))
    hashes = np.concatenate(writing.hashes) if writing.hashes else np.zeros(0, dtype=np.uint64)
    return Repair(plan, learning.facts, writing.tally, learning.facts.rows, rows, hashes)


def row_hashes(batch: pa.RecordBatch) -> Hashes:
    """One 64-bit hash a row over all its cells; equal rows have equal ones."""
    frame = pl.from_arrow(pa.Table.from_batches([batch]).rename_columns([f"c{i}" for i in range(batch.num_columns)]))
    assert isinstance(frame, pl.DataFrame)
    return frame.hash_rows(seed=0).to_numpy()


def gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Batches joined to about `BATCH_BYTES`."""
    some: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        some.append(batch)
        size += batch.nbytes
        if size >= BATCH_BYTES:
            yield _joined(some)
            some, size = [], 0
    if some:
        yield _joined(some)


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    return batches[0] if len(batches) == 1 else pa.concat_batches(batches)
