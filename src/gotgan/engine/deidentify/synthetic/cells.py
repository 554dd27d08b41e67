"""A column as numbers that trees and distances work on, and back to the column's own type."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Reals = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
REST = "*"
"""Written for texts that too few persons share."""
_EXACT = 1 << 53
_MOST_DECIMALS = 9


@dataclass(frozen=True)
class Cells:
    """One cell a row; NaN is empty. Numbers as they are (days, and microseconds or seconds of times, from 1970);
    of all else the place of the cell's value among `labels`, of which the last stands for the rest.
    """

    name: str
    type: pa.DataType
    values: Reals
    labels: pa.Array | None = None
    step: float | None = None
    """What all numbers are whole multiples of, if there is such a thing."""

    @property
    def is_number(self) -> bool:
        return self.labels is None

    def take(self, rows: Codes) -> Reals:
        return np.asarray(self.values[rows])

    def written(self, values: Reals) -> Reals:
        """Cells as they read once they are written in the column's type."""
        found = None if self.labels is not None else _numbers(self.to_arrow(values))
        return values if found is None else found

    def to_arrow(self, values: Reals) -> pa.Array:
        """Drawn cells in the column's type."""
        is_empty = np.isnan(values)
        if self.labels is not None:
            places = pa.array(np.where(is_empty, 0, values).astype(np.int64), mask=is_empty)
            return self.labels.take(places)
        if pa.types.is_floating(self.type):
            return pa.array(values, mask=is_empty).cast(self.type)
        if pa.types.is_decimal(self.type):
            return pa.array(np.round(values, self.type.scale), mask=is_empty).cast(self.type, safe=False)
        whole = pa.array(np.where(is_empty, 0, np.round(values)).astype(np.int64), mask=is_empty)
        return _from_whole(whole, self.type)


def read_cells(name: str, column: pa.ChunkedArray, kind: pa.DataType) -> Cells:
    """`kind`: what the column is written as; its values may stand there as texts still."""
    plain = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    plain = pa.concat_arrays(plain.chunks) if isinstance(plain, pa.ChunkedArray) else plain
    plain = plain.dictionary_decode() if pa.types.is_dictionary(plain.type) else plain
    typed = plain if plain.type == kind else plain.cast(kind)
    numbers = _numbers(typed)
    if numbers is None:
        return _labelled(name, typed)
    return Cells(name, kind, numbers, None, _step(numbers, kind))


def _numbers(values: pa.Array) -> Reals | None:
    """None where doubles would not hold the column's values apart, or there is no order."""
    kind = values.type
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        found = values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        return np.where(np.isfinite(found), found, np.nan)
    if not (pa.types.is_integer(kind) or pa.types.is_temporal(kind)) or pa.types.is_interval(kind):
        return None
    whole = _to_whole(values)
    if whole.type == pa.uint64() or (pc.max(pc.abs_checked(whole.drop_null())).as_py() or 0) >= _EXACT:
        return None
    return np.asarray(whole.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def _to_whole(values: pa.Array) -> pa.Array:
    kind = values.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        values = values.cast(pa.timestamp("us", kind.tz), safe=False)
    if kind in (pa.time64("ns"), pa.duration("ns")):
        values = values.cast(pa.time64("us") if pa.types.is_time(kind) else pa.duration("us"), safe=False)
    narrow = values.type.bit_width == 32 and pa.types.is_temporal(values.type)
    values = values.cast(pa.int32()) if narrow else values
    return values if values.type == pa.uint64() else values.cast(pa.int64())


def _from_whole(whole: pa.Array, kind: pa.DataType) -> pa.Array:
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        return whole.cast(pa.timestamp("us", kind.tz)).cast(kind)
    if kind in (pa.time64("ns"), pa.duration("ns")):
        return whole.cast(pa.time64("us") if pa.types.is_time(kind) else pa.duration("us")).cast(kind)
    narrow = kind.bit_width == 32 and pa.types.is_temporal(kind)
    return (whole.cast(pa.int32()) if narrow else whole).cast(kind)


def _step(numbers: Reals, kind: pa.DataType) -> float | None:
    filled = numbers[~np.isnan(numbers)]
    if not pa.types.is_floating(kind) and not pa.types.is_decimal(kind):
        return float(np.gcd.reduce(filled.astype(np.int64), initial=0)) or 1.0
    for decimals in range(_MOST_DECIMALS + 1):
        if (np.round(filled, decimals) == filled).all():
            return float(10.0**-decimals)
    return None


def _labelled(name: str, values: pa.Array) -> Cells:
    """Labels in the order of their texts: the same whatever the order of the rows."""
    coded = values.dictionary_encode()
    texts = coded.dictionary.cast(pa.string()) if not pa.types.is_binary(values.type) else coded.dictionary
    order = pc.array_sort_indices(texts)
    places = np.empty(len(order), dtype=np.float64)
    places[order.to_numpy()] = np.arange(len(order))
    is_text = pa.types.is_string(values.type) or pa.types.is_large_string(values.type)
    rest = pa.array([REST if is_text else None], values.type)
    labels = pa.concat_arrays([coded.dictionary.take(order), rest])
    codes = coded.indices.to_numpy(zero_copy_only=False).astype(np.float64)
    found = np.full(len(codes), np.nan)
    filled = ~np.isnan(codes)
    found[filled] = places[codes[filled].astype(np.int64)]
    return Cells(name, values.type, found, labels)
