"""The rows that are looked at closely, read out of a Parquet by DuckDB."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gotgan.engine.profile.columns import values_of_chunks
from gotgan.engine.profile.fold import Column, stored_value
from gotgan.engine.profile.numbers import Array
from gotgan.engine.profile.relation import Relation
from gotgan.engine.profile.sample.cells import may_be_coordinate
from gotgan.engine.profile.sample.state import Choice, SampleState, chosen, last_order

LONGEST = 200
"""Code points of a value that are looked at, as of a mask: 100,000 rows of long texts must fit in memory."""


def read_sample(relation: Relation, columns: Sequence[Column], distinct_hashes: Array, choice: Choice) -> SampleState:
    """One more scan. `distinct_hashes`: of every distinct row of the relation."""
    size = choice.of(len(columns))
    last = last_order(distinct_hashes, size, choice.mask)
    every = ", ".join(f"c{column.index}" for column in columns)
    hashed = f"SELECT xor(hash({every}), {choice.mask}::UBIGINT) AS o, {every} FROM {relation.source}"
    cells = ", ".join(f"{sampled_cell(column)} AS c{column.index}" for column in columns)
    sql = f"SELECT o, {cells} FROM ({hashed}) WHERE o <= {last}::UBIGINT"
    if distinct_hashes.size < relation.rows:
        listed = ", ".join(f"any_value(c{column.index}) AS c{column.index}" for column in columns)
        sql = f"SELECT o, count(*) AS n, {listed} FROM ({sql}) GROUP BY o"
    table = relation.connection.sql(sql).to_arrow_table()
    orders = values_of_chunks(table["o"])
    counts = values_of_chunks(table["n"]) if "n" in table.column_names else np.ones(orders.size, dtype=np.int64)
    cells_only = table.select([f"c{column.index}" for column in columns])
    return chosen(orders, counts, cells_only, (size, choice.seed), is_whole=distinct_hashes.size <= size)


def sampled_cell(column: Column) -> str:
    """SQL: a cell as the sample holds it; bytes are not looked at, and floats only where they are coordinates."""
    if column.kind == "binary" or (column.kind == "decimal" and not may_be_coordinate(column.name.name)):
        return "NULL::VARCHAR"
    value = stored_value(column.index, column.duckdb_type, column.kind)
    return f"left({value}::VARCHAR, {LONGEST})"
