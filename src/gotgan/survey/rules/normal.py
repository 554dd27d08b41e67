"""One writing for one value: composed Hangul, no needless spaces, codes in the order of their list, no empty rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gotgan.terms.questionnaire import NA, UNKNOWN, Item, Kind, Part, Questionnaire
from gotgan.terms.text import nfc, title_tight

SAID = {
    "모름": UNKNOWN, "모릅니다": UNKNOWN, "알수없음": UNKNOWN, "unknown": UNKNOWN, "don'tknow": UNKNOWN,
    "해당없음": NA, "해당사항없음": NA, "na": NA, "n/a": NA, "notapplicable": NA,
}  # fmt: skip
"""What people write, without spaces, when they do not know or a question does not apply."""
_LONGEST_SAID = 40
"""With spaces between letters; a longer text is none of them, and need not be folded to see that."""
_SPACES = re.compile(r"\s+")


def normal_value(form: Questionnaire, item: Item | Part, value: Any) -> Any:
    """The normal writing of a value, None where nothing is left of it. What does not fit is returned as it is:
    `check_value` then says what is wrong."""
    return _normal(form, item, value)


def _normal(form: Questionnaire, item: Item | Part, value: Any) -> Any:
    if isinstance(value, str) and item.kind is not Kind.TEXT_LONG:
        value = _SPACES.sub(" ", nfc(value)).strip() or None
    if isinstance(value, str) and len(value.strip()) <= _LONGEST_SAID:
        value = SAID.get(title_tight(value), value)
    if value is None:
        return None
    if item.kind is Kind.CODES:
        return _tidy_codes(form, item, value)
    if isinstance(item, Item) and item.kind in (Kind.GROUP, Kind.TABLE):
        return _tidy_group(form, item, value) if item.kind is Kind.GROUP else _tidy_table(form, item, value)
    return _TIDIES[item.kind](value) if item.kind in _TIDIES else value


def _tidy_long(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    lines = nfc(value).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip() or None


def _tidy_whole(value: Any) -> Any:
    """A spreadsheet keeps 12 as 12.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _tidy_period(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    ends = {name: end.strip() if isinstance(end, str) else end for name, end in value.items()}
    whole = {"from": None, "to": None} | {name: end or None for name, end in ends.items()}
    return whole if any(whole.values()) else None


def _tidy_texts(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    tidied = [nfc(each).strip() if isinstance(each, str) else each for each in value]
    return _once(each for each in tidied if each != "") or None


def _tidy_codes(form: Questionnaire, item: Item | Part, value: Any) -> Any:
    value = _tidy_texts(value)
    if not isinstance(value, list):
        return value
    order = {code.code: place for place, code in enumerate(form.code_lists[item.code_list].codes)}
    return sorted(value, key=lambda each: order.get(each, len(order)) if isinstance(each, str) else len(order))


def _once(values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for each in values:
        if each not in found:
            found.append(each)
    return found


def _tidy_files(value: Any) -> Any:
    return _once(value) or None if isinstance(value, list) else value


def _tidy_group(form: Questionnaire, item: Item, value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    parts = item.parts_by_key
    fields = {key: _normal(form, parts[key], each) if key in parts else each for key, each in value.items()}
    order = [*parts, *(key for key in fields if key not in parts)]
    return {key: fields[key] for key in order if fields.get(key) is not None} or None


def _tidy_table(form: Questionnaire, item: Item, value: Any) -> Any:
    if not isinstance(value, list):
        return value
    rows = (_tidy_group(form, item, row) for row in value)
    return [row for row in rows if row is not None] or None


_TIDIES: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.TEXT_LONG: _tidy_long,
    Kind.INT: _tidy_whole,
    Kind.WON: _tidy_whole,
    Kind.DECIMAL: _tidy_whole,
    Kind.PERIOD: _tidy_period,
    Kind.URLS: _tidy_texts,
    Kind.FILES: _tidy_files,
}
