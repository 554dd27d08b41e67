"""WebDataset: rows as samples in tar files that a training run streams.

A sample is `000000012.json`, the row; a cell of bytes is a member of its own, `000000012.c3.jpg`, which the row names.
Source: the WebDataset format (webdataset/webdataset, README). The same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import webdataset  # type: ignore[import-untyped]

from gotgan.engine.package.lines import batches_of, is_bytes, json_lines
from gotgan.engine.package.parquet import beside
from gotgan.engine.tables.model import MIB

SHARD_BYTES = 256 * MIB
"""Where the next shard begins; one sample is never parted."""
_HEADS = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n", "png"), (b"RIFF", "wav"), (b"fLaC", "flac"), (b"%PDF", "pdf"))
_MEMBER_BYTES = 1024

Sample = dict[str, Any]


def write_shards(parquet: Path, folder: Path, stem: str) -> list[tuple[Path, int]]:
    """Write `folder/STEM-000000.tar` and on; returns each with its samples; none for no rows. Memory: one batch."""
    written: list[tuple[Path, int]] = []
    samples = _samples(parquet)
    ahead = next(samples, None)
    while ahead is not None:
        target = folder / f"{stem}-{len(written):06d}.tar"
        with beside(target) as part:
            count, ahead = _write_one(part, ahead, samples)
        written.append((target, count))
    return written


def _write_one(part: Path, first: Sample, rest: Iterator[Sample]) -> tuple[int, Sample | None]:
    """One shard from `first` on; returns its samples and the one that did not fit."""
    size = count = 0
    ahead: Sample | None = first
    with part.open("wb") as file, _tar(file) as writer:
        while ahead is not None and (not count or size + _size(ahead) <= SHARD_BYTES):
            writer.write(ahead)
            size, count = size + _size(ahead), count + 1
            ahead = next(rest, None)
    return count, ahead


@contextmanager
def _tar(file: BinaryIO) -> Iterator[Any]:
    """A writer, let go of quietly when writing failed: what it still holds finds no room on a full disk either."""
    writer = webdataset.TarWriter(file, encoder=False, mtime=0, user="gotgan", group="gotgan")
    try:
        yield writer
    except BaseException:
        with suppress(OSError):
            writer.close()
        raise
    writer.close()


def _size(sample: Sample) -> int:
    return sum(len(content) + _MEMBER_BYTES for name, content in sample.items() if name != "__key__")


def _samples(parquet: Path) -> Iterator[Sample]:
    number = 0
    for batch in batches_of(parquet):
        blobs = [place for place, column in enumerate(batch.columns) if is_bytes(column.type)]
        cells = {place: batch.column(place).to_pylist() for place in blobs}
        named = _named(batch, cells)
        for row, line in enumerate(json_lines(named).splitlines()):
            members = {_member(place, cell[row]): cell[row] for place, cell in cells.items() if cell[row] is not None}
            yield {"__key__": f"{number:09d}", "json": line, **members}
            number += 1


def _named(batch: pa.RecordBatch, cells: dict[int, list[bytes | None]]) -> pa.RecordBatch:
    """The batch with each cell of bytes replaced by the name of its member."""
    columns = list(batch.columns)
    for place, values in cells.items():
        columns[place] = pa.array([None if cell is None else _member(place, cell) for cell in values], pa.string())
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _member(place: int, content: bytes) -> str:
    kind = next((ending for head, ending in _HEADS if content.startswith(head)), "bin")
    return f"c{place + 1}.{kind}"
