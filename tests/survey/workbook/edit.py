"""A workbook with cells of a sheet changed, as a spreadsheet program would save it: read whole, written plainly.

Only values are carried over (no colours, rules or notes), which is what a reader sees of a workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from gotgan.survey.workbook import layout

Rows = list[list[Any]]
Sheets = dict[str, Rows]


def read_cells(file: Path) -> Sheets:
    book = CalamineWorkbook.from_path(str(file))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def write_cells(file: Path, sheets: Sheets, finish: Callable[[Any, dict[str, Any]], None] | None = None) -> Path:
    """`finish` gets the workbook and its worksheets, for merged cells and formulas."""
    with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False}) as made:
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        pages = {}
        for name, rows in sheets.items():
            pages[name] = made.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    _put(pages[name], number, place, cell, day)
        if finish:
            finish(made, pages)
    return file


def _put(page: Any, row: int, place: int, cell: Any, day: Any) -> None:
    if isinstance(cell, bool):
        page.write_boolean(row, place, cell)
    elif isinstance(cell, int | float):
        page.write_number(row, place, cell)
    elif isinstance(cell, date | datetime):
        page.write_datetime(row, place, cell, day)
    elif cell not in (None, ""):
        page.write_string(row, place, cell)


def place_in(rows: Rows, key: str) -> int:
    return rows[layout.KEY_ROW].index(key)


def edited(file: Path, changes: Mapping[tuple[int, str], Any], *, sheet: str = layout.MAIN.ko) -> Path:
    """The workbook with cells changed: {(row below the head from 0, key of the column): value}."""
    sheets = read_cells(file)
    rows = sheets[sheet]
    for (row, key), value in changes.items():
        place = place_in(rows, key)
        while len(rows) <= row + layout.FIRST_ROW:
            rows.append([""] * len(rows[0]))
        rows[row + layout.FIRST_ROW][place] = value
    return write_cells(file.with_name(f"edited-{file.name}"), sheets)
