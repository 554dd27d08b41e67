"""Every row of a table, or every line of a text, looked at once."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Container, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.detect.column import ColumnState
from gotgan.engine.detect.context import kinds_of_name
from gotgan.engine.detect.decide import decide, without_spans
from gotgan.engine.detect.gather import gather
from gotgan.engine.detect.lines import gather_lines
from gotgan.engine.detect.neighbours import without_places
from gotgan.engine.detect.plugins import Plugin
from gotgan.terms.finding import Finding

if TYPE_CHECKING:
    from gotgan.engine.tables import ColumnName

Names = tuple[str, ...]
BATCH_ROWS = 1 << 16
BATCH_CODE_POINTS = 1 << 20
THREADS = 2
"""Columns looked at side by side: the linear engine lets other threads run."""


def detect_parquet(
    parquet: Path,
    *,
    columns: Sequence[ColumnName] | None = None,
    with_spans: bool = False,
    plugins: Sequence[Plugin] = (),
    only: Container[str] | None = None,
) -> list[Finding]:
    """The findings of a table's columns, in the order of the columns; every row is read.

    `columns`: the names the columns go by, in the file's order; without it the file's own names.
    Numbers are looked at as text. Memory: one batch, and the spans when asked for. `only`: columns to look at.
    `plugins`: asked beside the rules, one column after the other. Raises: Invalid when one fails.
    """
    with pq.ParquetFile(parquet, memory_map=True) as file:
        names = names_of(file.schema_arrow.names, columns)
        places = [place for place, known in enumerate(names) if only is None or known[0] in only]
        batches = file.iter_batches(batch_size=BATCH_ROWS)
        states = gather_batches(batches, names, places, with_spans=with_spans, plugins=plugins)
    return findings_of(names, states, with_spans=with_spans)


def gather_batches(
    batches: Iterable[pa.RecordBatch],
    names: Sequence[Names],
    places: Sequence[int],
    *,
    first_row: int = 0,
    with_spans: bool = False,
    plugins: Sequence[Plugin] = (),
) -> list[ColumnState]:
    """The evidence of the columns at `places`, one state for each of `names`; those of several shards merge in order.

    `first_row`: the number of the first row in the whole table.
    """
    states = [ColumnState() for _ in names]
    said = [kinds_of_name(*known) for known in names]
    with ThreadPoolExecutor(max_workers=1 if plugins else min(THREADS, os.cpu_count() or 1)) as pool:
        for batch in batches:
            look = partial(_look, first_row=first_row, with_spans=with_spans, plugins=plugins)
            parts = ([states[p] for p in places], [batch.column(p) for p in places], [said[p] for p in places])
            deque(pool.map(look, *parts), maxlen=0)
            first_row += batch.num_rows
    return states


def findings_of(names: Sequence[Names], states: Sequence[ColumnState], *, with_spans: bool = False) -> list[Finding]:
    """What the evidence says, in the order of the columns."""
    findings = [
        finding for known, state in zip(names, states, strict=True) for finding in decide(known[0], known, state)
    ]
    findings = without_places(findings, names)
    return findings if with_spans else without_spans(findings)


def _look(
    state: ColumnState,
    values: pa.Array,
    said: frozenset[str],
    *,
    first_row: int,
    with_spans: bool,
    plugins: Sequence[Plugin],
) -> None:
    gather(state, values, first_row=first_row, with_spans=with_spans, said=said, plugins=plugins)


def detect_text(lines: Iterable[str], *, with_spans: bool = False, plugins: Sequence[Plugin] = ()) -> list[Finding]:
    """The findings of free-standing text; `row` of a span is the line, from 0."""
    state, first_row = ColumnState(), 0
    for some in _batched(lines):
        gather_lines(state, some, first_row=first_row, with_spans=with_spans, plugins=plugins)
        first_row += len(some)
    findings = decide(None, (), state)
    return findings if with_spans else without_spans(findings)


def _batched(lines: Iterable[str]) -> Iterator[list[str]]:
    """Lines in groups of bounded size: one endless line is a group of its own."""
    some: list[str] = []
    size = 0
    for line in lines:
        some.append(line)
        size += len(line)
        if size >= BATCH_CODE_POINTS:
            yield some
            some, size = [], 0
    if some:
        yield some


def names_of(stored: Sequence[str], columns: Sequence[ColumnName] | None = None) -> list[Names]:
    """Every name that each column goes by."""
    if columns is None:
        return [(name,) for name in stored]
    return [(column.name, column.original_name, name) for column, name in zip(columns, stored, strict=True)]
