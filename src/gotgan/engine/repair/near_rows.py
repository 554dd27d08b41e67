"""Rows that differ in a few cells only: found without comparing all pairs, suggested and never taken out.

Two rows that differ in at most m of their cells agree in one of m + 1 bands of columns whole (pigeonhole), so only rows
that share a band are compared and none is missed, but for bands whose rows are too many: those are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow.parquet as pq

from gotgan.engine.media.near import Groups, buckets_of
from gotgan.engine.repair.duplicates import numbers_records

STEP = "near"
MOST_ROWS = 1_000_000
MOST_BUCKET = 200
"""Rows sharing a band that are compared with each other; more are the nature of the table."""
MOST_GROUP = 5
"""Rows of one group: more that differ in a few cells are a series, no slips."""
_FEWEST_COLUMNS = 4
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class NearRows:
    """`pairs`: (group, row, row, places of the columns that differ), rows from 0 in the written order.

    `most`: cells in which two rows may differ. `series`: rows in groups too large to be slips. `unasked`: rows left
    out of a comparison since too many shared a band.
    """

    pairs: tuple[tuple[int, int, int, tuple[int, ...]], ...]
    most: int
    series: int
    unasked: int


def find_near_rows(parquet: Path) -> NearRows | None:
    """None for a table that is too long, too narrow or too short.

    Columns that number the rows are not compared. Equal rows are none: they are counted as duplicates.
    Memory: eight bytes a cell.
    """
    if not 1 < pq.read_metadata(parquet).num_rows <= MOST_ROWS:
        return None
    frame = pl.read_parquet(parquet, memory_map=False)
    places = [place for place, column in enumerate(frame.iter_columns()) if not _is_number(column)]
    if len(places) < _FEWEST_COLUMNS:
        return None
    codes = np.stack([_codes(frame.to_series(place)) for place in places], axis=1)
    most = min(3, max(1, _varying(codes) // 6))
    groups, unasked = _grouped(codes, _bands(codes, most + 1), most)
    kept = [group for group in groups if len(group) <= MOST_GROUP]
    series = sum(len(group) for group in groups) - sum(map(len, kept))
    return NearRows(tuple(_pairs(codes, kept, places, most)), most, series, unasked)


def _is_number(column: pl.Series) -> bool:
    """Whether a column only numbers the rows: it differs in all of them, and says so or counts from 0 or 1."""
    if column.n_unique() != len(column):
        return False
    return numbers_records(column.name) or _counts(column)


def _varying(codes: Numbers) -> int:
    """Columns that do not say the same in all rows."""
    return int((codes.min(axis=0) != codes.max(axis=0)).sum())


def _counts(column: pl.Series) -> bool:
    if not column.dtype.is_integer() or column.null_count():
        return False
    low, high = column.min(), column.max()
    return low in (0, 1) and isinstance(high, int) and high - int(low == 1) == len(column) - 1


def _codes(column: pl.Series) -> Numbers:
    """Equal cells have equal numbers; an empty cell is one of its own."""
    return column.rank("dense").fill_null(0).cast(pl.Int64).to_numpy()


def _bands(codes: Numbers, count: int) -> list[list[int]]:
    """Columns dealt so that every band tells rows apart: those of most values first, each to the poorest band."""
    distinct = [len(np.unique(column)) for column in codes.T]
    bands: list[list[int]] = [[] for _ in range(count)]
    told = [0.0] * count
    for place in sorted(range(len(distinct)), key=lambda each: -distinct[each]):
        poorest = min(range(count), key=lambda band: told[band])
        bands[poorest].append(place)
        told[poorest] += float(np.log2(max(2, distinct[place])))
    return bands


def _grouped(codes: Numbers, bands: Sequence[Sequence[int]], most: int) -> tuple[list[list[int]], int]:
    groups, unasked = Groups(len(codes)), 0
    for band in bands:
        key = pl.DataFrame({str(place): codes[:, place] for place in band}).hash_rows(seed=0).to_numpy()
        for bucket in buckets_of(key):
            if len(bucket) > MOST_BUCKET:
                unasked += len(bucket)
                continue
            apart = (codes[bucket][:, None, :] != codes[bucket][None, :, :]).sum(axis=2)
            for a, b in np.argwhere(np.triu((apart <= most) & (apart > 0), 1)).tolist():
                groups.join(int(bucket[a]), int(bucket[b]))
    return groups.of_many(), unasked


def _pairs(
    codes: Numbers, groups: Sequence[Sequence[int]], places: Sequence[int], most: int
) -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
    for number, group in enumerate(groups, 1):
        for at, a in enumerate(group):
            for b in group[at + 1 :]:
                differ = np.flatnonzero(codes[a] != codes[b])
                if 0 < len(differ) <= most:
                    yield number, a, b, tuple(places[place] for place in differ.tolist())
