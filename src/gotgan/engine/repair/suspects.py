"""Which cells of a text column are worth a look, told from bytes in bulk: most cells need nothing."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa

from gotgan.engine.repair.sorted_cells import Mask, truths

_ODD_ENDS = np.zeros(256, dtype=bool)
_ODD_ENDS[list(b" \t\r\n\v\f\0\x7f")] = True
_ODD_STARTS = _ODD_ENDS.copy()
_ODD_STARTS[list(b"=@+-")] = True
_LEADS = (b"\xcc", b"\xcd", b"\xe1\x84", b"\xe1\x85", b"\xe1\x86", b"\xe1\x87", b"\xe2\x80", b"\xe2\x81", b"\xe2\x84",
          b"\xef\xa4", b"\xef\xa5", b"\xef\xa6", b"\xef\xa7", b"\xef\xa8", b"\xef\xbb", b"\xef\xbf", b"\xe3\x80\x80",
          b"\xc2", b"\xc3", b"\xe4", b"\xe5", b"\xe6", b"\xe7", b"\xe8", b"\xe9", b"\xf0", b"\xcb", b"\xc5", b"\xc6",
          b"\0", b"\x01")  # fmt: skip
"""Bytes that begin what may not be composed, hidden, a wide space, or text encoded twice."""
_ODD_INSIDE = (
    "[\u0300-\u036f\u1100-\u11ff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u212a\u212b\u2126\uf900-\ufaff\u0000-\u0008"
    "\u000b\u000c\u000e-\u001f\u007f]|^[\u00a0\u2000-\u200a\u202f\u205f\u3000]|[\u00a0\u2000-\u200a\u202f\u205f\u3000]$"
    "|[\u0080-\u00ff\u0152-\u017e\u0192\u02c6\u02dc\u2013-\u2122]{2}|[\u4e00-\u9fff]"
)


def odd_texts(texts: pl.Series, words: frozenset[str]) -> Mask:
    """Cells with odd first or last bytes, odd characters inside, or one of `words`."""
    odd = truths(texts.is_in(sorted(words))) if words else np.zeros(len(texts), dtype=bool)
    column = texts.to_arrow(compat_level=pl.CompatLevel.oldest())
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    odd |= _odd_ends(column)
    content = _content(column)
    if not content.isascii() and any(lead in content for lead in _LEADS):
        odd |= truths(texts.str.contains(_ODD_INSIDE))
    elif b"\0" in content or b"\x01" in content:
        odd |= truths(texts.str.contains("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]"))
    return odd


def _offsets(column: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    kind = np.dtype(np.int64 if pa.types.is_large_string(column.type) else np.int32)
    whole = np.frombuffer(column.buffers()[1], dtype=kind)
    return whole[column.offset : column.offset + len(column) + 1]


def _content(column: pa.Array) -> bytes:
    if not len(column) or column.buffers()[2] is None:
        return b""
    offsets = _offsets(column)
    return bytes(column.buffers()[2][int(offsets[0]) : int(offsets[-1])])


def _odd_ends(column: pa.Array) -> Mask:
    odd = np.zeros(len(column), dtype=bool)
    if not len(column) or column.buffers()[2] is None or not column.buffers()[2].size:
        return odd
    offsets, codes = _offsets(column), np.frombuffer(column.buffers()[2], dtype=np.uint8)
    starts, ends = offsets[:-1], offsets[1:]
    filled = np.flatnonzero(ends > starts)
    odd[filled] = _ODD_STARTS[codes[starts[filled]]] | _ODD_ENDS[codes[ends[filled] - 1]]
    return odd
