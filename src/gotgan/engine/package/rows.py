"""A CSV of whole numbers and texts as Parquet, read by Arrow itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from gotgan.engine.package.lossless import ARROW_TYPES
from gotgan.engine.package.parquet import beside, write_batches
from gotgan.engine.tables.model import MIB

_BLOCKS = (8 * MIB, 512 * MIB)
"""Read at a time; the second where one row alone is longer than the first."""


def csv_as_parquet(columns: Mapping[str, str], source: Path, target: Path) -> int:
    """Copy a UTF-8 CSV with a header into Parquet. `columns` are profile types by name, in order. Returns the rows.

    An empty text is missing. The same file gives the same bytes with the same pyarrow. Memory: one row group.
    Raises: ArrowInvalid for a text that is not of its column's type; nothing is left then.
    """
    schema = pa.schema([pa.field(name, ARROW_TYPES.get(kind, pa.string())) for name, kind in columns.items()])
    for block in _BLOCKS:
        try:
            with beside(target) as part:
                return write_batches(part, schema, _batches(schema, source, block))
        except pa.ArrowInvalid as error:
            if block == _BLOCKS[-1] or "straddling" not in str(error):
                raise
    raise AssertionError("the last block either did or raised")


def _batches(schema: pa.Schema, source: Path, block_bytes: int) -> Iterator[pa.RecordBatch]:
    with csv.open_csv(
        source,
        read_options=csv.ReadOptions(block_size=block_bytes),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=schema, null_values=[""], strings_can_be_null=True, include_columns=schema.names
        ),
    ) as reader:
        yield from reader
