"""Which cells of a text column are worth a look, told from bytes in bulk: most cells need nothing."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.repair.addresses import BEGINS_SHORT, SHORT_NAMES, UNTIDY, UNTIDY_BYTES
from gotgan.engine.repair.letters import Letters, Mask, all_usual, among, holds, letters_of
from gotgan.engine.repair.phones import TIDY, is_area
from gotgan.engine.repair.sorted_cells import truths

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
    letters = letters_of(column)
    odd = _odd_ends(letters)
    if words:
        odd |= among(column, words)
    if not all_usual(letters.codes) and _occurs(_ODD_ANYWHERE, letters):
        odd |= truths(pl.Series(column).str.contains(_ODD))
    return odd


def _occurs(pattern: str, letters: Letters) -> bool:
    """Whether a pattern occurs anywhere in the content, looked for in all cells as one text."""
    if not holds(letters.codes, _FIRST_BYTES):
        return False
    ends = np.array([0, letters.codes.size], dtype=np.int64)
    whole = pa.Array.from_buffers(pa.large_string(), 1, [None, pa.py_buffer(ends), pa.py_buffer(letters.codes)])
    return bool(pc.match_substring_regex(whole, pattern)[0].as_py())


def _odd_ends(letters: Letters) -> Mask:
    found = _ODD_STARTS[letters.at(letters.starts)] | _ODD_ENDS[letters.at(letters.ends - 1)]
    return np.asarray(found & (letters.sizes > 0))


def untidy_spaces(column: pa.Array) -> Mask | None:
    """Cells of an address column with spaces or digits that its one form never holds; None when there is none."""
    letters = letters_of(column)
    blanks = letters.codes == _SPACE
    if all_usual(letters.codes) and not (blanks[1:] & blanks[:-1]).any():
        return None
    return truths(pl.Series(column).str.contains(UNTIDY)) if holds(letters.codes, UNTIDY_BYTES) else None


def untidy_phones(column: pa.Array) -> Mask:
    """Cells of a column of telephones that are not in their one form: the commonest is told from its bytes."""
    untidy = np.asarray(column.is_valid()) & ~_are_common_phones(letters_of(column))
    places = np.flatnonzero(untidy)
    if places.size:
        some = column.take(pa.array(places)) if places.size < len(column) else column
        untidy[places] = ~np.asarray(pc.match_substring_regex(some, TIDY))
    return untidy


_ZERO, _HYPHEN = b"0-"
_AREAS = np.array([is_area(f"0{number:02d}") for number in range(100)] + [is_area(f"0{digit}") for digit in range(10)])
"""Areas of three digits by their last two, then those of two by their last."""


def _are_common_phones(letters: Letters) -> Mask:
    """Written 02-345-6789 or 031-3456-7890, with an area of two or three digits."""
    last = [letters.at(letters.ends - back) - np.uint8(_ZERO) for back in range(1, 10)]
    are = letters.at(letters.ends - 5) == _HYPHEN
    for place in (0, 1, 2, 3, 5, 6, 7):
        are &= last[place] <= 9
    hyphens = letters.ends - 9 - (last[8] <= 9)
    first, second, third = (letters.at(letters.starts + place) - np.uint8(_ZERO) for place in range(3))
    sizes = hyphens - letters.starts
    are &= (letters.at(hyphens) == _HYPHEN) & (first == 0) & (second <= 9)
    are &= (sizes == 2) | ((sizes == 3) & (third <= 9))
    area = np.where(sizes == 2, 100 + second.astype(np.int64), second * np.int64(10) + third)
    return np.asarray(are & _AREAS[np.where(are, area, 0)])


_SPACE = ord(" ")
_BEFORE_SPACE = tuple(sorted({len(name.encode()) for name in SHORT_NAMES}))
_SYLLABLES = np.array(sorted({int.from_bytes(name.encode()[:3], "big") for name in SHORT_NAMES}))


def begins_short(column: pa.Array) -> Mask:
    """Cells of an address column that begin with the short name of a province."""
    letters = letters_of(column)
    starts, found = letters.starts, np.zeros(len(column), dtype=bool)
    for size in _BEFORE_SPACE:
        found |= (letters.at(starts + size) == _SPACE) & (letters.sizes > size)
    may = np.flatnonzero(found)
    first = [letters.at(starts[may] + place).astype(np.int64) for place in range(3)]
    may = may[np.isin(first[0] << 16 | first[1] << 8 | first[2], _SYLLABLES)]
    found[:] = False
    if may.size:
        found[may] = truths(pl.Series(column.take(pa.array(may))).str.contains(BEGINS_SHORT))
    return found
