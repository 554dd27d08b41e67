"""A split table as files: one Parquet a split, rows in the order they had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.package.parquet import beside, write_batches
from gotgan.engine.package.split import SPLITS, Assignment, SplitAsk
from gotgan.engine.package.split_keys import splits_of

_BATCH = 1 << 16


def write_splits(parquet: Path, assignment: Assignment, ask: SplitAsk, targets: Mapping[str, Path]) -> dict[str, int]:
    """Write the rows of each split to its target; returns how many. Memory: one byte a row, and a row group."""
    parts = list(splits_of(parquet, assignment, ask))
    places = np.concatenate(parts) if parts else np.zeros(0, np.uint8)
    written = {}
    with pq.ParquetFile(parquet) as file:
        for name, target in targets.items():
            with beside(target) as part:
                rows = _rows_of(file, places == SPLITS.index(name))
                written[name] = write_batches(part, file.schema_arrow, rows)
    return written


def _rows_of(file: pq.ParquetFile, chosen: npt.NDArray[np.bool_]) -> Iterator[pa.RecordBatch]:
    start = 0
    for batch in file.iter_batches(batch_size=_BATCH):
        mask = chosen[start : start + batch.num_rows]
        start += batch.num_rows
        if mask.any():
            yield batch.filter(pa.array(mask))
