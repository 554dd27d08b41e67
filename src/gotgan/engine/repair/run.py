"""Run the two passes over a table: read once when the first rows tell enough, twice when later rows say otherwise."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial as partial_of
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.package.parquet import beside, write_batches
from gotgan.engine.repair.apply import Unforeseen
from gotgan.engine.repair.table import Batch, How, TableFacts, TablePlan, apply, finish, partial, sort_batch
from gotgan.engine.repair.tally import Tally
from gotgan.engine.tables import Table
from gotgan.engine.tables.model import Piece, as_piece, is_made

HEAD_BYTES = 16 << 20
"""Arrow bytes that the plan is first made of."""
BATCH_BYTES = 12 << 20
"""Arrow bytes repaired at once."""
THREADS, AHEAD = 2, 4
_SOME, _TIMES = 20_000, 4
_MANY = 1000
Hashes = npt.NDArray[np.uint64]
_NO_HASHES: Hashes = np.zeros(0, dtype=np.uint64)


@dataclass
class Repair:
    """`rows` read and written; `hashes` one a written row, in order; `repeats` whether two of them are equal."""

    plan: TablePlan
    facts: TableFacts
    tally: Tally
    rows_read: int
    rows: int
    hashes: Hashes
    repeats: bool


@dataclass
class _Writing:
    """One pass by one plan. `fits` turns false when a value shows that the plan was made of too few rows."""

    plan: TablePlan
    tally: Tally = field(default_factory=Tally)
    hashes: list[Hashes] = field(default_factory=list)
    fits: bool = True

    def take(self, made: _Made) -> Iterator[pa.RecordBatch]:
        if made.batch is None or not self.fits:
            self.fits = False
            return
        self.tally = self.tally.merge(made.tally)
        self.hashes.append(made.hashes)
        yield made.batch


@dataclass
class _Made:
    """What became of one piece of a table; `batch` is None when the plan did not fit it."""

    facts: TableFacts
    batch: pa.RecordBatch | None
    tally: Tally
    hashes: Hashes


def _make(piece: Piece, plan: TablePlan, known: TableFacts | None, only: int | None) -> _Made | None:
    """Read a piece, learn of it unless `known` is None, and repair it. None for no rows."""
    batches = piece()
    if not batches:
        return None
    rows = _joined(batches)
    facts, batch = (TableFacts([], []), sort_batch(rows)) if known is None else partial(rows, known)
    return _repaired(batch, facts, plan, only)


def _repaired(batch: Batch, facts: TableFacts, plan: TablePlan, only: int | None) -> _Made:
    tally = Tally()
    try:
        done = apply(batch, plan, tally)
    except Unforeseen:
        return _Made(facts, None, tally, _NO_HASHES)
    return _Made(facts, done, tally, row_hashes(done, only))


def repair_rows(table: Table, target: Path, *, epoch: int = 1900) -> Repair:
    """Write a table typed to `target`. Raises: TableBroken, OSError; nothing half-written remains.

    The plan is made of the first rows and holds if all rows make the same one; else the table is read again.
    """
    how = How(table.schema, table.typed, epoch)
    pieces = _large(table.pieces(large=True))
    head = _first(pieces)
    facts, first = partial(head[0]) if head else (TableFacts([], []), None)
    writing, only = _Writing(finish(facts, how)), _different(head) if head else None
    learned = [facts]
    with beside(target) as part, ThreadPoolExecutor(THREADS) as pool:

        def learning() -> Iterator[pa.RecordBatch]:
            if first:
                yield from writing.take(_repaired(first, facts, writing.plan, only))
            for made in in_order(pool, partial_of(_make, plan=writing.plan, known=facts, only=only), pieces):
                if made:
                    learned[0] = learned[0].merge(made.facts)
                    yield from writing.take(made)

        rows = write_batches(part, writing.plan.schema, learning(), dictionary=repeating(head))
        plan = finish(learned[0], how)
        if not writing.fits or plan != writing.plan:
            writing = _Writing(plan)
            again = in_order(
                pool, partial_of(_make, plan=plan, known=None, only=only), _large(table.pieces(large=True))
            )
            batches = (batch for made in again if made for batch in writing.take(made))
            rows = write_batches(part, plan.schema, batches, dictionary=repeating(head))
    hashes = np.concatenate(writing.hashes) if writing.hashes else _NO_HASHES
    repeats = has_repeats(hashes)
    if only is not None and repeats:
        hashes = _hashes_of(target)
        repeats = has_repeats(hashes)
    return Repair(plan, learned[0], writing.tally, learned[0].rows, rows, hashes, repeats)


def has_repeats(hashes: Hashes) -> bool:
    return pl.Series(hashes).n_unique() < hashes.size


def _hashes_of(parquet: Path) -> Hashes:
    """Over all cells, of what was written: one column alone repeats."""
    with pq.ParquetFile(parquet) as file:
        return np.concatenate([_NO_HASHES, *map(row_hashes, file.iter_batches())])


def _different(head: list[pa.RecordBatch]) -> int | None:
    """A column without two equal values among the first rows: rows that are equal would be so in it."""
    rows = sum(batch.num_rows for batch in head)
    for place, field_ in enumerate(head[0].schema if rows >= _MANY else []):
        if pa.types.is_string(field_.type) and len(head[0].column(place).unique()) == rows:
            return place
    return None


def _first(pieces: Iterator[Piece]) -> list[pa.RecordBatch]:
    """The batches that the plan is made of."""
    head: list[pa.RecordBatch] = []
    while sum(batch.nbytes for batch in head) < HEAD_BYTES and (piece := next(pieces, None)):
        head += piece()
    return [_joined(head)] if head else []


def repeating(head: list[pa.RecordBatch]) -> list[str]:
    """Columns whose values come again and again, so that a dictionary of them is worth its while."""
    some = [
        (name, column.slice(0, _SOME)) for batch in head for name, column in zip(batch.schema.names, batch, strict=True)
    ]
    return [name for name, column in some if len(column.unique()) * _TIMES <= len(column)]


def _large(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Batches that are made already joined to some size; pieces of a file as they are."""
    some: list[pa.RecordBatch] = []
    size = 0
    for piece in pieces:
        if not is_made(piece):
            yield piece
            continue
        some += piece()
        size += some[-1].nbytes
        if size >= BATCH_BYTES:
            yield as_piece(*some)
            some, size = [], 0
    if some:
        yield as_piece(*some)


def in_order(pool: Executor, work: Callable[[Piece], _Made | None], pieces: Iterable[Piece]) -> Iterator[_Made | None]:
    """The results in the order of the pieces, some of them made ahead in threads."""
    waiting: deque[Future[_Made | None]] = deque()
    try:
        for piece in pieces:
            waiting.append(pool.submit(work, piece))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def row_hashes(batch: pa.RecordBatch, only: int | None = None) -> Hashes:
    """One 64-bit hash a row over all its cells (over one column, if `only`); equal rows have equal ones."""
    columns = batch.columns if only is None else [batch.column(only)]
    frame = pl.from_arrow(pa.table(columns, names=[f"c{place}" for place in range(len(columns))]))
    assert isinstance(frame, pl.DataFrame)
    return frame.hash_rows(seed=0).to_numpy()


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    return batches[0] if len(batches) == 1 else pa.concat_batches(batches)
