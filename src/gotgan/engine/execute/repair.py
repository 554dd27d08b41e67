"""Repair over shards: facts merge, one plan is made of them in the driver, and each shard is written by it.

The rows as read are kept beside the target as Parquet of text, since a text file can only be read in order.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.execute.parts import part_of, read_parts, write_part
from gotgan.engine.execute.port import Executor, fold
from gotgan.engine.execute.shards import SHARD_ROWS, Shard, cut, read_shard
from gotgan.engine.package.parquet import beside, write_batches, write_parquet
from gotgan.engine.repair.run import Hashes, Repair, has_repeats, row_hashes
from gotgan.engine.repair.table import How, TableFacts, TablePlan, apply, finish, sort_batch
from gotgan.engine.repair.table import partial as facts_of
from gotgan.engine.repair.tally import Tally
from gotgan.engine.tables import Table

BATCH_ROWS = 1 << 16


@dataclass(frozen=True)
class RepairInShards:
    """In place of `repair.run.repair_rows`: the table is cut to shards of `shard_rows`, which `executor` works on."""

    executor: Executor
    shard_rows: int = SHARD_ROWS

    def __call__(self, table: Table, target: Path, *, epoch: int = 1900) -> Repair:
        """Write a table typed to `target`. Raises: TableBroken, OSError, Unavailable; nothing half-written remains."""
        folder = target.with_name(f".{target.name}.rows")
        folder.mkdir(mode=0o700)
        try:
            write_parquet(table, folder / "rows.parquet")
            shards = cut(folder / "rows.parquet", self.shard_rows)
            return repair_shards(self.executor, shards, How(table.schema, table.typed, epoch), target, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def repair_shards(executor: Executor, shards: Sequence[Shard], how: How, target: Path, folder: Path) -> Repair:
    """`folder`: where parts are written, which every worker must see.

    Memory of the driver: the facts, one batch, and 8 bytes a row (the hashes that find repeated rows).
    """
    facts = fold(executor.run(partial(_facts, schema=how.schema), shards), TableFacts.merge, TableFacts([], []))
    plan = finish(facts, how)
    tally, hashes = Tally(), [np.zeros(0, dtype=np.uint64)]
    for made, found in executor.run(partial(_repaired, schema=how.schema, plan=plan, folder=folder), shards):
        tally = tally.merge(made)
        hashes.append(found)
    with beside(target) as part:
        rows = write_batches(part, plan.schema, read_parts((part_of(folder, shard) for shard in shards), BATCH_ROWS))
    every = np.concatenate(hashes)
    return Repair(plan, facts, tally, facts.rows, rows, every, has_repeats(every))


def _facts(shard: Shard, schema: pa.Schema) -> TableFacts:
    known = TableFacts([], [])
    for rows in _rows(shard, schema):
        known = known.merge(facts_of(rows, known)[0])
    return known


def _repaired(shard: Shard, schema: pa.Schema, plan: TablePlan, folder: Path) -> tuple[Tally, Hashes]:
    tally, hashes = Tally(), [np.zeros(0, dtype=np.uint64)]

    def repaired() -> Iterator[pa.RecordBatch]:
        for rows in _rows(shard, schema):
            done = apply(sort_batch(rows), plan, tally)
            hashes.append(row_hashes(done))
            yield done

    write_part(part_of(folder, shard), plan.schema, repaired())
    return tally, np.concatenate(hashes)


def _rows(shard: Shard, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """As the reader of the table gave them; Parquet stores some types (seconds) in another."""
    names = pq.read_schema(shard.parquet).names
    for batch in read_shard(shard, names, batch_rows=BATCH_ROWS, dictionaries=False):
        yield batch if batch.schema.equals(schema) else batch.cast(schema)
