"""Sheets whose cells stand far apart: refused before a reader makes room for all between."""

from __future__ import annotations

import zipfile

import xlsxwriter
from tests.engine.reading import only_unread, read, rows_of

from gotgan.engine.tables import Table


def book(path, *cells, formatted=()):
    with xlsxwriter.Workbook(path) as workbook:
        sheet, bold = workbook.add_worksheet(), workbook.add_format({"bold": True})
        for row, column, value in cells:
            sheet.write(row, column, value)
        for row, column in formatted:
            sheet.write_blank(row, column, None, bold)
    return path


def with_reference(path, old, new):
    moved = path.with_name("moved.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(moved, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old, new))
    return moved


def test_extent_of_far_corners_is_refused(tmp_path):
    path = book(tmp_path / "far.xlsx", (0, 0, 1), (1_048_575, 16_383, 1))
    assert "span 17179869184 places" in only_unread(path).reason


def test_extent_of_a_cell_outside_any_sheet_is_refused(tmp_path):
    path = book(tmp_path / "b.xlsx", (0, 0, "a"), (1, 0, 1))
    moved = with_reference(path, b'r="A2"', b'r="ZZZZZZ99999999999"')
    assert "outside of any sheet" in only_unread(moved).reason


def test_extent_counts_no_cell_that_is_only_formatted(tmp_path):
    path = book(tmp_path / "b.xlsx", (0, 0, "a"), (1, 0, "x"), formatted=[(1_048_575, 16_383)])
    (table,) = read(path)
    assert isinstance(table, Table)
    assert rows_of(table) == [["x"]]
