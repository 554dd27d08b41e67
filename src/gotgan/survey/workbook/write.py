"""An organisation's sheets written as one workbook, row by row, in memory that does not grow with their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from gotgan.survey.rules.value_text import WORDS
from gotgan.survey.workbook import layout
from gotgan.survey.workbook.cells import code_text, to_cell
from gotgan.survey.workbook.grid import cell_name
from gotgan.survey.workbook.guide import write_guide, write_lists
from gotgan.survey.workbook.layout import Column, words
from gotgan.survey.workbook.shapes import Book, BookSheet, Sheets
from gotgan.survey.workbook.styles import Fill, Styles
from gotgan.terms.questionnaire import NA, UNKNOWN, Item, Kind, Part
from gotgan.terms.survey import Answer

EMPTY_ROWS = 500
"""Rows below those of a table that take new ones."""
_LONGEST_NOTE = 400
_LONGEST_HELP = 1200
_PROTECTION = {
    "format_columns": True, "format_rows": True, "sort": True, "autofilter": True, "select_locked_cells": True,
    "select_unlocked_cells": True,
}  # fmt: skip
_WIDTHS = {Kind.TEXT_LONG: 44, Kind.TEXT: 24, Kind.TABLE: 14, Kind.GROUP: 14, Kind.CODES: 30, Kind.URLS: 34}
_CONFIRM_HELP = layout.Words(
    "색칠된 칸이 모두 맞으면 '예'를 고르십시오. 고르지 않으면 바꾸지 않은 칸은 확인한 것으로 보지 않습니다.",
    "Choose yes when every coloured cell of the row is right; otherwise untouched cells stay unconfirmed.",
)
_TABLE_HELP = layout.Words(
    "'%s' 시트에 한 줄에 하나씩 적으십시오. 모두 모르거나 해당 없으면 여기에 적으십시오.",
    "Write a row each in the sheet '%s'; only unknown or not applicable stands here.",
)
_GROUP_HELP = layout.Words(
    "오른쪽 칸에 적으십시오. 모두 모르거나 해당 없으면 여기에 적으십시오.",
    "Fill the cells on the right; only unknown or not applicable stands here.",
)
_CODES_HELP = layout.Words("여러 개는 ; 로 구분합니다.", "Several are separated by ;")


@dataclass
class _Page:
    """One worksheet, its columns and the next row to write."""

    sheet: Any
    columns: Sequence[Column]
    row: int = layout.FIRST_ROW
    places: Mapping[str, int] = field(default_factory=dict)


def write_workbook(file: Path, book: Book, sheets: Sheets, *, language: str = "ko") -> int:
    """Write the sheets into `file`; returns how many. `sheets` are read once, in their order."""
    with xlsxwriter.Workbook(
        str(file),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    ) as made:
        return _Writer(made, book, language).write(sheets)


class _Writer:
    """The worksheets of one workbook."""

    def __init__(self, made: Any, book: Book, language: str) -> None:
        self.book, self.form, self.language = book, book.form, language
        self.styles = Styles(made)
        made.set_properties({"title": f"{words(book.title, language)} · {words(book.body, language)}"})
        guide = made.add_worksheet(words(layout.GUIDE, language))
        main = made.add_worksheet(words(layout.MAIN, language))
        tables = layout.tables_of(self.form, is_whole=book.is_whole)
        pages = {item.key: made.add_worksheet(layout.table_name(item, language)) for item in tables}
        lists, self.choices = made.add_worksheet(words(layout.LISTS, language)), made.add_worksheet(layout.CHOICES)
        self.meta = made.add_worksheet(layout.META)
        write_guide(guide, book, self.styles, language)
        write_lists(lists, self.form, self.styles, language)
        self.main = self._page(main, layout.main_columns(self.form, is_whole=book.is_whole))
        self.tables = {item.key: self._page(pages[item.key], layout.table_columns(item)) for item in tables}
        self.items = layout.items_of(self.form, is_whole=book.is_whole)
        self._write_meta_head()
        self.ranges = self._write_choices()
        for page in (guide, lists):
            page.protect("", _PROTECTION)

    def write(self, sheets: Sheets) -> int:
        number = 0
        for number, sheet in enumerate(sheets, start=1):
            self._write_sheet(number, sheet)
        for page in (self.main, *self.tables.values()):
            self._finish(page, number)
        self.meta.hide()
        self.choices.hide()
        self.main.sheet.activate()
        return number

    # -- heads

    def _page(self, sheet: Any, columns: Sequence[Column]) -> _Page:
        page = _Page(sheet, columns, places={column.key: place for place, column in enumerate(columns)})
        sheet.set_row(layout.LABEL_ROW, 48)
        sheet.set_row(layout.KEY_ROW, None, None, {"hidden": True})
        for place, column in enumerate(columns):
            kind = column.asked.kind if column.asked else None
            sheet.set_column(place, place, _width(column, kind), self.styles.cell(Fill.EMPTY, kind))
            sheet.write_string(layout.LABEL_ROW, place, words(column.label, self.language), self.styles.head)
            if help_text := self._help(column):
                sheet.write_comment(layout.LABEL_ROW, place, help_text, {"x_scale": 2.5, "y_scale": 2.5})
        for place, column in enumerate(columns):
            sheet.write_string(layout.KEY_ROW, place, column.key, self.styles.key)
        sheet.freeze_panes(layout.FIRST_ROW, page.places[layout.TITLE] + 1)
        return page

    def _help(self, column: Column) -> str:
        """The question, and how its cell is filled."""
        item, asked = column.item, column.asked
        if item is None or asked is None:
            return words(_CONFIRM_HELP, self.language) if column.key == layout.CONFIRM else ""
        said = [words(item.question, self.language)]
        if column.is_whole and item.kind is Kind.TABLE:
            said.append(words(_TABLE_HELP, self.language) % layout.table_name(item, self.language))
        elif column.is_whole:
            said.append(words(_GROUP_HELP, self.language))
        if asked.kind is Kind.CODES:
            code_list = self.form.code_lists[asked.code_list]
            said.append(words(_CODES_HELP, self.language))
            said += [code_text(code_list, code, self.language) for code in self._codes(asked)]
        return "\n".join(said)[:_LONGEST_HELP]

    def _codes(self, asked: Item | Part) -> list[str]:
        offered = self.form.code_lists[asked.code_list].offered
        return [each.code for each in offered if not asked.codes or each.code in asked.codes]

    # -- hidden sheets

    def _write_meta_head(self) -> None:
        book = self.book
        facts = {
            "gotgan": layout.VERSION, "form": self.form.key, "form_version": self.form.version,
            "campaign": book.campaign, "target": book.target, "organisation": book.organisation,
            "language": self.language, "made": book.made,
        }  # fmt: skip
        for row, (name, value) in enumerate(facts.items()):
            self.meta.write_string(row, 0, name)
            self.meta.write_string(row, 1, str(value))
        self.meta_row = len(facts) + 1
        for place, key in enumerate(["number", "sheet", "revision", *(item.key for item in self.items)]):
            self.meta.write_string(self.meta_row, place, key)
        self.meta.protect("", _PROTECTION)

    def _write_choices(self) -> dict[str, str]:
        """One column for each drop-down; returns {column key: range}."""
        reserved = [said_word(word, self.language) for word in (UNKNOWN, NA)]
        lists: dict[str, list[str]] = {layout.CONFIRM: [said_word("yes", self.language)]}
        for column in (*self.main.columns, *(each for page in self.tables.values() for each in page.columns)):
            choices = self._choices(column)
            if choices is not None:
                lists[column.key] = [*choices, *reserved]
        rows = max(map(len, lists.values()))
        for row in range(rows):
            for place, choices in enumerate(lists.values()):
                if row < len(choices):
                    self.choices.write_string(row, place, choices[row])
        self.choices.protect("", _PROTECTION)
        return {
            key: f"={layout.CHOICES}!${_letters(place)}$1:${_letters(place)}${len(choices)}"
            for place, (key, choices) in enumerate(lists.items())
        }

    def _choices(self, column: Column) -> list[str] | None:
        """What is offered besides unknown and na; None where anything may be written."""
        asked = column.asked
        if column.is_whole:
            return []
        if asked is None or asked.kind not in (Kind.CODE, Kind.BOOL):
            return None
        if asked.kind is Kind.BOOL:
            return [said_word(each, self.language) for each in ("yes", "no")]
        code_list = self.form.code_lists[asked.code_list]
        return None if code_list.is_open else [code_text(code_list, each, self.language) for each in self._codes(asked)]

    # -- rows

    def _write_sheet(self, number: int, sheet: BookSheet) -> None:
        page, row = self.main, self.main.row
        own: dict[str, Any] = {
            layout.NUMBER: number, layout.SHEET: sheet.id, layout.TITLE: _title(sheet), layout.STATE: sheet.state,
            layout.CONFIRM: None,
        }  # fmt: skip
        for place, column in enumerate(page.columns):
            if column.item is None:
                locked = column.key != layout.CONFIRM or sheet.refusal is not None
                self._put(page.sheet, row, place, own[column.key], self.styles.own(locked=locked))
            else:
                self._write_answer(page.sheet, row, place, column, sheet)
        page.row += 1
        for key, table in self.tables.items():
            self._write_rows(table, number, sheet, self.form.by_key[key])
        self._write_meta(number, sheet)

    def _write_answer(self, page: Any, row: int, place: int, column: Column, sheet: BookSheet) -> None:
        item = column.item
        assert item is not None
        answer = sheet.answers.get(item.key)
        style = self.styles.cell(_fill(item, answer, sheet), column.asked.kind if column.asked else None)
        self._put(page, row, place, self._cell(column, answer), style)
        if answer is not None and not answer.is_confirmed and answer.value is not None and not column.part:
            page.write_comment(row, place, _note(answer, self.language), {"x_scale": 1.6})

    def _cell(self, column: Column, answer: Answer | None) -> Any:
        value = answer.value if answer else None
        item, part = column.item, column.part
        assert item is not None
        if value is None:
            return None
        if part is not None:
            return to_cell(self.form, part, value.get(part.key), self.language) if isinstance(value, dict) else None
        if column.is_whole and not isinstance(value, str):
            return f"{layout.ARROW} {len(value)}" if item.kind is Kind.TABLE else None
        return to_cell(self.form, item, value, self.language)

    def _write_rows(self, page: _Page, number: int, sheet: BookSheet, item: Item) -> None:
        answer = sheet.answers.get(item.key)
        if answer is None or not isinstance(answer.value, list):
            return
        fill = _fill(item, answer, sheet)
        for each in answer.value:
            for place, column in enumerate(page.columns):
                if column.part is None:
                    said = number if column.key == layout.NUMBER else _title(sheet)
                    self._put(page.sheet, page.row, place, said, self.styles.own(locked=fill is Fill.LOCKED))
                else:
                    value = to_cell(self.form, column.part, each.get(column.part.key), self.language)
                    self._put(page.sheet, page.row, place, value, self.styles.cell(fill, column.part.kind))
            page.row += 1

    def _write_meta(self, number: int, sheet: BookSheet) -> None:
        row = self.meta_row + number
        prints = [layout.stored_print(self.form, item, _value(sheet.answers.get(item.key))) for item in self.items]
        for place, text in enumerate([str(number), sheet.id, str(sheet.revision), *prints]):
            self.meta.write_string(row, place, text)

    def _put(self, page: Any, row: int, place: int, value: Any, style: Any) -> None:
        if value is None:
            page.write_blank(row, place, None, style)
        elif isinstance(value, str):
            page.write_string(row, place, value, style)
        elif isinstance(value, date):
            page.write_datetime(row, place, value, style)
        else:
            page.write_number(row, place, value, style)

    def _finish(self, page: _Page, number: int) -> None:
        """Drop-downs over all rows, and the lock without a password."""
        last = max(page.row - 1, layout.FIRST_ROW) + (EMPTY_ROWS if page is not self.main else 0)
        for place, column in enumerate(page.columns):
            if column.key in self.ranges:
                rule = {"validate": "list", "source": self.ranges[column.key], "error_type": "warning"}
                page.sheet.data_validation(layout.FIRST_ROW, place, last, place, rule)
        if page is not self.main and number:
            rule = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": number}
            page.sheet.data_validation(layout.FIRST_ROW, 0, last, 0, rule)
        page.sheet.autofilter(layout.KEY_ROW, 0, max(page.row - 1, layout.FIRST_ROW), len(page.columns) - 1)
        page.sheet.protect("", _PROTECTION)


def said_word(word: str, language: str) -> str:
    """yes, no, unknown and na in the language of the workbook."""
    return WORDS[word][0 if language == "ko" else 1]


def _letters(place: int) -> str:
    return cell_name(0, place)[:-1]


def _value(answer: Answer | None) -> Any:
    return answer.value if answer else None


def _title(sheet: BookSheet) -> str:
    return f"{sheet.title} ({sheet.address})" if sheet.address else sheet.title


def _fill(item: Item, answer: Answer | None, sheet: BookSheet) -> Fill:
    if sheet.refusal is not None or item.is_read_only or item.kind is Kind.FILES:
        return Fill.LOCKED
    if sheet.wave == 1 and not item.is_first_wave:
        return Fill.LOCKED
    if answer is not None and answer.value is not None:
        return Fill.ANSWERED if answer.is_confirmed else Fill.SUGGESTED
    return Fill.EMPTY if item.key in sheet.shown else Fill.NOT_ASKED


def _note(answer: Answer, language: str) -> str:
    """What the suggestion stands on: one line each."""
    ko = language == "ko"
    lines = [each.note_ko if ko else each.note_en or each.note_ko for each in answer.evidence]
    head = "자동으로 채운 제안입니다." if ko else "Suggested, not yet confirmed."
    return "\n".join([head, *(line for line in lines if line)])[:_LONGEST_NOTE]


def _width(column: Column, kind: Kind | None) -> float:
    if column.item is None:
        return {layout.NUMBER: 6, layout.SHEET: 4, layout.TITLE: 34, layout.STATE: 10}.get(column.key, 8)
    return _WIDTHS.get(kind, 16) if kind else 16
