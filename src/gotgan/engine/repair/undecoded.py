"""Cells of CP949 bytes as text: only columns with letters beyond ASCII are decoded, of repeated cells each once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.repair.cp949 import cp949_to_utf8
from gotgan.engine.repair.letters import letters_of

_MARK = b"\x1e"
"""Put between cells while they are decoded together; part of no letter."""
_SOME, _TIMES = 4096, 4
_BEYOND_ASCII = 128


def texts_of(column: pa.Array, refused: Sequence[bytes]) -> pa.Array | None:
    """A column of bytes as text; None when a cell is no CP949, or holds one of `refused` (first bytes of UTF-8)."""
    letters = letters_of(column)
    if not letters.codes.size or letters.codes.max() < _BEYOND_ASCII:
        return pa.Array.from_buffers(pa.string(), len(column), column.buffers(), column.null_count, column.offset)
    if not _repeats(column):
        return _decoded(column, refused)
    encoded = column.dictionary_encode()
    texts = _decoded(encoded.dictionary, refused)
    return None if texts is None else texts.take(encoded.indices)


def rows_beyond_ascii(rows: pa.RecordBatch) -> int:
    """In how many rows a cell holds a letter beyond ASCII."""
    beyond = np.zeros(rows.num_rows, dtype=bool)
    for column in rows.columns:
        letters = letters_of(column)
        if letters.codes.size and letters.codes.max() >= _BEYOND_ASCII and not beyond.all():
            beyond |= ~np.asarray(pc.fill_null(pc.string_is_ascii(column), True))
    return int(beyond.sum())


def _repeats(column: pa.Array) -> bool:
    some = column.slice(0, _SOME)
    return len(some.unique()) * _TIMES <= len(some)


def _decoded(column: pa.Array, refused: Sequence[bytes]) -> pa.Array | None:
    filled = pc.fill_null(column, b"") if column.null_count else column
    lists = pa.ListArray.from_arrays(pa.array([0, len(filled)], pa.int32()), filled)
    text = cp949_to_utf8(pc.binary_join(lists, _MARK)[0].as_py())
    if text is None or any(first in text for first in refused):
        return None
    marks = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == _MARK[0])
    if marks.size != len(filled) - 1:  # a cell holds the mark
        return None
    ends = np.concatenate(([0], marks - np.arange(marks.size), [len(text) - marks.size])).astype(np.int32)
    valid = pc.is_valid(column).buffers()[1] if column.null_count else None
    buffers = [valid, pa.py_buffer(ends), pa.py_buffer(text.replace(_MARK, b""))]
    return pa.Array.from_buffers(pa.string(), len(column), buffers, column.null_count)
