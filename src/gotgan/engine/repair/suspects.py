"""Which cells of a text column are worth a look, told from bytes in bulk: most cells need nothing."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.repair.sorted_cells import Mask, truths

_ODD_ENDS = np.zeros(256, dtype=bool)
_ODD_ENDS[list(b" \t\r\n\v\f\0\x7f")] = True
_ODD_STARTS = _ODD_ENDS.copy()
_ODD_STARTS[list(b"=@+-")] = True
_INSIDE = (
    "[\u0300-\u036f\u1100-\u11ff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u212a\u212b\u2126\uf900-\ufaff"
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u4e00-\u9fff]"
    "|[\u0080-\u00ff\u0152-\u017e\u0192\u02c6\u02dc\u2013-\u2122]{2}"
)
"""Not composed, hidden, a control character, or what text encoded twice looks like."""
_WIDE_SPACE = "[\u00a0\u2000-\u200a\u202f\u205f\u3000]"
_ODD = f"{_INSIDE}|^{_WIDE_SPACE}|{_WIDE_SPACE}$"
_FIRST_BYTES = tuple(
    bytes([byte])
    for byte in (
        *range(0xE1, 0xEA), 0xEF, 0xC2, 0xC3, 0xC5, 0xC6, 0xCB, 0xCC, 0xCD, *range(9), 11, 12, *range(14, 32), 127
    )
)  # fmt: skip
"""One of these begins whatever the pattern finds; most columns hold none."""
_ODD_ANYWHERE = f"{_INSIDE}|{_WIDE_SPACE}"


def odd_texts(column: pa.Array, words: frozenset[str]) -> Mask:
    """Cells with odd first or last bytes, odd characters inside, or one of `words`."""
    odd = _odd_ends(column)
    if words:
        found = pc.is_in(column, pa.array(sorted(words)))
        if pc.any(found).as_py():
            odd |= found.to_numpy(zero_copy_only=False)
    if _occurs(_ODD_ANYWHERE, column):
        odd |= truths(pl.Series(column).str.contains(_ODD))
    return odd


def _occurs(pattern: str, column: pa.Array) -> bool:
    """Whether a pattern occurs anywhere in the content, looked for in all cells as one text."""
    if not occurs(_FIRST_BYTES, column):
        return False
    offsets = _offsets(column)
    ends = np.array([offsets[0], offsets[-1]], dtype=np.int64)
    whole = pa.Array.from_buffers(pa.large_string(), 1, [None, pa.py_buffer(ends.tobytes()), column.buffers()[2]])
    return bool(pc.match_substring_regex(whole, pattern)[0].as_py())


def occurs(wanted: Iterable[bytes], column: pa.Array) -> bool:
    """Whether one of some bytes occurs anywhere in the content."""
    if not len(column) or column.buffers()[2] is None:
        return False
    offsets = _offsets(column)
    content = bytes(column.buffers()[2][int(offsets[0]) : int(offsets[-1])])
    return any(some in content for some in wanted)


def _offsets(column: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    kind = np.dtype(np.int64 if pa.types.is_large_string(column.type) else np.int32)
    whole = np.frombuffer(column.buffers()[1], dtype=kind)
    return whole[column.offset : column.offset + len(column) + 1]


def _odd_ends(column: pa.Array) -> Mask:
    odd = np.zeros(len(column), dtype=bool)
    if not len(column) or column.buffers()[2] is None or not column.buffers()[2].size:
        return odd
    offsets, codes = _offsets(column), np.frombuffer(column.buffers()[2], dtype=np.uint8)
    starts, ends = offsets[:-1], offsets[1:]
    filled = np.flatnonzero(ends > starts)
    odd[filled] = _ODD_STARTS[codes[starts[filled]]] | _ODD_ENDS[codes[ends[filled] - 1]]
    return odd
