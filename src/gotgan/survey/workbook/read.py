"""A filled workbook read: every entry of it, and every problem with its cell. Nothing is stored here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from gotgan.survey.rules.normal import normal_value
from gotgan.survey.workbook import layout
from gotgan.survey.workbook.cells import from_cell
from gotgan.survey.workbook.find import Page, find_page, make_index
from gotgan.survey.workbook.grid import Grid, cell_name, read_grids
from gotgan.survey.workbook.layout import Column
from gotgan.survey.workbook.meta import Meta, is_meta, read_meta
from gotgan.survey.workbook.package import Package, look_into
from gotgan.survey.workbook.shapes import Entry, Known, Problem, Problems, Read
from gotgan.terms.errors import Invalid
from gotgan.terms.questionnaire import RESERVED, Item, Kind, Questionnaire

_WRONG = object()
"""Stands for a cell that could not be read; the problem is on the list."""


def read_workbook(file: Path, known: Known) -> Read:
    """Entries of all rows, in the questionnaire under which the workbook was made, and every problem.

    What is too large is refused before it is opened. Memory: the cells of the workbook, at most `MOST_CELLS`.
    """
    package = look_into(file)
    if package.problems:
        return Read.refused(*package.problems)
    problems = Problems()
    grids: list[Grid] = []
    for each in read_grids(file):
        (problems if isinstance(each, Problem) else grids).append(each)  # type: ignore[arg-type]
    meta = read_meta(grids)
    form, wrong = _form_of(meta, known)
    problems.extend(wrong)
    pages: list[Page] = []
    index = make_index(form)
    for grid in grids:
        page = None if is_meta(grid) else find_page(grid, index)
        if isinstance(page, Problem):
            problems.append(page)
        elif page is not None:
            pages.append(page)
            problems.extend(page.problems)
    if not problems and not any(not page.table for page in pages):
        what = "no sheet with answers was found in it"
        problems.append(Problem("", "", what, "fill the workbook that you downloaded here, and keep its headings"))
    rows = _Rows(form, known, meta, package, problems)
    return Read(rows.read(pages), problems, form)


def _form_of(meta: Meta, known: Known) -> tuple[Questionnaire, list[Problem]]:
    """The questionnaire to read under; one that is not known is a problem, and the campaign's is tried."""
    problems = []
    if meta.campaign and (meta.campaign, meta.target) != (known.campaign, str(known.target)):
        what = "the workbook was made for another organisation or another campaign"
        problems.append(Problem(layout.META, "B4", what, "download the workbook of this campaign and fill that"))
    version = (meta.form, meta.form_version)
    if not meta.form or version == (known.form.key, known.form.version):
        return known.form, problems
    if version in known.earlier:
        return known.earlier[version][0], problems
    what = f"the workbook was made with a questionnaire that is not known here (version {meta.form_version})"
    problems.append(Problem(layout.META, "B3", what, "download the workbook again and fill that"))
    return known.form, problems


@dataclass
class _Row:
    """One row of the main sheet that is a dataset's."""

    sheet_id: str
    page: Page
    row: int
    confirms: bool


@dataclass
class _TableRows:
    """The rows of one table item of one dataset, with the places of their cells."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)
    at: tuple[str, str] = ("", "")
    is_wrong: bool = False


@dataclass
class _Rows:
    """Reads pages into entries; what is wrong goes on the list."""

    form: Questionnaire
    known: Known
    meta: Meta
    package: Package
    problems: Problems
    numbers: dict[str, str] = field(default_factory=dict)
    rows: dict[str, _Row] = field(default_factory=dict)

    def read(self, pages: list[Page]) -> Iterator[Entry]:
        main = [page for page in pages if not page.table]
        for page in main:
            self._find_rows(page)
        tables: dict[tuple[str, str], _TableRows] = {}
        for page in pages:
            if page.table:
                self._read_table(page, tables)
        there = {page.table for page in pages if page.table}
        for row in self.rows.values():
            for item in _items(row.page):
                entry = self._entry(row, item, tables.pop((row.sheet_id, item.key), None), item.key in there)
                if entry is not None:
                    yield entry
        for (sheet_id, key), found in tables.items():  # of datasets whose row in the main sheet was deleted
            if not found.is_wrong:
                yield self._made(sheet_id, self.form.by_key[key], found.rows, found.at, found.cells)

    # -- which row is whose

    def _find_rows(self, page: Page) -> None:
        place = page.place_of(layout.SHEET)
        assert place is not None
        for row in range(page.first_row, len(page.grid.rows)):
            if all(page.grid.at(row, each) is None for each in page.columns):
                continue
            cell = cell_name(row, place)
            sheet_id = str(page.grid.at(row, place) or "").strip()
            number = _number(page.grid.at(row, page.place_of(layout.NUMBER)))
            sheet_id = sheet_id or self.meta.sheets.get(number, "")
            if self._is_ours(page, cell, sheet_id):
                self.rows[sheet_id] = _Row(sheet_id, page, row, self._confirms(page, row))
                if number:
                    self.numbers.setdefault(number, sheet_id)

    def _is_ours(self, page: Page, cell: str, sheet_id: str) -> bool:
        if not sheet_id:
            what = "the row does not say of which dataset it is"
            remedy = "add new data on the page of your sheets, or delete the row"
        elif sheet_id not in self.known.ids:
            what = "the row is of no dataset of your organisation in this campaign"
            remedy = "delete the row; every organisation uploads its own workbook"
        elif sheet_id in self.rows:
            first = self.rows[sheet_id]
            what = f"the dataset stands there twice, first in row {first.row + 1}"
            remedy = "keep one of the two rows"
        else:
            return True
        self.problems.append(Problem(page.grid.name, cell, what, remedy))
        return False

    def _confirms(self, page: Page, row: int) -> bool:
        place = page.place_of(layout.CONFIRM)
        said = page.grid.at(row, place) if place is not None else None
        if said is None:
            return False
        text = "".join(str(said).split()).casefold()
        if text in _YES or said is True:
            return True
        if text not in _NO and said is not False:
            what = "it is neither yes nor no"
            self.problems.append(Problem(page.grid.name, cell_name(row, place or 0), what, "choose one of them"))
        return False

    # -- values

    def _entry(self, row: _Row, item: Item, table: _TableRows | None, has_page: bool) -> Entry | None:
        page = row.page
        place = page.place_of(item.key)
        cells: dict[str, tuple[str, str]] = {}
        said = self._cell(page, row.row, place, page.columns[place]) if place is not None else None
        if item.kind is Kind.TABLE:
            if not has_page and said is None:
                return None
            value = self._whole(page, row.row, place, said, table.rows if table else None)
            if table:
                cells = table.cells
                value = _WRONG if table.is_wrong else value
        elif item.kind is Kind.GROUP:
            value = self._group(row, item, said, cells)
        else:
            value = said
        if value is _WRONG:
            return None
        at = (page.grid.name, cell_name(row.row, place if place is not None else 0))
        if table and place is None:
            at = table.at
        return self._made(row.sheet_id, item, value, at, cells, confirms=row.confirms)

    def _made(
        self,
        sheet_id: str,
        item: Item,
        value: Any,
        at: tuple[str, str],
        cells: Mapping[str, tuple[str, str]],
        *,
        confirms: bool = False,
    ) -> Entry:
        if not isinstance(value, str):
            value = normal_value(self.form, item, value)
        return Entry(
            sheet_id, item, value, self.meta.revisions.get(sheet_id, 0), *at,
            base=self.meta.print_of(sheet_id, item.key), confirms=confirms, cells=cells,
        )  # fmt: skip

    def _group(self, row: _Row, item: Item, said: Any, cells: dict[str, tuple[str, str]]) -> Any:
        page, value = row.page, {}
        is_wrong = said is _WRONG
        for place, column in page.columns.items():
            if column.part is not None and column.item is not None and column.item.key == item.key:
                read = self._cell(page, row.row, place, column)
                is_wrong = is_wrong or read is _WRONG
                cells[column.key] = (page.grid.name, cell_name(row.row, place))
                if read is not None:
                    value[column.part.key] = read
        if is_wrong:
            return _WRONG
        return self._whole(page, row.row, page.place_of(item.key), said, value or None)

    def _whole(self, page: Page, row: int, place: int | None, said: Any, value: Any) -> Any:
        """The cell for the whole of a table or group takes unknown and na alone, and not beside other answers."""
        if said is None or said is _WRONG:
            return _WRONG if said is _WRONG else value
        if value is not None:
            what = "there is an answer beside unknown or not applicable"
            cell = cell_name(row, place or 0)
            remedy = "empty this cell, or take the answers away"
            self.problems.append(Problem(page.grid.name, cell, what, remedy, _key_of(page, place)))
            return _WRONG
        return said

    def _cell(self, page: Page, row: int, place: int, column: Column) -> Any:
        """One cell's value; `_WRONG` with a problem on the list when it cannot be read."""
        grid, asked = page.grid, column.asked
        assert asked is not None
        problem = self._formula(page, row, place)
        cell = grid.at(row, place)
        if problem is None and column.is_whole:
            return self._reserved(page, row, place, cell)
        if problem is None:
            try:
                return from_cell(self.form, asked, cell, is_1904=self.package.is_1904)
            except Invalid as error:
                problem = Problem.of(grid.name, cell_name(row, place), error.issues[0])
        self.problems.append(replace(problem, item=column.item.key if column.item else ""))
        return _WRONG

    def _formula(self, page: Page, row: int, place: int) -> Problem | None:
        name, at = page.grid.name, cell_name(row, place)
        if (row, place) in self.package.bare.get(name, ()):
            what = "the cell holds a formula without a value"
            return Problem(name, at, what, "open the workbook in a spreadsheet and save it, or write the value itself")
        if (row, place) in self.package.broken.get(name, ()):
            return Problem(name, at, "the cell holds an error of the spreadsheet", "write the value itself")
        return None

    def _reserved(self, page: Page, row: int, place: int, cell: Any) -> Any:
        text = str(cell or "").strip()
        if not text or text.startswith(layout.ARROW):
            return None
        value = normal_value(self.form, page.columns[place].item, text)  # type: ignore[arg-type]
        if value in RESERVED:
            return value
        what = "only unknown or not applicable may stand here"
        remedy = "write the answers in the cells of its parts, or in its own sheet"
        self.problems.append(Problem(page.grid.name, cell_name(row, place), what, remedy, _key_of(page, place)))
        return _WRONG

    # -- tables

    def _read_table(self, page: Page, tables: dict[tuple[str, str], _TableRows]) -> None:
        for row in range(page.first_row, len(page.grid.rows)):
            cells = {place: column for place, column in page.columns.items() if column.part is not None}
            if all(self._is_blank(page, row, place) for place in cells):
                continue
            sheet_id = self._whose(page, row)
            if not sheet_id:
                continue
            found = tables.setdefault((sheet_id, page.table), _TableRows())
            found.at = found.at if found.rows else (page.grid.name, cell_name(row, min(cells)))
            made: dict[str, Any] = {}
            for place, column in cells.items():
                value = self._cell(page, row, place, column)
                found.is_wrong = found.is_wrong or value is _WRONG
                at = f"{page.table}[{len(found.rows) + 1}].{column.part.key if column.part else ''}"
                found.cells[at] = (page.grid.name, cell_name(row, place))
                if value is not None:
                    made[column.part.key if column.part else ""] = value
            found.rows.append(made)

    def _is_blank(self, page: Page, row: int, place: int) -> bool:
        return page.grid.at(row, place) is None and self._formula(page, row, place) is None

    def _whose(self, page: Page, row: int) -> str:
        """The sheet that a table's row belongs to by its number; "" with a problem on the list."""
        place = page.place_of(layout.NUMBER)
        number = _number(page.grid.at(row, place))
        sheet_id = self.numbers.get(number) or self.meta.sheets.get(number, "")
        if sheet_id in self.known.ids:
            return sheet_id
        what = (
            "the row does not say of which dataset it is"
            if not number
            else "no dataset of the workbook has this number"
        )
        remedy = "write the number that the dataset has in the first sheet"
        self.problems.append(Problem(page.grid.name, cell_name(row, place or 0), what, remedy))
        return ""


_YES = {"예", "네", "yes", "y", "o", "true", "확인", "1", "1.0"}
_NO = {"아니요", "아니오", "no", "n", "x", "false", "0", "0.0", "모름", "해당없음", "unknown", "na", "notapplicable"}


def _key_of(page: Page, place: int | None) -> str:
    item = page.columns[place].item if place is not None else None
    return item.key if item else ""


def _items(page: Page) -> list[Item]:
    found = {column.item.key: column.item for column in page.columns.values() if column.item is not None}
    return list(found.values())


def _number(cell: Any) -> str:
    """A number as the workbook wrote it, whatever a program made of it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip() if cell is not None else ""
    return text.removesuffix(".0")
