"""How a workbook is laid out: its sheets, the columns of the main one and of a table's own.

Two header rows: the label that people read, and below it, hidden, the key. A reader finds a column by either.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from gotgan.survey.rules.normal import normal_value
from gotgan.terms.questionnaire import Item, Kind, Part, Questionnaire, Scope, Words

VERSION = 1
GUIDE = Words("안내", "Guide")
MAIN = Words("조사표", "Answers")
LISTS = Words("코드 목록", "Code lists")
META = "_gotgan"
CHOICES = "_choices"

SHEET = "_sheet"
NUMBER = "_number"
TITLE = "_title"
STATE = "_state"
CONFIRM = "_confirm"
OWN = {
    NUMBER: Words("번호", "No."),
    SHEET: Words("조사표 식별자(바꾸지 마십시오)", "Sheet id (do not change)"),
    TITLE: Words("데이터", "Dataset"),
    STATE: Words("상태", "State"),
    CONFIRM: Words("확인", "Confirm"),
}
"""Columns that are no item. `_confirm` says that every coloured cell of the row is right."""
MAIN_OWN = (NUMBER, SHEET, TITLE, STATE, CONFIRM)
TABLE_OWN = (NUMBER, TITLE)
LABEL_ROW, KEY_ROW, FIRST_ROW = 0, 1, 2
ARROW = "→"
"""Begins a cell that only says where the rows of a table stand."""


@dataclass(frozen=True)
class Column:
    """One column: an own one (`item` None), an item, or one part of an item.

    A group and a table have a column of their own in the main sheet too: for "unknown" and "na" of the whole.
    """

    key: str
    label: Words
    item: Item | None = None
    part: Part | None = None

    @property
    def asked(self) -> Item | Part | None:
        return self.part or self.item

    @property
    def is_whole(self) -> bool:
        return self.item is not None and self.part is None and self.item.kind in (Kind.TABLE, Kind.GROUP)


def own_column(key: str) -> Column:
    return Column(key, OWN[key])


def items_of(form: Questionnaire, *, is_whole: bool) -> tuple[Item, ...]:
    """Those about a dataset, in order; of the first wave only where nothing else is asked."""
    return tuple(item for item in form.of_scope(Scope.DATASET) if is_whole or item.is_first_wave)


def main_columns(form: Questionnaire, *, is_whole: bool) -> tuple[Column, ...]:
    found = [own_column(key) for key in MAIN_OWN]
    for item in items_of(form, is_whole=is_whole):
        found += item_columns(item)
    return tuple(found)


def item_columns(item: Item) -> Iterator[Column]:
    """The columns of an item in the main sheet."""
    yield Column(item.key, _numbered(item), item)
    if item.kind is Kind.GROUP:
        yield from part_columns(item)


def part_columns(item: Item) -> Iterator[Column]:
    said = _numbered(item)
    for part in item.parts:
        label = Words(f"{said.ko}: {part.label.ko}", f"{said.en}: {part.label.en}")
        yield Column(f"{item.key}.{part.key}", label, item, part)


def _numbered(item: Item) -> Words:
    return Words(f"{item.number} {item.label.ko}", f"{item.number} {item.label.en}")


def table_columns(item: Item) -> tuple[Column, ...]:
    return (*map(own_column, TABLE_OWN), *part_columns(item))


def tables_of(form: Questionnaire, *, is_whole: bool) -> tuple[Item, ...]:
    return tuple(item for item in items_of(form, is_whole=is_whole) if item.kind is Kind.TABLE)


def table_name(item: Item, language: str) -> str:
    """The name of a table's sheet: at most 31 characters, none of those that a spreadsheet refuses."""
    label = item.label.ko if language == "ko" else item.label.en
    name = "".join(letter for letter in f"{item.number} {label}" if letter not in "[]:*?/\\'")
    return name[:31].strip()


def stored_print(form: Questionnaire, item: Item, value: Any) -> str:
    """That of a stored value as it would come back: what a scan suggested is not always in its normal writing."""
    return print_of(normal_value(form, item, value))


def print_of(value: Any) -> str:
    """A short print of a value in its normal writing, by which a cell that nobody touched is known."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:10] if value is not None else "-"


def words(said: Words, language: str) -> str:
    return said.ko if language == "ko" else said.en
