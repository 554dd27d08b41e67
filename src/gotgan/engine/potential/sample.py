"""Rows drawn from a table: as many as are asked for, each as likely as any other, by a recorded seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.package.parquet import beside
from gotgan.engine.tables import ColumnName, Table

BATCH_ROWS = 16_384


@dataclass(frozen=True)
class Drawn:
    """`rows` of the `of` rows of a table, in the table's order; whole when they are as many."""

    parquet: Path
    rows: int
    of: int


def draw_rows(parquet: Path, target: Path, *, rows: int, seed: int) -> Drawn:
    """Draw without replacement to `target`; a table that has no more is read where it lies.

    The same file, number and seed give the same rows. Memory: one batch. Raises: OSError; nothing half-written stays.
    """
    of = int(pq.read_metadata(parquet).num_rows)
    if of <= rows:
        return Drawn(parquet, of, of)
    chosen = np.sort(np.random.default_rng(seed).choice(of, size=rows, replace=False, shuffle=False))
    with pq.ParquetFile(parquet) as file, beside(target) as part, pq.ParquetWriter(part, file.schema_arrow) as writer:
        first = 0
        for batch in file.iter_batches(batch_size=BATCH_ROWS):
            low, high = np.searchsorted(chosen, [first, first + batch.num_rows])
            if high > low:
                writer.write_batch(batch.take(pa.array(chosen[low:high] - first)))
            first += batch.num_rows
    return Drawn(target, rows, of)


@dataclass(kw_only=True)
class SampledTable(Table):
    """A drawn sample, read as the table it was drawn from."""

    file: Path

    @property
    def schema(self) -> pa.Schema:
        stored = pq.read_schema(self.file)
        return pa.schema([pa.field(known.name, kind) for known, kind in zip(self.columns, stored.types, strict=True)])

    def batches(self) -> Iterator[pa.RecordBatch]:
        with pq.ParquetFile(self.file) as file:
            for batch in file.iter_batches(batch_size=BATCH_ROWS):
                yield pa.RecordBatch.from_arrays(batch.columns, schema=self.schema)


def table_of(drawn: Drawn, name: str, columns: tuple[ColumnName, ...], *, typed: bool) -> SampledTable:
    return SampledTable(
        path=name, format="parquet", columns=columns, typed=typed, header_rows=1,
        size_bytes=drawn.parquet.stat().st_size, sha256=None, file=drawn.parquet,
    )  # fmt: skip
