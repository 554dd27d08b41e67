"""Rows that are no file yet as Parquet: whole numbers and texts, in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa

from gotgan.engine.package.lossless import ARROW_TYPES
from gotgan.engine.package.parquet import beside, write_batches

_BATCH = 20_000


def write_rows(columns: Mapping[str, str], rows: Iterable[Sequence[str]], target: Path) -> int:
    """Write rows of texts; `columns` are profile types by name, in order. Returns how many rows.

    An empty text is missing. The same rows give the same bytes with the same pyarrow. Memory: one row group.
    Raises: ArrowInvalid for a text that is not of its column's type; nothing is left then.
    """
    schema = pa.schema([pa.field(name, ARROW_TYPES.get(kind, pa.string())) for name, kind in columns.items()])
    with beside(target) as part:
        return write_batches(part, schema, _batches(schema, iter(rows)))


def _batches(schema: pa.Schema, rows: Iterator[Sequence[str]]) -> Iterator[pa.RecordBatch]:
    while batch := list(islice(rows, _BATCH)):
        texts = [pa.array([cell or None for cell in column], pa.string()) for column in zip(*batch, strict=True)]
        arrays = [text.cast(field.type) for text, field in zip(texts, schema, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)
