"""Detection over shards: the evidence of each column merges, the verdict is the driver's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.detect.column import ColumnState
from gotgan.engine.detect.scan import BATCH_ROWS, Names, findings_of, gather_batches, names_of
from gotgan.engine.execute.port import Executor, fold
from gotgan.engine.execute.shards import Shard, read_shard
from gotgan.terms.finding import Finding

if TYPE_CHECKING:
    from gotgan.engine.tables import ColumnName


def detect_shards(
    executor: Executor,
    shards: Sequence[Shard],
    *,
    columns: Sequence[ColumnName] | None = None,
    with_spans: bool = False,
) -> list[Finding]:
    """As `detect_parquet` of the whole; spans count rows of the whole table.

    The masked examples are the first of each 65,536 rows of a shard: the same for any cut at multiples of that.
    """
    names = names_of(pq.read_schema(shards[0].parquet).names, columns)
    work = partial(_evidence, names=tuple(names), with_spans=with_spans)
    start: Sequence[ColumnState] = [ColumnState() for _ in names]
    states = fold(executor.run(work, shards), _merged, start)
    return findings_of(names, states, with_spans=with_spans)


def _merged(states: Sequence[ColumnState], later: Sequence[ColumnState]) -> Sequence[ColumnState]:
    return [a.merge(b) for a, b in zip(states, later, strict=True)]


def _evidence(shard: Shard, names: Sequence[Names], with_spans: bool) -> Sequence[ColumnState]:
    batches = _rows(shard)
    return gather_batches(batches, names, range(len(names)), first_row=shard.first_row, with_spans=with_spans)


def _rows(shard: Shard) -> Iterator[pa.RecordBatch]:
    yield from read_shard(shard, pq.read_schema(shard.parquet).names, batch_rows=BATCH_ROWS)
