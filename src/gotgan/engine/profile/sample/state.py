"""Which rows are looked at closely: those with the smallest hashes, whatever the engine, partition or order.

A row's hash is over its whole content, so equal rows are one row with a count: the choice is a bottom-k sketch of
the distinct rows, and merging two gives exactly the one of the whole.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from gotgan.engine.profile.columns import arrow_of
from gotgan.engine.profile.numbers import Array

ROWS = 100_000
CELLS = 4_000_000
"""Of a table wider than 40 columns fewer rows are looked at."""
SEED = 0
_MIX = 0x9E3779B97F4A7C15
_WORD = (1 << 64) - 1


@dataclass(frozen=True)
class Choice:
    """How many distinct rows are chosen, and by which seed."""

    rows: int = ROWS
    seed: int = SEED

    def of(self, columns: int) -> int:
        return max(1, min(self.rows, CELLS // max(1, columns)))

    @property
    def mask(self) -> int:
        """Rows are ordered by their hash after an exclusive or with this."""
        return self.seed * _MIX & _WORD


@dataclass(frozen=True, eq=False)
class SampleState:
    """`orders` ascend; `counts` are the rows of each; `cells` their values as text (DuckDB's), c0, c1, ...

    `is_whole`: every distinct row of the table is in it.
    """

    orders: Array
    counts: Array
    cells: pa.Table
    size: int
    seed: int
    is_whole: bool

    @property
    def rows(self) -> int:
        return int(self.counts.sum())

    def first(self, rows: int) -> SampleState:
        """The first distinct rows, which are chosen as the whole is."""
        cells = self.cells.slice(0, rows)
        is_whole = self.is_whole and self.orders.size <= rows
        return replace(self, orders=self.orders[:rows], counts=self.counts[:rows], cells=cells, is_whole=is_whole)

    def to_json(self) -> dict[str, Any]:
        packed = base64.b64encode(self.orders.astype("<u8").tobytes()).decode()
        columns = [column.to_pylist() for column in self.cells.columns]
        return {
            "orders": packed, "counts": self.counts.tolist(), "cells": columns,
            "size": self.size, "seed": self.seed, "is_whole": self.is_whole,
        }  # fmt: skip

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> SampleState:
        orders = np.frombuffer(base64.b64decode(document["orders"]), dtype="<u8").astype(np.uint64)
        cells = as_cells([pa.array(column, pa.string()) for column in document["cells"]])
        counts = np.array(document["counts"], dtype=np.int64)
        return cls(orders, counts, cells, document["size"], document["seed"], document["is_whole"])


def as_cells(columns: Sequence[pa.Array | pa.ChunkedArray]) -> pa.Table:
    return pa.Table.from_arrays(list(columns), names=[f"c{place}" for place in range(len(columns))])


def last_order(distinct_hashes: Array, size: int, mask: int) -> int:
    """The order up to which rows are chosen. `distinct_hashes`: of every distinct row of the table."""
    orders = distinct_hashes ^ np.uint64(mask)
    return int(orders.max(initial=0)) if orders.size <= size else int(np.partition(orders, size - 1)[size - 1])


def chosen(orders: Array, counts: Array, cells: pa.Table, choice: tuple[int, int], *, is_whole: bool) -> SampleState:
    """The first rows by order, equal ones put together. `choice`: how many, and the seed."""
    size, seed = choice
    distinct, firsts, places = np.unique(orders, return_index=True, return_inverse=True)
    added = np.bincount(places.ravel(), weights=counts, minlength=distinct.size).astype(np.int64)
    kept = cells.take(arrow_of(firsts[:size])).combine_chunks()
    return SampleState(distinct[:size], added[:size], kept, size, seed, is_whole and distinct.size <= size)


def merge_samples(a: SampleState | None, b: SampleState | None) -> SampleState | None:
    """None when either part was not looked at, or they were chosen differently."""
    if a is None or b is None or (a.size, a.seed) != (b.size, b.seed):
        return None
    cells = as_cells(
        [pa.concat_arrays([one_array(x), one_array(y)]) for x, y in zip(a.cells.columns, b.cells.columns, strict=True)]
    )
    orders, counts = np.concatenate((a.orders, b.orders)), np.concatenate((a.counts, b.counts))
    return chosen(orders, counts, cells, (a.size, a.seed), is_whole=a.is_whole and b.is_whole)


def one_array(column: pa.ChunkedArray) -> pa.Array:
    found = column.combine_chunks()
    return found if isinstance(found, pa.Array) else pa.concat_arrays(found.chunks)
