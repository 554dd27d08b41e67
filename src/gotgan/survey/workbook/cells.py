"""One value as one cell, and back: what people and their programs make of a cell is read as far as it is certain."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

from gotgan.survey.rules.values import value_from_text, value_to_text
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.questionnaire import RESERVED, CodeList, Item, Kind, Part, Questionnaire
from gotgan.terms.text import nfc, title_tight

_NUMBERS = (Kind.INT, Kind.WON, Kind.DECIMAL)
_CODES = (Kind.CODE, Kind.CODES)
_WORDS = (Kind.TEXT, Kind.TEXT_LONG, Kind.URLS, Kind.FILES)
_LABELLED = re.compile(r"(?s)(.*)\[([^\[\]]+)\]\s*$")
_FIRST_DAY, _LAST_DAY = 2201, 73415
"""1906-01-09 and 2100-12-31 as a spreadsheet counts days: below is a year, above a day written as 20260301."""
_FIRST_CELL_DATE, _LAST_CELL_DATE = date(1906, 1, 9), date(2100, 12, 31)
_EPOCHS = (date(1899, 12, 30), date(1904, 1, 1))
MOST_DIGITS = 10**15

Cell = str | float | int | date | None


def to_cell(form: Questionnaire, asked: Item | Part, value: Any, language: str) -> Cell:
    """What to write: a number or a day where a spreadsheet keeps it unharmed, else text; codes with their label."""
    if value is None or (isinstance(value, str) and value in RESERVED):
        return value_to_text(form, asked, value, language) or None
    if asked.kind in _NUMBERS and isinstance(value, int | float):
        is_kept = abs(value) < MOST_DIGITS and float(f"{value:.15G}") == value
        return value if is_kept else repr(value)
    if asked.kind is Kind.DATE:
        day = date.fromisoformat(value)
        return day if _FIRST_CELL_DATE <= day <= _LAST_CELL_DATE else value
    if asked.kind is Kind.CODE:
        return code_text(form.code_lists[asked.code_list], value, language)
    if asked.kind is Kind.CODES:
        return "; ".join(code_text(form.code_lists[asked.code_list], each, language) for each in value)
    return value_to_text(form, asked, value, language)


def code_text(code_list: CodeList, code: str, language: str) -> str:
    """`개방 [open]`; the code alone where the list is kept elsewhere."""
    found = code_list.find(code)
    if found is None:
        return code
    return f"{found.label.ko if language == 'ko' else found.label.en} [{code}]"


def from_cell(form: Questionnaire, asked: Item | Part, cell: Any, *, is_1904: bool = False) -> Any:
    """The value that a cell means, in its normal writing; None for an empty one. Raises: Invalid."""
    if isinstance(cell, str):
        return _from_text(form, asked, cell)
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return None
    if isinstance(cell, bool):
        return value_from_text(form, asked, "yes" if cell else "no")
    if isinstance(cell, datetime | date):
        return _from_day(form, asked, cell)
    if isinstance(cell, int | float):
        return _from_number(form, asked, cell, is_1904)
    raise Invalid(Issue(asked.key, "the cell holds a time of day", "format the cell as text and write it again"))


def _from_text(form: Questionnaire, asked: Item | Part, text: str) -> Any:
    """Full-width letters are folded, but in words that people wrote they stay as they are."""
    text = nfc(text).replace("\r\n", "\n").replace("\xa0", " ").strip()
    if asked.kind in _CODES:
        return _from_codes(form, asked, text)
    return value_from_text(form, asked, text if asked.kind in _WORDS else _folded(text))


def _from_codes(form: Questionnaire, asked: Item | Part, text: str) -> Any:
    try:
        return value_from_text(form, asked, _codes_in(form, asked, text))
    except Invalid:
        return value_from_text(form, asked, _codes_in(form, asked, _folded(text)))


def _codes_in(form: Questionnaire, asked: Item | Part, text: str) -> str:
    code_list = form.code_lists[asked.code_list]
    pieces = re.split(r"[;\n]", text) if asked.kind is Kind.CODES else [text]
    return "; ".join(_code_of(code_list, asked, each) for each in pieces if each.strip())


def _code_of(code_list: CodeList, asked: Item | Part, text: str) -> str:
    """`개방 [open]` is `open`, unless the label is that of another code."""
    found = _LABELLED.match(text)
    if not found or code_list.find(found[2].strip()) is None:
        return text.strip()
    label, code = title_tight(_folded(found[1])), found[2].strip()
    if (
        label
        and label not in _labels(code_list, code)
        and any(label in _labels(code_list, each.code) for each in code_list.codes)
    ):
        what = "the label and the code in brackets are of two different codes"
        raise Invalid(Issue(asked.key, what, "choose one of the list"))
    return code


def _labels(code_list: CodeList, code: str) -> set[str]:
    found = code_list.by_code[code].label
    return {title_tight(_folded(found.ko)), title_tight(_folded(found.en))}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _from_day(form: Questionnaire, asked: Item | Part, cell: date) -> Any:
    if asked.kind in (Kind.INT, Kind.WON, Kind.DECIMAL, Kind.CODE, Kind.CODES, Kind.BOOL):
        raise Invalid(Issue(asked.key, "the cell holds a date", "format the cell as text and write it again"))
    day = cell.date() if isinstance(cell, datetime) else cell
    return value_from_text(form, asked, day.isoformat())


def _from_number(form: Questionnaire, asked: Item | Part, cell: int | float, is_1904: bool) -> Any:
    if asked.kind is Kind.DATE and _FIRST_DAY <= cell + (1462 if is_1904 else 0) <= _LAST_DAY:
        day = _EPOCHS[is_1904] + timedelta(days=int(cell))
        return value_from_text(form, asked, day.isoformat())
    is_whole = isinstance(cell, int) or cell.is_integer()
    return value_from_text(form, asked, str(int(cell)) if is_whole else repr(cell))
