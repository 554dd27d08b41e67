"""Tables as Parquet: beside first, then renamed, so that a target is whole or absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.package.lossless import ARROW_TYPES, come_back, convert
from gotgan.engine.tables.model import MIB, Table

GROUP_BYTES = 64 * MIB
"""Uncompressed aim of a row group; viewers refuse groups over 100 MB."""
_MOST_ROWS = 1 << 20


@dataclass(frozen=True)
class Written:
    rows: int
    ragged_rows: int


def write_parquet(table: Table, target: Path) -> Written:
    """Write every row: text as read, or the source's own types.

    Raises: TableBroken, OSError (disk full); nothing half-written remains.
    """
    with beside(target) as part:
        rows = write_batches(part, table.schema, table.batches())
    return Written(rows, table.ragged_rows)


def column_names(parquet: Path) -> tuple[str, ...]:
    """The names of its columns, in their order."""
    return tuple(pq.read_schema(parquet).names)


def write_typed_parquet(source: Path, types: Mapping[str, str], target: Path) -> None:
    """Copy a text Parquet, giving a column its type only where every value's text comes back exactly.

    `types` holds profile types by column name. "007", "+5", "1,000" or "1.50" beside "1.5" keep their
    column text: nothing is ever lost. Memory: one row group.
    """
    with pq.ParquetFile(source) as file:
        kept = _types_that_hold(file, types)
        schema = pa.schema([pa.field(f.name, kept.get(i, f.type)) for i, f in enumerate(file.schema_arrow)])
        with beside(target) as part:
            write_batches(
                part, schema, (_converted(batch, schema) for batch in file.iter_batches(batch_size=_MOST_ROWS // 16))
            )


def _types_that_hold(file: pq.ParquetFile, types: Mapping[str, str]) -> dict[int, pa.DataType]:
    """By position: the columns whose every value survives the way there and back."""
    kept = {
        position: ARROW_TYPES[types[field.name]]
        for position, field in enumerate(file.schema_arrow)
        if pa.types.is_string(field.type) and types.get(field.name) in ARROW_TYPES
    }
    styles: dict[int, set[str]] = {position: set() for position in kept}
    for group in range(file.num_row_groups):
        if not kept:
            break
        columns = file.read_row_group(group, columns=None).columns
        for position, kind in list(kept.items()):
            style = come_back(columns[position], kind)
            styles[position] |= style or set()
            if style is None or len(styles[position]) > 1:
                del kept[position]
    return kept


def _converted(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    arrays = [convert(column, field.type) for column, field in zip(batch.columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def write_batches(
    part: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch], *, dictionary: Sequence[str] | None = None
) -> int:
    """Write batches in row groups of about GROUP_BYTES; returns how many rows.

    `dictionary`: the columns worth one; without it all are tried.
    """
    rows = 0
    encoded = True if dictionary is None else list(dictionary)
    with pq.ParquetWriter(part, schema, compression="zstd", use_dictionary=encoded) as writer:
        for group in _groups(batches):
            table = pa.Table.from_batches(group, schema=schema)
            writer.write_table(table, row_group_size=_MOST_ROWS)
            rows += table.num_rows
    return rows


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Batches gathered to about `GROUP_BYTES`; one that is larger is sliced."""
    group: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        for piece in _sliced(batch):
            if group and size + piece.nbytes > GROUP_BYTES:
                yield group
                group, size = [], 0
            group.append(piece)
            size += piece.nbytes
    if group:
        yield group


def _sliced(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    pieces = max(1, -(-batch.nbytes // GROUP_BYTES))
    length = max(1, -(-batch.num_rows // pieces))
    for start in range(0, batch.num_rows, length):
        yield batch.slice(start, length)


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A path to write to; renamed to `target` only when the writing ended well."""
    part = target.with_name(f".{uuid4().hex}.part")
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
