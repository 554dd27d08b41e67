"""A table streamed out of its database into Parquet: bounded memory, exact values, nothing half-written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.engine.sources.sql.loose import LooseNumbers, fit_numbers, only_plain
from gotgan.engine.sources.sql.model import ColumnType, DbTable, Session
from gotgan.engine.tables import ColumnName
from gotgan.engine.tables.names import column_names


@dataclass
class Streamed:
    """What was written. `missing`: cells by column that no type could hold (a date of year 0, infinity)."""

    columns: tuple[ColumnName, ...]
    rows: int = 0
    missing: dict[str, int] = field(default_factory=dict)

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(
            f"{name}: {count} values are beyond what a date, time or number can say; they are read as missing"
            for name, count in self.missing.items()
        )


def stream_table(session: Session, table: DbTable, sources: Sequence[str], target: Path) -> Streamed:
    """Write the rows of `sources` (FROM clauses with what may follow) to Parquet, renamed into place when whole.

    Binary cells are never read: their column says how many bytes each holds. Raises: as Session does.
    """
    written = Streamed(column_names([column.name for column in table.columns]))
    schema = pa.schema([(name.name, c.type.arrow) for name, c in zip(written.columns, table.columns, strict=True)])
    loose = LooseNumbers([place for place, column in enumerate(table.columns) if column.type.is_loose])
    cells = ", ".join(session.cell(column) for column in table.columns) or "1"
    batches = (rows for source in sources for rows in session.stream(f"SELECT {cells} FROM {source}", table.id))
    with _beside(target) as part:
        with pq.ParquetWriter(part, schema, compression="zstd") as writer:
            for rows in batches:
                batch = _to_batch(rows, table, schema, written)
                loose.add(batch)
                writer.write_batch(batch)
                written.rows += len(rows)
        fit_numbers(part, loose)
    return written


def _to_batch(rows: Sequence[tuple[Any, ...]], table: DbTable, schema: pa.Schema, written: Streamed) -> pa.RecordBatch:
    if not table.columns:
        return pa.RecordBatch.from_arrays([], schema=schema)
    arrays = []
    for name, column, cells in zip(written.columns, table.columns, zip(*rows, strict=True), strict=True):
        array = to_array(cells, column.type)
        lost = array.null_count - cells.count(None)
        if lost:
            written.missing[name.name] = written.missing.get(name.name, 0) + lost
        arrays.append(array)
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def to_array(cells: Sequence[Any], kind: ColumnType) -> pa.Array:
    """Cells as text (or as the driver gives numbers) in the column's type; a date it cannot hold is null."""
    wanted = kind.arrow
    plain = pa.array(cells, pa.string()) if any(isinstance(cell, str) for cell in cells) else pa.array(cells)
    if kind.is_loose:
        return only_plain(plain.cast(wanted))
    if kind.kind in ("date", "datetime", "time", "number"):
        return _each_that_fits(plain.cast(pa.string()), kind)
    return plain if plain.type == wanted else plain.cast(wanted)


def _each_that_fits(texts: pa.Array, kind: ColumnType) -> pa.Array:
    """All at once; one by one where some value does not fit, which becomes null."""
    try:
        return _fitted(texts, kind)
    except pa.ArrowInvalid:
        return pa.concat_arrays([_one_that_fits(texts.slice(place, 1), kind) for place in range(len(texts))])


def _one_that_fits(text: pa.Array, kind: ColumnType) -> pa.Array:
    try:
        return _fitted(text, kind)
    except pa.ArrowInvalid:
        return pa.nulls(1, kind.arrow)


def _fitted(texts: pa.Array, kind: ColumnType) -> pa.Array:
    if kind.kind == "time":
        days = pc.binary_join_element_wise("1970-01-01", texts, " ")
        return days.cast(pa.timestamp("us")).cast(kind.arrow)
    if kind.zoned:
        return texts.cast(pa.timestamp("us")).cast(kind.arrow)
    return texts.cast(kind.arrow)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    part = target.with_name(f".{uuid4().hex}.part")
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
