"""The join of overlap on Spark: where the pairs of a nation's columns are more than one machine's memory.

The sketches themselves (2 KB a column) stay with the driver, which reads them and ranks; what grows, every two
columns of every hash, is Spark's. The folder of postings must be where executors see it (`TMPDIR`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.overlap.columns import Columns
from gotgan.engine.overlap.join import SLICE, STOP
from gotgan.engine.overlap.model import Numbers

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

VIEW = "gotgan_postings"
SQL = f"""
    WITH crowded AS (SELECT hash FROM {VIEW} GROUP BY hash HAVING count(*) > {STOP}),
    held AS (
        SELECT sort_array(collect_list(owner)) AS owners
        FROM {VIEW} LEFT ANTI JOIN crowded USING (hash) GROUP BY hash HAVING count(*) > 1
    ),
    firsts AS (SELECT owners, posexplode(owners) AS (place, a) FROM held),
    pairs AS (SELECT a, explode(slice(owners, place + 2, {STOP})) AS b FROM firsts)
    SELECT a, b, count(*) AS shared FROM pairs GROUP BY a, b HAVING count(*) >= {{least}} ORDER BY a, b
"""


@dataclass(frozen=True)
class JoinOnSpark:
    """As `join.join_here`: pairs of sketches (by their number in `first`) and how many hashes they share."""

    session: SparkSession

    def __call__(self, columns: Columns, first: Numbers, least: int) -> tuple[Numbers, Numbers, Numbers]:
        with tempfile.TemporaryDirectory(prefix="gotgan-postings-", ignore_cleanup_errors=True) as folder:
            for number, part in enumerate(_parts(columns, first)):
                pq.write_table(part, Path(folder) / f"{number:05d}.parquet")
            self.session.read.schema("hash LONG, owner LONG").parquet(folder).createOrReplaceTempView(VIEW)
            found = self.session.sql(SQL.format(least=int(least))).toArrow()
            self.session.catalog.dropTempView(VIEW)
        a, b, shared = (found[name].to_numpy().astype(np.int64) for name in ("a", "b", "shared"))
        return a, b, shared


def _parts(columns: Columns, first: Numbers) -> Iterator[pa.Table]:
    """(hash, owner) in pieces of about `SLICE`; Spark has no unsigned numbers, so the bits are kept."""
    size = columns.size[first]
    piece = (np.cumsum(size) - size) // SLICE
    for number in range(int(piece[-1]) + 1 if len(piece) else 1):
        ours = np.flatnonzero(piece == number)
        spans = [columns.flat[columns.start[c] : columns.start[c + 1]] for c in first[ours].tolist()]
        hashes = np.concatenate([np.empty(0, dtype=np.uint64), *spans])
        yield pa.table({"hash": hashes.view(np.int64), "owner": np.repeat(ours, size[ours]).astype(np.int64)})
