"""A value as the text of one cell, and back.

Lists are written with `;` between, the fields of a row with `|`, rows a line each; a backslash stands before a `;`,
`|` or backslash that belongs to a text, and `\\n` for a line break inside of a row. Codes are read as codes or as
their Korean or English labels, dates in the writings that people use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from gotgan.survey.rules.normal import SAID, normal_value
from gotgan.survey.rules.value_parts import read_date, read_period, unescape, unescaped_split
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.questionnaire import NA, UNKNOWN, CodeList, Item, Kind, Part, Questionnaire
from gotgan.terms.text import nfc, title_tight

WORDS = {
    UNKNOWN: ("모름", "unknown"),
    NA: ("해당 없음", "not applicable"),
    "yes": ("예", "yes"),
    "no": ("아니요", "no"),
}
"""How reserved values and yes and no are written, in Korean and in English."""
_YES_NO = {
    "예": "yes", "네": "yes", "yes": "yes", "y": "yes", "true": "yes", "o": "yes",
    "아니요": "no", "아니오": "no", "no": "no", "n": "no", "false": "no", "x": "no",
}  # fmt: skip
_LANGUAGES = ("ko", "en")
_MARKS = re.compile(r"[\\|;\n]")
LONGEST_NUMBER = 100


class _Unread(Exception):
    """What was written is not of the kind; says what, and what to do."""


def value_from_text(form: Questionnaire, item: Item | Part, text: str) -> Any:
    """The normal value that a text means; None for an empty one. Raises: Invalid when it cannot be read."""
    text = nfc(text).strip()
    if not text:
        return None
    try:
        return normal_value(form, item, _read(form, item, text))
    except _Unread as unread:
        raise Invalid(Issue(item.key, *unread.args)) from None


def value_to_text(form: Questionnaire, item: Item | Part, value: Any, language: str = "ko") -> str:
    """A value as text: labels in Korean or English, codes where `language` is empty. "" for None."""
    return "" if value is None else _write(form, item, value, language)


def _read(form: Questionnaire, item: Item | Part, text: str) -> Any:
    said = SAID.get(title_tight(text))
    if said:
        return said
    if item.kind in _CODED:
        return _CODED[item.kind](form.code_lists[item.code_list], text)
    if isinstance(item, Item) and item.parts:
        return _read_row(form, item, text) if item.kind is Kind.GROUP else _read_table(form, item, text)
    return _PLAIN[item.kind](text) if item.kind in _PLAIN else text


def _read_number(text: str) -> int | float:
    bare = re.sub(r"[,\s_]", "", text).removeprefix("₩").removesuffix("원").removesuffix("KRW")
    share = bare.endswith("%")
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?%?", bare) or len(bare) > LONGEST_NUMBER:
        raise _Unread("it is not a number", "write digits only, as in 1234")
    if re.fullmatch(r"[+-]?\d+", bare):
        return int(bare)
    number = float(bare.removesuffix("%"))
    return number / 100 if share else number


def _read_date(text: str) -> str:
    day = read_date(text)
    if day is None:
        raise _Unread("it is not a date", "write it as in 2026-03-01")
    return day


def _read_period(text: str) -> dict[str, str | None]:
    period = read_period(text)
    if period is None:
        raise _Unread("it is not a period", "write it as in 2020-01-01 ~ 2025-12-31")
    return period


def _read_bool(text: str) -> str:
    answer = _YES_NO.get(title_tight(text))
    if answer is None:
        raise _Unread("it is neither yes nor no", "choose one of them")
    return answer


def _read_urls(text: str) -> list[str]:
    return re.split(r"\s+|;(?=\s|$|https?://)", text)


def _read_files(text: str) -> list[dict[str, Any]]:
    found = []
    for entry in unescaped_split(text, ";\n"):
        fields = re.fullmatch(r"(.+) \(([0-9a-f]{64}), (\d+)\)", entry.strip())
        if not fields:
            raise _Unread("it is not a list of files", "attach files on the page of the sheet")
        found.append({"name": unescape(fields[1]), "sha256": fields[2], "size_bytes": int(fields[3])})
    return found


def _read_code(code_list: CodeList, text: str) -> str:
    if code_list.is_open or code_list.find(text):
        return text
    wanted = title_tight(text)
    for code in code_list.codes:
        if wanted in (code.code, title_tight(code.label.ko), title_tight(code.label.en)):
            return code.code
    raise _Unread(f"it is not in the list {code_list.name}", "choose one of the list")


def _read_codes(code_list: CodeList, text: str) -> list[str]:
    return [_read_code(code_list, entry.strip()) for entry in re.split(r"[;\n]", text) if entry.strip()]


def _read_table(form: Questionnaire, item: Item, text: str) -> list[dict[str, Any]]:
    return [_read_row(form, item, line) for line in text.split("\n") if line.strip()]


def _read_row(form: Questionnaire, item: Item, text: str) -> dict[str, Any]:
    parts = item.parts
    cells = [cell.strip() for cell in unescaped_split(text, "|")]
    if len(cells) > len(parts):
        raise _Unread(f"a row has more than {len(parts)} fields", "write \\| for a | that belongs to a text")
    row = {}
    for part, cell in zip(parts, cells, strict=False):
        if cell:
            plain = cell if part.kind in (Kind.FILES, Kind.URLS) else unescape(cell)
            row[part.key] = _read(form, part, plain)
    return row


_PLAIN: Mapping[Kind, Callable[[str], Any]] = {
    Kind.INT: _read_number,
    Kind.WON: _read_number,
    Kind.DECIMAL: _read_number,
    Kind.DATE: _read_date,
    Kind.PERIOD: _read_period,
    Kind.BOOL: _read_bool,
    Kind.URLS: _read_urls,
    Kind.FILES: _read_files,
}
_CODED: Mapping[Kind, Callable[[CodeList, str], Any]] = {Kind.CODE: _read_code, Kind.CODES: _read_codes}


def _write(form: Questionnaire, item: Item | Part, value: Any, language: str) -> str:
    if isinstance(value, str):
        return _write_word(form, item, value, language)
    if item.kind is Kind.PERIOD and isinstance(value, Mapping):
        return f"{value.get('from') or ''} ~ {value.get('to') or ''}".strip()
    if item.kind is Kind.CODES and isinstance(value, list):
        return "; ".join(_write_word(form, item, str(each), language) for each in value)
    if item.kind is Kind.FILES and isinstance(value, list):
        return "; ".join(f"{_escape(each['name'])} ({each['sha256']}, {each['size_bytes']})" for each in value)
    if item.kind is Kind.TABLE and isinstance(value, list):
        return "\n".join(_write_row(form, item, row, language) for row in value)
    if item.kind is Kind.GROUP and isinstance(value, Mapping):
        return _write_row(form, item, value, language)
    return "\n".join(value) if isinstance(value, list) else str(value)


def _write_word(form: Questionnaire, item: Item | Part, value: str, language: str) -> str:
    if language not in _LANGUAGES:
        return value
    place = _LANGUAGES.index(language)
    if value in (UNKNOWN, NA) or (item.kind is Kind.BOOL and value in WORDS):
        return WORDS[value][place]
    code = form.code_lists[item.code_list].find(value) if item.kind in (Kind.CODE, Kind.CODES) else None
    return (code.label.ko, code.label.en)[place] if code else value


def _write_row(form: Questionnaire, item: Item | Part, row: Mapping[str, Any], language: str) -> str:
    parts = item.parts if isinstance(item, Item) else ()
    cells = [_write_cell(form, part, row.get(part.key), language) for part in parts]
    while cells and not cells[-1]:
        cells.pop()
    return " | ".join(cells)


def _write_cell(form: Questionnaire, part: Part, value: Any, language: str) -> str:
    if value is None:
        return ""
    text = _write(form, part, value, language)
    if part.kind in (Kind.FILES, Kind.URLS):
        return text.replace("\n", " ")
    return _escape(text)


def _escape(text: str) -> str:
    if _MARKS.search(text) is None:  # most of them
        return text
    return re.sub(r"([\\|;])", r"\\\1", text).replace("\n", "\\n")
