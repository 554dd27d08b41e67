"""The frozen result as an Excel workbook for people: labels in Korean, no formulas, a fixed day of making."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from gotgan.survey.results import flat
from gotgan.survey.results.flat import Reader, Row, Said
from gotgan.survey.rules.declaring import declared_items

MOST_ROWS = 1_048_575
"""Of one worksheet, without its header; what is more goes on in a further one."""
LONGEST_CELL = 32_767
_OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
_HEADS = {
    "organisation": "기관 코드", "organisation_name": "기관", "ministry": "소속 코드", "ministry_name": "소속",
    "sheet": "조사표", "dataset": "데이터", "title": "데이터 명칭", "system": "정보시스템", "wave": "차수",
    "sheet_state": "상태", "same_as": "같은 데이터의 첫 조사표", "needed": "응답할 항목", "confirmed": "응답한 항목",
    "suggested": "제안만 있는 항목", "blocks": "풀리지 않은 모순", "warns": "풀리지 않은 경고", "state": "상태",
    "merged": "대신 응답한 기관", "none_held_reason": "보유 없음 사유", "sheets": "데이터 수", "drafts": "작성 중",
    "submitted": "제출", "signed_sheets": "서명", "returned": "반려", "accepted": "수락", "systems": "알려진 시스템",
    "silent_systems": "응답 없는 시스템", "item": "항목", "number": "번호", "label_ko": "항목 이름",
    "label_en": "항목 이름(영문)", "answered": "응답", "unknown": "모름", "na": "해당 없음", "empty": "빈칸",
}  # fmt: skip


class _Pages:
    """Worksheets of one name that grow row by row."""

    def __init__(self, book: Any, name: str, columns: Iterable[str], bold: Any) -> None:
        self._book, self._name, self._columns, self._bold = book, name, list(columns), bold
        self._number = 0
        self._begin()

    def _begin(self) -> None:
        self._number += 1
        self._sheet = self._book.add_worksheet(self._name if self._number == 1 else f"{self._name} {self._number}")
        self._sheet.freeze_panes(1, 0)
        self._row = 0
        for place, name in enumerate(self._columns):
            self._sheet.write_string(0, place, name, self._bold)

    def write(self, row: Row) -> None:
        if self._row >= MOST_ROWS:
            self._begin()
        self._row += 1
        for place, cell in enumerate(row):
            if isinstance(cell, int):
                self._sheet.write_number(self._row, place, cell)
            elif cell:
                self._sheet.write_string(self._row, place, _short(cell))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


class Book:
    """Organisations, datasets and items, each on a worksheet, growing line by line. Memory: one row."""

    def __init__(self, reader: Reader, target: Path) -> None:
        self._form, self._items = reader.form, flat.asked_items(reader.form)
        self._book = xlsxwriter.Workbook(str(target), _OPTIONS)
        closes = datetime.fromisoformat(reader.campaign["closes"]).replace(tzinfo=None, microsecond=0)
        self._book.set_properties({"title": reader.campaign["title_ko"], "created": closes})
        bold = self._book.add_format({"bold": True})
        labels = {item.key: item.label.ko for item in reader.form.items}
        columns = {
            "기관": flat.organisation_columns(declared_items(reader.form)),
            "데이터": flat.sheet_columns(self._items),
            "항목": flat.ITEMS,
        }
        self._bodies, self._sheets, self._counts = (
            _Pages(self._book, name, _named(each, labels), bold) for name, each in columns.items()
        )

    def add_body(self, row: Row) -> None:
        self._bodies.write(row)

    def add_sheet(self, body: Mapping[str, Any], sheet: Mapping[str, Any], said: Iterable[Said]) -> None:
        texts = {each.item.key: each.text for each in said if each.is_said}
        cells = (texts.get(item.key, "") for item in self._items)
        self._sheets.write((*flat.body_cells(body), *flat.sheet_cells(sheet), *flat.count_cells(sheet), *cells))

    def finish(self, tally: Mapping[str, Sequence[int]]) -> None:
        """Write the counts by item, and the file."""
        for row in flat.item_rows(self._form, tally):
            self._counts.write(row)
        self._book.close()


def _named(columns: Iterable[str], labels: Mapping[str, str]) -> list[str]:
    return [_HEADS.get(name) or labels.get(name.removeprefix("item_"), name) for name in columns]
