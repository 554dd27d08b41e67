"""Arrow columns as numpy arrays, through their buffers.

`pyarrow.Array.to_numpy` first looks for pandas and imports it where it is installed: a second of CPU
that nothing here needs. `drop_null` imports every kernel of Arrow, which costs as much as to measure 20 short columns.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from gotgan.engine.profile.numbers import Array

_DTYPES = {"int32": np.int32, "int64": np.int64, "uint64": np.uint64, "double": np.float64}


def values_of(column: pa.Array) -> Array:
    """The non-null values of an int32, int64, uint64 or double column; shares memory where it can."""
    dtype = _DTYPES[str(column.type)]
    if not len(column):
        return np.zeros(0, dtype=dtype)
    valid, stored = column.buffers()
    values = np.frombuffer(stored, dtype=dtype)[column.offset : column.offset + len(column)]
    if not column.null_count:
        return values
    bits = np.unpackbits(np.frombuffer(valid, dtype=np.uint8), bitorder="little")
    return values[bits[column.offset : column.offset + len(column)].view(np.bool_)]


def values_of_chunks(column: pa.ChunkedArray) -> Array:
    """The non-null values of all chunks as one array."""
    parts = [values_of(chunk) for chunk in column.chunks]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=_DTYPES[str(column.type)])


def arrow_of(values: Array) -> pa.Array:
    """int64 as an Arrow column; `pyarrow.array` would look for pandas too."""
    whole = np.ascontiguousarray(values, dtype=np.int64)
    return pa.Array.from_buffers(pa.int64(), whole.size, [None, pa.py_buffer(whole)])


def truths_of(column: pa.Array) -> Array:
    """A boolean column without nulls as bools."""
    return values_of(column.cast(pa.uint8()).cast(pa.int32())).astype(bool)
