"""The frozen file as CSV: UTF-8, a header, commas, line feeds. The same file gives the same bytes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from gotgan.survey.results import flat
from gotgan.survey.results.flat import Columns, Row, Said
from gotgan.survey.rules.declaring import declared_items
from gotgan.terms.questionnaire import Item, Questionnaire

ANSWERS, SHEETS, ORGANISATIONS, ITEMS = "answers.csv", "sheets.csv", "organisations.csv", "items.csv"


class Csv:
    """One CSV that grows; `rows` without its header."""

    def __init__(self, file: TextIO, columns: Columns) -> None:
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow(columns)
        self.rows = 0

    def write(self, rows: Iterable[Row]) -> None:
        self._writer.writerows(self._counted(rows))

    def _counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            self.rows += 1
            yield row


def open_csv(stack: ExitStack, path: Path, columns: Columns) -> Csv:
    return Csv(stack.enter_context(path.open("w", encoding="utf-8", newline="")), columns)


class Tables:
    """The four tables of a frozen file in a folder, growing line by line. `columns` by file name."""

    def __init__(self, stack: ExitStack, folder: Path, form: Questionnaire) -> None:
        self._form, self._items = form, flat.asked_items(form)
        self.columns: dict[str, Columns] = {
            ANSWERS: flat.ANSWERS,
            SHEETS: flat.sheet_columns(self._items),
            ORGANISATIONS: flat.organisation_columns(declared_items(form)),
            ITEMS: flat.ITEMS,
        }
        self._files = {name: open_csv(stack, folder / name, columns) for name, columns in self.columns.items()}

    def add_body(self, row: Row) -> None:
        self._files[ORGANISATIONS].write([row])

    def add_sheet(self, body: Mapping[str, Any], sheet: Mapping[str, Any], said: Sequence[Said]) -> None:
        first = (*flat.body_cells(body), *flat.sheet_cells(sheet))
        self._files[SHEETS].write([(*first, *flat.count_cells(sheet), *wide_cells(self._items, said))])
        self._files[ANSWERS].write(answer_row(first, each) for each in said)

    def finish(self, tally: Mapping[str, Sequence[int]]) -> None:
        self._files[ITEMS].write(flat.item_rows(self._form, tally))


def organisation_row(form: Questionnaire, body: Mapping[str, Any]) -> Row:
    declared = tuple(flat.plain(_declared(body["declaration"].get(item.key))) for item in declared_items(form))
    first = (*flat.body_cells(body), body["state"], ";".join(body["merged"]), body["none_held_reason"])
    return (*first, *flat.body_counts(body), *declared)


def _declared(said: Any) -> Any:
    """A declaration keeps answers as a sheet does, or bare values."""
    return said.get("value") if isinstance(said, Mapping) and "value" in said else said


def wide_cells(items: Iterable[Item], said: Iterable[Said]) -> list[str]:
    """Of each item what a person confirmed; a suggestion is no answer and stays empty here."""
    found = {each.item.key: each.plain for each in said if each.is_said}
    return [found.get(item.key, "") for item in items]


def answer_row(first: Row, said: Said) -> Row:
    """A line for each item with a value, suggestions too: `answer` says which it is. No line names a person."""
    item, answer = said.item, said.answer
    kinds = ";".join(sorted({each["kind"] for each in answer.get("evidence", ())}))
    return (
        *first, item.key, item.number, said.kind, said.plain, said.text, answer["filled_by"], answer["confidence"],
        kinds, int(answer.get("changed_from") is not None),
    )  # fmt: skip
