"""Finding in a sheet what it is: which row is its head, which column is which item, wherever they were moved."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gotgan.survey.workbook import layout
from gotgan.survey.workbook.grid import Grid, cell_name
from gotgan.survey.workbook.layout import Column
from gotgan.survey.workbook.shapes import Problem
from gotgan.terms.questionnaire import Kind, Questionnaire, Scope
from gotgan.terms.text import title_tight

_HEAD_ROWS = 40
_FEWEST = 2


@dataclass(frozen=True)
class Index:
    """Every column that there can be, by its key and by its labels in both languages."""

    by_key: Mapping[str, Column]
    by_label: Mapping[str, Column]


@dataclass(frozen=True)
class Page:
    """A sheet that was understood: its columns by place, and the first row below its head.

    `table` is the key of the item whose rows it holds; empty for the main sheet.
    """

    grid: Grid
    columns: Mapping[int, Column]
    first_row: int
    table: str = ""
    problems: tuple[Problem, ...] = field(default=())

    def place_of(self, key: str) -> int | None:
        return next((place for place, column in self.columns.items() if column.key == key), None)


def make_index(form: Questionnaire) -> Index:
    columns = [*map(layout.own_column, layout.OWN)]
    for item in form.of_scope(Scope.DATASET):
        columns += layout.item_columns(item)
        if item.kind is Kind.TABLE:
            columns += layout.part_columns(item)
    by_label: dict[str, list[Column]] = {}
    for column in columns:
        for label in _labels(column):
            by_label.setdefault(label, []).append(column)
    unique = {label: found[0] for label, found in by_label.items() if len(found) == 1}
    return Index({column.key: column for column in columns}, unique)


def _labels(column: Column) -> set[str]:
    """With its number and without it."""
    said = {column.label.ko, column.label.en}
    if column.item is not None:
        said |= {text.removeprefix(column.item.number) for text in said}
    return {_tight(text) for text in said}


def _tight(text: object) -> str:
    return title_tight(unicodedata.normalize("NFKC", str(text))) if isinstance(text, str) else ""


def find_page(grid: Grid, index: Index) -> Page | Problem | None:
    """What the sheet is; None for one that is none of ours (a guide, somebody's own notes)."""
    key_row, keys = _best(grid, {_tight(key): column for key, column in index.by_key.items()})
    label_row, labels = _best(grid, index.by_label)
    named = {**labels, **keys}
    kinds = {column.key for column in named.values()}
    items = {column.item.key for column in named.values() if column.item is not None}
    if layout.SHEET not in kinds and not (layout.NUMBER in kinds and _is_table(named.values())):
        if len(items) > _FEWEST:
            what = "the column with the ids of the sheets is missing"
            return Problem(
                grid.name, cell_name(max(key_row, label_row), 0), what, "download the workbook again and fill that"
            )
        return None
    columns, doubles = _once(grid, named, max(key_row, label_row))
    table = "" if layout.SHEET in kinds else items.pop()
    first_row = max(key_row if keys else -1, label_row if labels else -1) + 1
    strangers = _strangers(grid, columns, doubles, first_row, label_row if labels else key_row)
    return Page(grid, columns, first_row, table, (*doubles.values(), *strangers))


def _is_table(columns: Iterable[Column]) -> bool:
    """Whether all items' columns are parts of one table."""
    asked = [column for column in columns if column.item is not None]
    items = {column.item.key for column in asked if column.item}
    return len(items) == 1 and all(column.part and column.item and column.item.kind is Kind.TABLE for column in asked)


def _best(grid: Grid, known: Mapping[str, Column]) -> tuple[int, dict[int, Column]]:
    """The row of the first forty in which most cells are known, with what they mean."""
    best: dict[int, Column] = {}
    at = -1
    for number, row in enumerate(grid.rows[:_HEAD_ROWS]):
        found = {
            place: known[tight]
            for place, cell in enumerate(row)
            if (number, place) not in grid.copies and (tight := _tight(cell)) in known
        }
        if len(found) > len(best):
            at, best = number, found
    return (at, best) if len(best) >= _FEWEST else (-1, {})


def _once(grid: Grid, named: Mapping[int, Column], row: int) -> tuple[dict[int, Column], dict[int, Problem]]:
    """Each column once; a second one is a problem."""
    columns: dict[int, Column] = {}
    doubles: dict[int, Problem] = {}
    seen: set[str] = set()
    for place in sorted(named):
        column = named[place]
        if column.key in seen:
            what = f"the column {column.key} stands there twice"
            doubles[place] = Problem(grid.name, cell_name(row, place), what, "delete one of the two columns")
        else:
            seen.add(column.key)
            columns[place] = column
    return columns, doubles


def _strangers(
    grid: Grid, columns: Mapping[int, Column], doubles: Mapping[int, Problem], first_row: int, head_row: int
) -> list[Problem]:
    """Columns with content that are none of the workbook's: what stands there would be lost unseen."""
    width = max(map(len, grid.rows), default=0)
    found = []
    for place in range(width):
        if place in columns or place in doubles:
            continue
        filled = next((row for row in range(first_row, len(grid.rows)) if grid.at(row, place) is not None), None)
        if filled is not None:
            what = "this column is none of the workbook's"
            remedy = "give it the heading that it had in the download, or delete the column"
            found.append(Problem(grid.name, cell_name(head_row, place), what, remedy))
    return found
