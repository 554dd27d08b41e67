"""The sheets of a workbook as rows of cells from A1 on, merged cells filled from their first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from gotgan.survey.workbook.shapes import Problem

T = TypeVar("T")
_ERRORS = (CalamineError, PasswordError, OSError, ValueError, KeyError)


@dataclass(frozen=True)
class Grid:
    """One sheet. `copies` are cells filled from a merged range that begins elsewhere."""

    name: str
    rows: Sequence[Sequence[Any]]
    copies: frozenset[tuple[int, int]] = frozenset()

    def at(self, row: int, column: int) -> Any:
        cells = self.rows[row] if row < len(self.rows) else ()
        value = cells[column] if column < len(cells) else None
        return None if isinstance(value, str) and not value.strip() else value


def read_grids(file: Path) -> Iterator[Grid | Problem]:
    """Every sheet; what cannot be read is a problem."""
    try:
        book = _guarded(CalamineWorkbook.from_path, str(file))
    except PasswordError:
        yield Problem(
            "", "", "the workbook is locked with a password", "save it without a password and upload it again"
        )
        return
    except _ERRORS:
        what = "it is not a workbook (xlsx), or it is damaged or cut short"
        yield Problem("", "", what, "save it again as xlsx and upload the whole file")
        return
    for name in book.sheet_names:
        try:
            yield _grid(name, _guarded(book.get_sheet_by_name, name))
        except _ERRORS:
            yield Problem(name, "", "the sheet cannot be read", "save the workbook again and upload it")


def _guarded(call: Callable[[str], T], name: str) -> T:
    """What panics in the reader's own language is no Exception here, and would end the program."""
    try:
        return call(name)
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise ValueError("the reader stopped on it") from None
        raise


def _grid(name: str, sheet: Any) -> Grid:
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    copies = set()
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        value = rows[top][left] if top < len(rows) and left < len(rows[top]) else None
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[row]))):
                if (row, column) != (top, left):
                    rows[row][column] = value
                    copies.add((row, column))
    return Grid(name, rows, frozenset(copies))


def cell_name(row: int, column: int) -> str:
    """`A1` for (0, 0)."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
