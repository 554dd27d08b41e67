"""Equal rows: counted by Spark, and their hashes kept as the DuckDB engine keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import duckdb
import numpy as np
import pyarrow as pa

from gotgan.engine.profile.columns import values_of_chunks
from gotgan.engine.profile.fold import Column
from gotgan.engine.profile.numbers import Array
from gotgan.engine.profile.spark.source import ROW_HASH, Rows
from gotgan.engine.profile.state import ROWS_KEPT

TOP_BIT = np.uint64(1 << 63)


def duplicates_of(rows: Rows) -> tuple[int, Array | None]:
    """Rows equal to an earlier one, and the DuckDB hashes of the distinct ones (None above ROWS_KEPT).

    Counted on a hash of 64 bits: two different rows of a million share one with a chance of 3e-8.
    """
    distinct = rows.frame.selectExpr(f"count(DISTINCT {_hash(rows)})").collect()[0][0]
    if distinct > ROWS_KEPT:
        return rows.total - distinct, None
    hashes = _kept_hashes(rows)
    return rows.total - hashes.size, hashes


def _hash(rows: Rows) -> str:
    """Spark's hash passes over a null, so that each cell's being null is hashed as well."""
    if rows.rewritten:
        return ROW_HASH
    return f"xxhash64({', '.join(f'c{c.index}, c{c.index} IS NULL' for c in rows.columns)})"


def _kept_hashes(rows: Rows) -> Array:
    hashed = rows.frame.select(ROW_HASH) if rows.rewritten else rows.frame.mapInArrow(_hash_with(rows.columns), _SCHEMA)
    return np.unique(values_of_chunks(hashed.distinct().toArrow()[ROW_HASH]).view(np.uint64) ^ TOP_BIT)


_SCHEMA = f"{ROW_HASH} bigint"


def _hash_with(columns: Sequence[Column]) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    cells = ", ".join(f"c{column.index}::{column.duckdb_type}" for column in columns)
    sql = f"SELECT DISTINCT (hash({cells})::HUGEINT - 9223372036854775808)::BIGINT AS {ROW_HASH} FROM batch"

    def hash_rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            for batch in batches:
                connection.register("batch", pa.Table.from_batches([batch]))
                yield from connection.sql(sql).to_arrow_table().to_batches()

    return hash_rows
