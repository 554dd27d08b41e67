"""Where a table begins: titles, notes and header rows above the first row that types like the rest.

A row votes column by column. Where the rows below are numbers, dates or codes, a cell of the same kind
says "data" and words say "header". A word that comes again below in its column says "data" too.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gotgan.engine.tables.names import join_levels

Row = Sequence[str]
Span = tuple[int, int, int, int]
"""first row, first column, last row, last column; all from 0."""

_ROWS_COMPARED = 200
_MOST_HEADER_ROWS = 12
_COLUMNS_COMPARED = 500
_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?([eE][-+]?\d+)?\s*%?|[-+]?\.\d+")
_DATE = re.compile(r"\d{4}\s*[-./년]\s*\d{1,2}\s*[-./월]\s*\d{1,2}일?\.?([ T]\d{1,2}:\d{2}.*)?|\d{1,2}:\d{2}(:\d{2})?")
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9_./:()*-]*")
_PERSONAL = re.compile(
    r"\d{6}[-–. ]{1,3}\d(\d{6}|[*Xx]{6})|\(?0\d{1,2}[-.) ]{1,2}\d{3,4}[-. ]\d{4}|[^\s@]+@[^\s@]+\.[A-Za-z]{2,24}"
)
"""A person's number, a telephone number, an e-mail address: data, whatever stands below."""
_LETTER = re.compile(r"[A-Za-z]")
_NO_VALUE = {
    "", "-", "--", ".", "..", "…", "*", "X", "x", "N/A", "NA", "NaN", "null", "NULL", "없음", "해당없음", "미상",
}  # fmt: skip


@dataclass(frozen=True)
class Header:
    """`rows` counts every record above the first data row; `names` has one text per column."""

    rows: int
    names: tuple[str, ...]


def find_header(rows: Sequence[Row], spans: Sequence[Span] = ()) -> Header:
    """Find the header of a table from its first rows (some hundreds suffice).

    `spans` are merged ranges, whose cells are already filled.
    """
    width = _usual_width(rows)
    top = _title_rows(rows, width, spans)
    depth = _header_depth(rows, top, spans, width)
    levels = rows[top : top + depth]
    if not levels:
        return Header(top, ("",) * width)
    width = max(len(level) for level in levels)
    return Header(top + depth, tuple(join_levels(levels, width)))


def filled_below(spans: Sequence[Span], header_rows: int, width: int) -> dict[int, int]:
    """Cells of merged ranges below the header, by column, but for the one of each range that was written."""
    filled: Counter[int] = Counter()
    for top, left, bottom, right in spans:
        rows = bottom - max(top, header_rows) + 1
        for column in range(max(0, left), min(right + 1, width) if rows > 0 else 0):
            filled[column] += rows - (column == left and top >= header_rows)
    return {column: count for column, count in filled.items() if count}


def _usual_width(rows: Sequence[Row]) -> int:
    widths = Counter(len(row) for row in rows[:_ROWS_COMPARED])
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _title_rows(rows: Sequence[Row], width: int, spans: Sequence[Span]) -> int:
    """Leading rows that are empty or hold one text (a merged title counts once)."""
    if width < 2:
        return 0
    whole = {span[0] for span in spans if span[3] - span[1] + 1 >= max(2, width * 3 // 4)}
    top = 0
    for index, row in enumerate(rows[: min(_MOST_HEADER_ROWS, len(rows) - 1)]):
        filled = [cell for cell in row if cell.strip()]
        is_title = len(filled) <= 1 or (index in whole and len(set(filled)) == 1)
        if not is_title:
            break
        top = index + 1
    return top if _is_wider_below(rows, top) else 0


def _is_wider_below(rows: Sequence[Row], top: int) -> bool:
    """Titles stand above a real table: most rows below fill more than one cell."""
    below = rows[top : top + _ROWS_COMPARED]
    wide = sum(1 for row in below if sum(1 for cell in row if cell.strip()) > 1)
    return wide * 2 > len(below)


def _header_depth(rows: Sequence[Row], top: int, spans: Sequence[Span], width: int) -> int:
    if top >= len(rows) or _says_data(rows, top):
        return 0
    depth = 1
    while depth < _MOST_HEADER_ROWS and top + depth < len(rows) - 1:
        row = top + depth
        if _is_personal(rows[row]):
            break
        spanned = _is_spanned(spans, top, row, width)
        header, data = _votes(rows, row)
        if not (spanned and header >= data) and not (header > data and header * 2 > len(_cells(rows[row]))):
            break
        depth += 1
    return depth


def _is_spanned(spans: Sequence[Span], top: int, row: int, width: int) -> bool:
    """Whether a merged header cell reaches into `row`, or stands over several columns just above it."""
    return any(
        top <= first < row and (last >= row or (last == row - 1 and left < right < left + width - 1))
        for first, left, last, right in spans
    )


def _is_personal(row: Row) -> bool:
    """Whether a cell is an identifier as a whole: as a column's name it would be shown to everybody."""
    return any(_PERSONAL.fullmatch(cell.strip()) for cell in row[:_COLUMNS_COMPARED])


def _says_data(rows: Sequence[Row], index: int) -> bool:
    if _is_personal(rows[index]):
        return True
    if _is_run(rows[index]) and not any(_is_run(row) for row in rows[index + 1 : index + 4]):
        return False
    if index + 1 >= len(rows):
        cells = _cells(rows[index])
        return sum(1 for cell in cells if _kind(cell) in {"number", "date"}) * 2 > len(cells)
    header, data = _votes(rows, index)
    return data > header


def _cells(row: Row) -> list[str]:
    return [cell for cell in row if cell.strip() not in _NO_VALUE]


def _votes(rows: Sequence[Row], index: int) -> tuple[int, int]:
    """(columns in which the row looks like a header, columns in which it looks like data)."""
    row = rows[index]
    below = [other for other in rows[index + 1 : index + 1 + _ROWS_COMPARED] if list(other) != list(row)]
    header = data = 0
    for column, cell in enumerate(row[:_COLUMNS_COMPARED]):
        if cell.strip() in _NO_VALUE:
            data += bool(cell.strip()) and any(column < len(other) and other[column] == cell for other in below)
            continue
        values = [other[column] for other in below if column < len(other) and other[column].strip() not in _NO_VALUE]
        vote = _vote(cell, values)
        header, data = header + (vote > 0), data + (vote < 0)
    return header, data


def _vote(cell: str, below: Sequence[str]) -> int:
    """+1: a header, -1: data, 0: cannot be told."""
    if not below:
        return 0
    usual, count = Counter(_kind(value) for value in below).most_common(1)[0]
    kind = _kind(cell)
    if usual != "text" and count * 5 >= len(below) * 3:
        if kind == usual or (kind, usual) == ("number", "code"):
            return -1
        return 1 if kind == "text" or (kind == "code" and _LETTER.search(cell)) else 0
    return -1 if kind == "text" and cell in below else 0


def _kind(cell: str) -> str:
    text = cell.strip()
    if _NUMBER.fullmatch(text):
        return "number"
    if _DATE.fullmatch(text):
        return "date"
    return "code" if len(text) <= 40 and _CODE.fullmatch(text) else "text"


def _is_run(row: Row) -> bool:
    """Years, months or a count across: 2017, 2018, 2019. Such numbers are a header's."""
    cells = [cell.strip() for cell in row[1:] if cell.strip()]
    numbers = [float(cell) for cell in cells if re.fullmatch(r"\d{1,6}(\.\d{1,2})?", cell)]
    if len(numbers) < 2 or len(numbers) * 2 < len(cells):
        return False
    steps = [after - before for before, after in itertools.pairwise(numbers)]
    periods = all(1900 <= number < 2101 or 190001 <= number <= 210012 for number in numbers)
    if periods:
        return all(step >= 0 for step in steps) or all(step <= 0 for step in steps)
    return len(numbers) >= 3 and len(set(steps)) == 1 and steps[0] == 1
