"""The second scan: what of `g` needs numpy or DuckDB's hash, measured where a partition of it lies.

Partitions of `g` share no value, so what each gives adds up: KMV hashes, the most frequent values, numbers
(moments, quantile points, bins between the ends that the first scan found), masks. Runs in Spark's Python
workers with the functions of the DuckDB engine: executors need gotgan[engine].
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa

from gotgan.engine.profile.classes import STREAMED
from gotgan.engine.profile.columns import values_of, values_of_chunks
from gotgan.engine.profile.fold import Column, Fold, frequent_values, smallest_hashes
from gotgan.engine.profile.groups import (
    is_numeric,
    mask_step,
    read_masks,
    read_numbers,
    weighted_runs,
)
from gotgan.engine.profile.numbers import Array, NumberState, number_state
from gotgan.engine.profile.spark.first import First
from gotgan.engine.profile.spec import TEXTUAL
from gotgan.engine.profile.state import no_hashes
from gotgan.engine.profile.stream import smallest_mixed
from gotgan.engine.profile.top import KEEP, Frequent, frequent_numbers

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

WORKER_MEMORY = "256MB"
Part = tuple[int, "Measured"]


@dataclass(frozen=True)
class Measured:
    """What a partition knows of one column."""

    kmv: Array = field(default_factory=no_hashes)
    frequent: Frequent = field(default_factory=Frequent)
    numbers: NumberState | None = None
    masks: Mapping[str, int] = field(default_factory=dict)
    masked_rows: int = 0


@dataclass(frozen=True)
class Plan:
    """One column and how it is measured: `sure` and `step` as in groups.read_masks."""

    first: First
    step: int = 1
    sure: int = 0


def second_scan(g: DataFrame, firsts: Sequence[First]) -> Iterator[Part]:
    """What every partition gives of every column."""
    plans = {first.column.index: plan for first, plan in zip(firsts, _plans(g, firsts), strict=True)}
    cells = g.where("f IS NOT NULL").select("k", "f", "n")
    for row in cells.mapInArrow(_measure_with(plans), "k int, part binary").toArrow().to_pylist():
        yield row["k"], pickle.loads(row["part"])  # written by our own workers


def _plans(g: DataFrame, firsts: Sequence[First]) -> Iterator[Plan]:
    """Where masks are sampled, the rows of the next value after the KEEP most frequent are needed first."""
    textual = firsts[0].column.kind in TEXTUAL
    steps = {first.column.index: mask_step(first.state.distinct) if textual else 1 for first in firsts}
    sure = _rest_max(g, [place for place, step in steps.items() if step > 1])
    for first in firsts:
        place = first.column.index
        yield Plan(first, steps[place], sure.get(place, 0))


def _rest_max(g: DataFrame, places: Sequence[int]) -> dict[int, int]:
    """How many rows the value number KEEP + 1 has: from how many values have how many rows."""
    if not places:
        return {}
    wanted = f"f IS NOT NULL AND k IN ({', '.join(map(str, places))})"
    levels = g.where(wanted).groupBy("k", "n").count().toArrow()
    found = {}
    for place in places:
        chosen = values_of_chunks(levels["k"]) == place
        rows, values = (values_of_chunks(levels[name])[chosen] for name in ("n", "count"))
        order = np.argsort(-rows)
        beyond = np.flatnonzero(np.cumsum(values[order]) > KEEP)
        found[place] = int(rows[order][beyond[0]]) if beyond.size else 0
    return found


def _measure_with(plans: Mapping[int, Plan]) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def measure(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for place, table in _by_column(list(batches)):
            part = pickle.dumps(measure_part(table, plans[place]))
            yield pa.record_batch([pa.array([place], pa.int32()), pa.array([part], pa.binary())], ["k", "part"])

    return measure


def _by_column(batches: Sequence[pa.RecordBatch]) -> Iterator[tuple[int, pa.Table]]:
    if not batches:
        return
    table = pa.Table.from_batches(batches)
    places = values_of_chunks(table["k"])
    order = np.argsort(places, kind="stable")
    places = places[order]
    cuts = [0, *(np.flatnonzero(places[1:] != places[:-1]) + 1).tolist(), places.size]
    for first, end in pairwise(cuts):
        if end > first:
            chosen = table if end - first == places.size else table.take(pa.array(order[first:end]))
            yield int(places[first]), chosen.select(["f", "n"])


def measure_part(table: pa.Table, plan: Plan) -> Measured:
    """Measure some distinct values `f` of a column, each of `n` rows."""
    if plan.first.column.kind in STREAMED:
        return _measure_numbers(table, plan)
    with duckdb.connect(config={"threads": 1, "memory_limit": WORKER_MEMORY}) as connection:
        return _measure_grouped(_as_fold(connection, table, plan.first.column), plan)


def _as_fold(connection: duckdb.DuckDBPyConnection, table: pa.Table, column: Column) -> Fold:
    connection.execute("SET TimeZone = 'UTC'")
    connection.register("part", table)
    stored = "VARCHAR" if column.kind in TEXTUAL | {"boolean"} else column.duckdb_type
    typed = f"SELECT {column.index} AS k, f::{stored} AS f, n FROM part"
    connection.execute(f"CREATE TEMP VIEW g AS SELECT k, f AS v, n, f FROM ({typed})")
    return Fold(connection, [column])


def _measure_grouped(fold: Fold, plan: Plan) -> Measured:
    place, state = plan.first.column.index, plan.first.state
    hashes = smallest_hashes(fold)[place]
    if fold.kind == "binary":
        return Measured(kmv=hashes)
    numeric = [place] if is_numeric(state) else []
    numbers = dict(read_numbers(fold, dict.fromkeys(numeric, state), plan.first.span))
    found = Measured(hashes, frequent_values(fold, numeric)[place], numbers.get(place))
    if fold.kind in TEXTUAL:
        for _, masks, rows in read_masks(fold, plan.step, plan.sure):
            found = replace(found, masks=dict(masks), masked_rows=rows)
    return found


def _measure_numbers(table: pa.Table, plan: Plan) -> Measured:
    values = np.concatenate([values_of(chunk) for chunk in table["f"].chunks])
    distinct, counts = weighted_runs(values, values_of_chunks(table["n"]))
    return Measured(
        smallest_mixed(distinct), frequent_numbers(distinct, counts), number_state(distinct, counts, plan.first.span)
    )
