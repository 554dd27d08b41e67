"""What a person confirmed, as a column: rows of one thing share an `entity_id`. Nothing is deleted or merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.media.near import Groups
from gotgan.engine.package.parquet import beside, write_batches
from gotgan.engine.tables.names import column_names

COLUMN = "entity_id"
YES = frozenset({"yes", "y", "예", "네", "true", "1", "o"})


@dataclass(frozen=True)
class Accepted:
    """`rows` share an entity with another row; the name the new column got."""

    column: str
    pairs: int
    entities: int
    rows: int


def mark_entities(parquet: Path, pairs: Iterable[tuple[int, int]]) -> Accepted:
    """Add a column with the least row of each row's entity (its own row where it is alone), from 0.

    Raises: IndexError for a row that the table does not have, OSError; the file is whole before or after.
    """
    with pq.ParquetFile(parquet) as file:
        groups, count = Groups(file.metadata.num_rows), 0
        for a, b in pairs:
            if min(a, b) < 0:
                raise IndexError(min(a, b))
            groups.join(a, b)
            count += 1
        schema = file.schema_arrow
        name = [column.name for column in column_names([*schema.names, COLUMN])][-1]
        roots = groups.roots(np.arange(file.metadata.num_rows))
        schema = schema.append(pa.field(name, pa.int64()))
        with beside(parquet) as part:
            write_batches(part, schema, _with(file, roots, schema))
    many = groups.of_many()
    return Accepted(name, count, len(many), sum(map(len, many)))


def _with(
    file: pq.ParquetFile, roots: np.ndarray[tuple[int], np.dtype[np.intp]], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    start = 0
    for batch in file.iter_batches():
        ids = pa.array(roots[start : start + batch.num_rows], pa.int64())
        yield pa.RecordBatch.from_arrays([*batch.columns, ids], schema=schema)
        start += batch.num_rows
