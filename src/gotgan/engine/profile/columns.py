"""Arrow columns as numpy arrays, through their buffers.

`pyarrow.Array.to_numpy` first looks for pandas and imports it where it is installed: a second of CPU
that nothing here needs.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from gotgan.engine.profile.numbers import Array

_DTYPES = {"int32": np.int32, "int64": np.int64, "uint64": np.uint64, "double": np.float64}


def values_of(column: pa.Array) -> Array:
    """The non-null values of an int32, int64, uint64 or double column; shares memory where it can."""
    filled = column.drop_null() if column.null_count else column
    dtype = _DTYPES[str(filled.type)]
    if not len(filled):
        return np.zeros(0, dtype=dtype)
    return np.frombuffer(filled.buffers()[1], dtype=dtype)[filled.offset : filled.offset + len(filled)]


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
