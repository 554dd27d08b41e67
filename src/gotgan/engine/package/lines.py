"""Rows as JSON, one a line: strict JSON, UTF-8, whole numbers exact.

Moments and days are ISO 8601, decimals and bytes (base64) texts; a number that JSON cannot say is null, and counted.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.engine.package.parquet import beside

_BATCH = 1 << 15


def write_jsonl(parquet: Path, target: Path) -> int:
    """Write every row, in order; returns how many numbers became null. Memory: one batch."""
    lost = 0
    with beside(target) as part, part.open("wb") as file:
        for batch in batches_of(parquet):
            lost += count_unsayable(batch)
            file.write(json_lines(batch))
    return lost


def batches_of(parquet: Path) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(parquet) as file:
        yield from file.iter_batches(batch_size=_BATCH)


def json_lines(batch: pa.RecordBatch) -> bytes:
    """One object a row, a line feed after each and nowhere else."""
    written = io.BytesIO()
    columns = [_sayable(column) for column in batch.columns]
    frame = pl.from_arrow(pa.Table.from_arrays(columns, names=batch.schema.names))
    assert isinstance(frame, pl.DataFrame)
    frame.write_ndjson(written)
    return written.getvalue()


def count_unsayable(batch: pa.RecordBatch) -> int:
    """Infinite numbers and those that are none (NaN)."""
    numbers = [column for column in batch.columns if pa.types.is_floating(column.type)]
    return sum(pc.sum(pc.invert(pc.is_finite(column))).as_py() or 0 for column in numbers)


def _sayable(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _sayable(column.dictionary_decode())
    if is_bytes(kind):
        return as_base64(column)
    if pa.types.is_timestamp(kind):
        zone = "%z" if kind.tz else ""
        return pc.strftime(column, format=f"%Y-%m-%dT%H:%M:%S{zone}")
    if pa.types.is_decimal(kind) or pa.types.is_duration(kind):
        return pc.cast(column, pa.string())
    return column


def is_bytes(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


def as_base64(column: pa.Array) -> pa.Array:
    cells = (None if cell is None else base64.b64encode(cell).decode("ascii") for cell in column.to_pylist())
    return pa.array(list(cells), pa.string())
