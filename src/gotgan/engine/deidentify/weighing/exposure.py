"""How often one column that is no key gives its row away: somebody knows the original value and looks for the nearest.

Exact incomes and dates of a register single people out without any key. Rounding, micro-aggregation and noise help,
and this tells how much.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.engine.deidentify.techniques.change import as_numbers
from gotgan.engine.deidentify.texts import as_texts, ranked

Reals = npt.NDArray[np.float64]
_ROUNDING = 1e-12


def exposure_of(source: Path, written: Path, name: str) -> float:
    """Mean chance to pick the right row by this column alone; both files have the same rows in the same order."""
    before, after = (_column(path, name) for path in (source, written))
    if not len(before):
        return 0.0
    if all(ranked(pc.unique(as_texts(each)))[1] for each in (before, after)):
        return _by_number(as_numbers(before, name), as_numbers(after, name))
    return _by_text(as_texts(before), as_texts(after))


def _column(path: Path, name: str) -> pa.Array:
    column = pq.read_table(path, columns=[name]).column(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.nulls(0, pa.string())


def _by_text(before: pa.Array, after: pa.Array) -> float:
    """A value that stands as it was is one of so many equal ones; one that was replaced is not found."""
    counted = pc.value_counts(after)
    place = pc.index_in(after, value_set=counted.field(0))
    sizes = np.asarray(counted.field(1))[np.asarray(place, dtype=np.int64)]
    same = np.asarray(pc.fill_null(pc.equal(before, after), False))
    same |= np.asarray(pc.and_(pc.is_null(before), pc.is_null(after)))
    return float((same / sizes).mean())


def _by_number(before: Reals, after: Reals) -> float:
    """Nearest value; two that are as near are one set. Missing cells are equal to each other."""
    missing = np.isnan(before)
    alike = float((missing & np.isnan(after)).sum()) / max(int(np.isnan(after).sum()), 1)
    values, counts = np.unique(after[~np.isnan(after)], return_counts=True)
    if not len(values):
        return alike / len(before)
    asked, own = before[~missing], after[~missing]
    right = np.clip(np.searchsorted(values, asked), 0, len(values) - 1)
    left = np.maximum(right - 1, 0)
    least = np.minimum(np.abs(values[left] - asked), np.abs(values[right] - asked))
    near = least + _ROUNDING * np.maximum(np.abs(asked), 1.0)
    in_left, in_right = np.abs(values[left] - asked) <= near, np.abs(values[right] - asked) <= near
    sizes = counts[left] * in_left + counts[right] * (in_right & (right != left))
    found = np.abs(own - asked) <= near
    return float(((found / np.maximum(sizes, 1)).sum() + alike) / len(before))
