"""Shards: ranges of rows of Parquet files, which one after the other are one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.deidentify.census import BATCH_ROWS, batches_of
from gotgan.terms.errors import Invalid, Issue

SHARD_ROWS = 2 * BATCH_ROWS


@dataclass(frozen=True)
class Shard:
    """Rows `start` up to before `start + rows` of a file; `first_row` is the number of the first in the whole table."""

    parquet: Path
    start: int
    rows: int
    first_row: int
    number: int = 0
    """Its place among the shards, from 0."""


def cut(parquet: Path, rows: int = SHARD_ROWS) -> list[Shard]:
    """A file in shards of so many rows; one without rows is one shard."""
    total = pq.read_metadata(parquet).num_rows
    starts = range(0, max(total, 1), rows)
    return [Shard(parquet, start, min(rows, total - start), start, number) for number, start in enumerate(starts)]


def shards_of(parquets: Sequence[Path]) -> list[Shard]:
    """Files that are one table, in this order, each a shard.

    Raises: Invalid for no file, or when one differs from the first in its columns.
    """
    if not parquets:
        raise Invalid(Issue("shards", "there is no file", "name the Parquet files of one table"))
    schemas = [pq.read_schema(parquet).remove_metadata() for parquet in parquets]
    other = [
        Issue(str(parquet), "its columns or their types are not those of the first file", "name parts of one table")
        for parquet, schema in zip(parquets, schemas, strict=True)
        if schema != schemas[0]
    ]
    if other:
        raise Invalid(*other)
    rows = [pq.read_metadata(parquet).num_rows for parquet in parquets]
    firsts = [0, *accumulate(rows)]
    parts = enumerate(zip(parquets, rows, firsts, strict=False))
    return [Shard(parquet, 0, count, first, number) for number, (parquet, count, first) in parts]


def read_shard(
    shard: Shard, columns: Sequence[str], *, batch_rows: int = BATCH_ROWS, dictionaries: bool = True
) -> Iterator[pa.RecordBatch]:
    """Its rows in order, these columns alone, texts as `dictionaries`. Only the row groups that hold them are read."""
    groups, skip = _groups(shard)
    left = shard.rows
    for batch in batches_of(shard.parquet, columns, groups=groups, batch_rows=batch_rows, dictionaries=dictionaries):
        taken = batch.slice(skip, left) if skip < batch.num_rows else batch.slice(0, 0)
        skip = max(0, skip - batch.num_rows)
        left -= taken.num_rows
        if taken.num_rows:
            yield taken
        if not left:
            return


def _groups(shard: Shard) -> tuple[list[int], int]:
    """The row groups that hold the shard, and how many rows of the first of them are another's."""
    metadata = pq.read_metadata(shard.parquet)
    ends = list(accumulate(metadata.row_group(place).num_rows for place in range(metadata.num_row_groups)))
    begins = [0, *ends]
    held = [place for place, end in enumerate(ends) if end > shard.start and begins[place] < shard.start + shard.rows]
    return held, shard.start - begins[held[0]] if held else 0
