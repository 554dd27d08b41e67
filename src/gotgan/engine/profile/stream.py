"""Number columns of typed sources, and row hashes: streamed out of one scan and sorted in numpy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gotgan.engine.profile.columns import values_of
from gotgan.engine.profile.fold import Column
from gotgan.engine.profile.numbers import Array, number_state, runs
from gotgan.engine.profile.relation import Relation
from gotgan.engine.profile.sentinels import NUMBER_SENTINELS
from gotgan.engine.profile.state import KMV_SIZE, ColumnState
from gotgan.engine.profile.top import entropy, frequent_numbers

CELLS_HELD = 24_000_000
"""Values of 8 bytes held at once; a longer table takes more scans of fewer columns."""
WIDTH = 200
TOGETHER_ROWS = 1_000_000
BATCH_ROWS = 122_880


def measure_streamed(relation: Relation, columns: Sequence[Column]) -> tuple[dict[int, ColumnState], Array | None]:
    """The states of columns whose values are machine numbers, by place; and `row_hashes`, None of a long table.

    The hashes come with the last columns, a scan less; of a long table they would take memory from what is next.
    """
    width = max(1, min(WIDTH, CELLS_HELD // max(1, relation.rows)))
    asked = [*map(_expression, columns), *([] if relation.rows > TOGETHER_ROWS else [_row_hash(relation)])]
    states: dict[int, ColumnState] = {}
    arrays: list[Array] = []
    for first in range(0, len(asked), width):
        arrays = read_arrays(relation, asked[first : first + width])
        for column in columns[first : first + width]:
            states[column.index] = number_column(column, arrays.pop(0))
    return states, arrays[0].astype(np.uint64, copy=False) if arrays else None


def row_hashes(relation: Relation) -> Array:
    """One 64-bit hash a row over all its cells; equal rows have equal ones, null equals null.

    Two different rows of a million share one with a chance of 3e-8.
    """
    return read_arrays(relation, [_row_hash(relation)])[0].astype(np.uint64, copy=False)


def _row_hash(relation: Relation) -> str:
    return f"hash({', '.join(f'c{index}' for index in range(len(relation.types)))})"


def _expression(column: Column) -> str:
    return f"c{column.index}::{'BIGINT' if column.kind == 'integer' else 'DOUBLE'}"


def read_arrays(relation: Relation, expressions: Sequence[str]) -> list[Array]:
    """The non-null values of each expression; row order is not kept."""
    listed = ", ".join(f"{expression} AS e{index}" for index, expression in enumerate(expressions))
    reader = relation.connection.sql(f"SELECT {listed} FROM {relation.source}").to_arrow_reader(BATCH_ROWS)
    arrays: list[Array] = []
    filled = [0] * len(expressions)
    for batch in reader:
        found = [values_of(column) for column in batch.columns]
        arrays = arrays or [np.empty(relation.rows, dtype=values.dtype) for values in found]
        for place, values in enumerate(found):
            arrays[place][filled[place] : filled[place] + values.size] = values
            filled[place] += values.size
    if not arrays:
        return [np.zeros(0, dtype=np.int64) for _ in expressions]
    return [array[:end] for array, end in zip(arrays, filled, strict=True)]


def number_column(column: Column, values: Array) -> ColumnState:
    """The state of a column of numbers; sorts `values` in place. Not-a-number and infinities are counted apart."""
    count = values.size
    apart = 0
    if values.dtype.kind == "f":
        finite = np.isfinite(values)
        if not finite.all():
            strange = values[~finite]
            apart = int(np.isnan(strange).any()) + int((strange > 0).any()) + int((strange < 0).any())
            values = values[finite]
    values.sort()
    distinct, counts = runs(values)
    return ColumnState(
        column.name.name, column.name.original_name, column.name.position, column.kind,
        count=count,
        filled=count,
        distinct=distinct.size + apart,
        kmv=smallest_mixed(distinct),
        sentinels=_sentinels(distinct, counts),
        frequent=frequent_numbers(distinct, counts),
        numbers=number_state(distinct, counts),
        not_finite=count - values.size,
        entropy=None if count > values.size else entropy(counts),
    )  # fmt: skip


def _sentinels(values: Array, counts: Array) -> tuple[tuple[int, int], ...]:
    found = []
    for sentinel in NUMBER_SENTINELS:
        place = int(np.searchsorted(values, sentinel))
        if place < values.size and values[place] == sentinel:
            found.append((sentinel, int(counts[place])))
    return tuple(found)


def smallest_mixed(values: Array) -> Array:
    """The smallest hashes of distinct numbers (splitmix64 of their bits, so integers never collide)."""
    bits = (values + 0).view(np.uint64)
    with np.errstate(over="ignore"):
        bits = bits + np.uint64(0x9E3779B97F4A7C15)
        bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        bits = bits ^ (bits >> np.uint64(31))
    if bits.size > KMV_SIZE:
        bits = np.partition(bits, KMV_SIZE)[:KMV_SIZE]
    return np.sort(bits)
