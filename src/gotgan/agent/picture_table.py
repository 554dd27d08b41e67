"""A Parquet whose pictures lie in records of bytes and path, as data for training do: the bytes alone as a column.

The path goes no further: a name of a file may name a person, and nobody needs it to see the picture.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.agent.gather import Gathered
from gotgan.agent.one_table import one_table
from gotgan.engine.deidentify.techniques.pictures import BATCH_ROWS
from gotgan.engine.package.lines import is_bytes
from gotgan.engine.package.manifest import entry_of

_BYTES = "bytes"


@contextmanager
def table_of_pictures(path: Path, columns: Sequence[str]) -> Iterator[Gathered]:
    """As `one_table`; those of `columns` that are records with a member `bytes` are that member.

    Raises: Invalid.
    """
    inside = _records(path, columns)
    if not inside:
        with one_table(path) as found:
            yield found
        return
    with tempfile.TemporaryDirectory(prefix="gotgan-") as scratch:
        flat = Path(scratch) / path.name
        _flatten(path, inside, flat)
        with one_table(flat) as found:
            told = entry_of(path, path.parent)
            yield replace(found, table=replace(found.table, sha256=told.sha256, size_bytes=path.stat().st_size))


def _records(path: Path, columns: Sequence[str]) -> list[str]:
    if not columns or not path.is_file():
        return []
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowInvalid, OSError):
        return []  # another form, or damaged: one_table tells
    return [name for name in columns if name in schema.names and _has_bytes(schema.field(name).type)]


def _has_bytes(kind: pa.DataType) -> bool:
    return pa.types.is_struct(kind) and kind.get_field_index(_BYTES) >= 0 and is_bytes(kind.field(_BYTES).type)


def _flatten(path: Path, inside: Sequence[str], target: Path) -> None:
    with pq.ParquetFile(path, memory_map=True) as file:
        fields = [
            pa.field(field.name, field.type.field(_BYTES).type) if field.name in inside else field
            for field in file.schema_arrow
        ]
        schema = pa.schema(fields)
        with pq.ParquetWriter(target, schema) as writer:
            for batch in file.iter_batches(batch_size=BATCH_ROWS):
                cells = [
                    pc.struct_field(column, _BYTES) if field.name in inside else column
                    for field, column in zip(schema, batch.columns, strict=True)
                ]
                writer.write_batch(pa.RecordBatch.from_arrays(cells, schema=schema))
