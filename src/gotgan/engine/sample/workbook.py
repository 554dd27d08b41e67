"""Workbooks as offices write them: a title, a unit note, two merged header rows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from gotgan.engine.sample.frame import GROUP, Frame, Tables, flat_name
from gotgan.engine.sample.layout import Form, Layout, WrittenTable

WRITTEN_ON = datetime(2026, 9, 30, 9, 0, 0)
"""Workbooks carry a creation time; a fixed one keeps their bytes the same."""


def _write_report(target: Path, tables: Tables, layout: Layout) -> list[WrittenTable]:
    with _open(target) as book:
        styles = {
            "title": book.add_format({"bold": True, "font_size": 14, "align": "center"}),
            "head": book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter"}),
            "note": book.add_format({"align": "right"}),
        }
        for name, frame in tables.items():
            _report_sheet(book.add_worksheet(name), frame, layout, styles)
    return [WrittenTable(f"!{name}", frame.rows, 4, name) for name, frame in tables.items()]


def _write_plain(target: Path, tables: Tables, _layout: Layout) -> list[WrittenTable]:
    with _open(target) as book:
        for name, frame in tables.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, [flat_name(column) for column in frame.names])
            _write_cells(sheet, frame, first_row=1)
    return [WrittenTable(f"!{name}", frame.rows, 1, name) for name, frame in tables.items()]


def _report_sheet(sheet: Any, frame: Frame, layout: Layout, styles: dict[str, Any]) -> None:
    last = len(frame.names) - 1
    sheet.merge_range(0, 0, 0, last, layout.title, styles["title"])
    sheet.merge_range(1, 0, 1, last, f"(단위: {layout.unit}, 기준일: 2026-09-30)", styles["note"])
    _write_header(sheet, frame.names, styles["head"])
    _write_cells(sheet, frame, first_row=4)


def _write_header(sheet: Any, names: list[str], style: Any) -> None:
    """Rows 2 and 3: a group is merged over its leaves, a name without group over both rows."""
    column = 0
    while column < len(names):
        group, _, leaf = names[column].partition(GROUP)
        if not leaf:
            sheet.merge_range(2, column, 3, column, group, style)
            column += 1
            continue
        leaves = [name.partition(GROUP)[2] for name in names[column:] if name.startswith(group + GROUP)]
        sheet.merge_range(2, column, 2, column + len(leaves) - 1, group, style)
        sheet.write_row(3, column, leaves, style)
        column += len(leaves)


def _write_cells(sheet: Any, frame: Frame, *, first_row: int) -> None:
    for column, cells in enumerate(frame.columns.values()):
        for row, cell in enumerate(cells, first_row):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell)
            elif cell is not None:
                sheet.write_number(row, column, cell)


def _open(target: Path) -> Any:
    book = xlsxwriter.Workbook(str(target), {"in_memory": True})
    book.set_properties({"created": WRITTEN_ON, "comments": "표본"})
    return book


REPORT = Form("xlsx", ".xlsx", _write_report)
WORKBOOK = Form("xlsx", ".xlsx", _write_plain)
