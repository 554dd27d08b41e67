"""The frozen file as CSV: UTF-8, a header, commas, line feeds. The same file gives the same bytes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from gotgan.survey.results import flat
from gotgan.survey.results.flat import Columns, Reader, Row
from gotgan.survey.rules.declaring import declared_items
from gotgan.survey.rules.values import value_to_text
from gotgan.terms.questionnaire import Item, Questionnaire

ANSWERS, SHEETS, ORGANISATIONS, ITEMS = "answers.csv", "sheets.csv", "organisations.csv", "items.csv"


class Csv:
    """One CSV that grows; `rows` without its header."""

    def __init__(self, file: TextIO, columns: Columns) -> None:
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow(columns)
        self.rows = 0

    def write(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._writer.writerow(row)
            self.rows += 1


def open_csv(stack: ExitStack, path: Path, columns: Columns) -> Csv:
    return Csv(stack.enter_context(path.open("w", encoding="utf-8", newline="")), columns)


def write_tables(source: Path, folder: Path) -> dict[str, Columns]:
    """Write the four tables of a frozen file into a folder, reading it once; their columns by file name."""
    reader = Reader(source)
    items = flat.asked_items(reader.form)
    columns = {
        ANSWERS: flat.ANSWERS,
        SHEETS: flat.sheet_columns(items),
        ORGANISATIONS: flat.organisation_columns(declared_items(reader.form)),
        ITEMS: flat.ITEMS,
    }
    with ExitStack() as stack:
        files = {name: open_csv(stack, folder / name, columns[name]) for name in columns}
        for line in reader.read():
            if line["kind"] == "organisation":
                files[ORGANISATIONS].write([organisation_row(reader.form, line)])
            else:
                files[SHEETS].write([sheet_row(items, reader.body, line)])
                files[ANSWERS].write(answer_rows(reader.named_form, items, reader.body, line))
        files[ITEMS].write(flat.item_rows(reader.form, reader.tally))
    return columns


def organisation_row(form: Questionnaire, body: Mapping[str, Any]) -> Row:
    declared = tuple(flat.plain(_declared(body["declaration"].get(item.key))) for item in declared_items(form))
    first = (*flat.body_cells(body), body["state"], ";".join(body["merged"]), body["none_held_reason"])
    return (*first, *flat.body_counts(body), *declared)


def _declared(said: Any) -> Any:
    """A declaration keeps answers as a sheet does, or bare values."""
    return said.get("value") if isinstance(said, Mapping) and "value" in said else said


def sheet_row(items: Iterable[Item], body: Mapping[str, Any], sheet: Mapping[str, Any]) -> Row:
    """Of each item what a person confirmed; a suggestion is no answer and stays empty here."""
    answers = sheet["answers"]
    cells = (flat.plain(answers[item.key]["value"]) if _is_said(answers.get(item.key)) else "" for item in items)
    return (*flat.body_cells(body), *flat.sheet_cells(sheet), *flat.count_cells(sheet), *cells)


def _is_said(answer: Mapping[str, Any] | None) -> bool:
    return answer is not None and flat.kind_of(answer) not in ("", "suggested")


def answer_rows(
    form: Questionnaire, items: Iterable[Item], body: Mapping[str, Any], sheet: Mapping[str, Any]
) -> Iterator[Row]:
    """A line for each item with a value, suggestions too: `answer` says which it is. No line names a person."""
    first = (*flat.body_cells(body), *flat.sheet_cells(sheet))
    for item in items:
        answer = sheet["answers"].get(item.key)
        kind = flat.kind_of(answer) if answer else ""
        if answer is None or not kind:
            continue
        value = answer["value"]
        kinds = ";".join(sorted({each["kind"] for each in answer.get("evidence", ())}))
        yield (
            *first, item.key, item.number, kind, flat.plain(value), value_to_text(form, item, value, "ko"),
            answer["filled_by"], answer["confidence"], kinds, int(answer.get("changed_from") is not None),
        )  # fmt: skip
