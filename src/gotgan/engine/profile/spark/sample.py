"""The rows that are looked at closely, chosen by Spark: the same as DuckDB chooses, by DuckDB's hash.

Workers hash their rows and keep those below a bound that is likely to leave enough; equal ones are put together
before they reach the driver, which keeps the first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from gotgan.engine.profile.columns import values_of_chunks
from gotgan.engine.profile.fold import Column
from gotgan.engine.profile.sample.state import Choice, SampleState, as_cells, chosen
from gotgan.engine.profile.sample_rows import sampled_cell
from gotgan.engine.profile.spark.rows import TOP_BIT
from gotgan.engine.profile.spark.source import ROW_HASH, Rows

_SPREADS = 6
"""Standard deviations by which more rows are taken than are wanted, since hashes fall by chance."""
_HASHES = 1 << 64


def sample_of(rows: Rows, distinct: int, choice: Choice) -> SampleState:
    """`distinct`: different rows of the table."""
    size = choice.of(len(rows.columns))
    bound = _bound(size, distinct)
    while True:
        table = _below(rows, bound, choice.mask)
        if table.num_rows >= min(size, distinct) or bound == _HASHES - 1:
            break
        bound = min(_HASHES - 1, 2 * bound)
    orders = values_of_chunks(table["o"]).view("uint64") ^ TOP_BIT
    cells = as_cells([table[f"c{column.index}"] for column in rows.columns])
    return chosen(orders, values_of_chunks(table["n"]), cells, (size, choice.seed), is_whole=distinct <= size)


def _bound(size: int, distinct: int) -> int:
    wanted = size + _SPREADS * math.ceil(math.sqrt(size))
    return _HASHES - 1 if wanted >= distinct else wanted * _HASHES // distinct


def _below(rows: Rows, bound: int, mask: int) -> pa.Table:
    """Rows whose order is at most `bound`, equal ones as one; the order less 2**63, since Spark has no unsigned."""
    cells = ", ".join(f"c{column.index} string" for column in rows.columns)
    kept = rows.frame.mapInArrow(_keep(rows.columns, rows.rewritten, bound, mask), f"o bigint, {cells}")
    listed = [f"first(c{column.index}) AS c{column.index}" for column in rows.columns]
    return kept.groupBy("o").agg(*_aggregates(["count(*) AS n", *listed])).toArrow()


def _aggregates(listed: Sequence[str]) -> list[Any]:
    from pyspark.sql import functions

    return [functions.expr(sql) for sql in listed]


def _keep(
    columns: Sequence[Column], rewritten: bool, bound: int, mask: int
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    typed = ", ".join(f"{_typed(column, rewritten)} AS c{column.index}" for column in columns)
    every = ", ".join(f"c{column.index}" for column in columns)
    hashed = f"({ROW_HASH}::HUGEINT + 9223372036854775808)::UBIGINT" if rewritten else f"hash({every})"
    cells = ", ".join(f"{_cell(column, rewritten)} AS c{column.index}" for column in columns)
    also = f", {ROW_HASH}" if rewritten else ""
    ordered = f"SELECT xor({hashed}, {mask}::UBIGINT) AS o, {every} FROM (SELECT {typed}{also} FROM batch)"
    signed = "(o::HUGEINT - 9223372036854775808)::BIGINT"
    sql = f"SELECT {signed} AS o, {cells} FROM ({ordered}) WHERE o <= {bound}::UBIGINT"

    def keep(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            for batch in batches:
                connection.register("batch", pa.Table.from_batches([batch]))
                yield from connection.sql(sql).to_arrow_table().to_batches()

    return keep


def _typed(column: Column, rewritten: bool) -> str:
    return f"c{column.index}" if rewritten else f"c{column.index}::{column.duckdb_type}"


def _cell(column: Column, rewritten: bool) -> str:
    """In a rewritten part the text of types that Spark lacks is stored already."""
    if rewritten and column.kind in ("nested", "time", "datetime", "text"):
        return sampled_cell(Column(column.index, "VARCHAR", "text", column.name))
    return sampled_cell(column)
