"""Rows that shards have written, one file each, read again as one table in batches that hang on no cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from gotgan.engine.execute.shards import Shard

_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


def part_of(folder: Path, shard: Shard) -> Path:
    return folder / f"part-{shard.number:06d}.arrow"


def write_part(target: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> int:
    """Write a shard's rows as Arrow; returns how many. A task that ran twice has written the same file twice."""
    rows = 0
    beside = target.with_suffix(".part")
    with pa.OSFile(str(beside), "wb") as sink, pa.ipc.new_file(sink, schema, options=_OPTIONS) as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    beside.replace(target)
    return rows


def read_parts(parts: Iterable[Path], batch_rows: int) -> Iterator[pa.RecordBatch]:
    """The rows of all parts in their order; every batch but the last has `batch_rows`. A part is deleted when read."""
    return even((batch for part in parts for batch in _read(part)), batch_rows)


def _read(part: Path) -> Iterator[pa.RecordBatch]:
    with pa.OSFile(str(part)) as source, pa.ipc.open_file(source) as file:
        for number in range(file.num_record_batches):
            yield file.get_batch(number)
    part.unlink()


def even(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of `rows`; the last may be shorter."""
    waiting: list[pa.RecordBatch] = []
    held = 0
    for batch in batches:
        while batch.num_rows:
            piece = batch.slice(0, rows - held)
            waiting.append(piece)
            held += piece.num_rows
            batch = batch.slice(piece.num_rows)
            if held == rows:
                yield _joined(waiting)
                waiting, held = [], 0
    if waiting:
        yield _joined(waiting)


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    return batches[0] if len(batches) == 1 else pa.concat_batches(batches)
