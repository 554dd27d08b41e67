"""The value of an answer: its one normal writing, and what is wrong with it.

`None` is an empty answer. "unknown" and "na" are answers to every item. No message repeats a value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from gotgan.survey.rules.normal import normal_value
from gotgan.survey.rules.value_text import value_from_text, value_to_text
from gotgan.terms.errors import Issue
from gotgan.terms.questionnaire import RESERVED, CodeList, Item, Kind, Part, Questionnaire

__all__ = ["check_value", "normal_value", "value_from_text", "value_to_text"]

_SHA256 = re.compile(r"[0-9a-f]{64}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LONGEST_CODE = 200
Problems = Iterator[Issue]


@dataclass(frozen=True)
class _Place:
    """What is checked: the item or a part of it, where it stands, and the questionnaire's policy."""

    form: Questionnaire
    item: Item | Part
    name: str
    place: str

    def limit(self, name: str) -> Any:
        return self.form.policy[name]

    def refuse(self, what: str, remedy: str) -> Issue:
        return Issue(self.place, what, remedy)

    def part(self, part: Part, row: str = "") -> _Place:
        return _Place(self.form, part, f"{self.name}.{part.key}", f"{self.place}{row}.{part.key}")


def check_value(form: Questionnaire, item: Item, value: Any) -> tuple[Issue, ...]:
    """What is wrong with a value in its normal writing; the place is `item`, `item.part` or `item[row].part`."""
    if value is None or (isinstance(value, str) and value in RESERVED):
        return ()
    return tuple(_CHECKS[item.kind](_Place(form, item, item.key, item.key), value))


def _check_part(at: _Place, value: Any) -> Problems:
    if not (isinstance(value, str) and value in RESERVED):
        yield from _CHECKS[at.item.kind](at, value)


def _check_text(at: _Place, value: Any) -> Problems:
    longest = at.limit("longest_text_long" if at.item.kind is Kind.TEXT_LONG else "longest_text")
    if not isinstance(value, str) or not value.strip():
        yield at.refuse("it is not a text", "write it in words")
    elif len(value) > longest:
        yield at.refuse(f"it is longer than {longest} characters", "shorten it, or attach a file")
    elif _CONTROL.search(value) or (at.item.kind is Kind.TEXT and "\n" in value):
        yield at.refuse("it holds characters that cannot be shown", "write it again in one line")


def _check_int(at: _Place, value: Any) -> Problems:
    if not isinstance(value, int) or isinstance(value, bool):
        yield at.refuse("it is not a whole number", "write digits only, as in 1234")
    elif at.name in at.limit("years"):
        earliest, latest = at.limit("earliest_year"), at.limit("latest_year")
        if not earliest <= value <= latest:
            yield at.refuse(f"it is not a year between {earliest} and {latest}", "write four digits")
    elif not 0 <= value <= at.limit("largest_number"):
        yield at.refuse("it is below zero or too large", "check the number of digits")


def _check_decimal(at: _Place, value: Any) -> Problems:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        yield at.refuse("it is not a number", "write digits, as in 12.5")
    elif at.name in at.limit("shares"):
        if not 0 <= value <= 1:
            yield at.refuse("it is not a share between 0 and 1", "write 85 percent as 0.85")
    elif abs(value) > at.limit("largest_number"):
        yield at.refuse("it is too large", "check the number of digits")


def _check_date(at: _Place, value: Any) -> Problems:
    earliest, latest = at.limit("earliest_year"), at.limit("latest_year")
    day = _day(value)
    if day is None:
        yield at.refuse("it is not a date", "write it as in 2026-03-01")
    elif not earliest <= day.year <= latest:
        yield at.refuse(f"it is not a date between {earliest} and {latest}", "check the year")


def _day(value: Any) -> date | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day and day.isoformat() == value else None


def _check_period(at: _Place, value: Any) -> Problems:
    if not isinstance(value, Mapping) or set(value) != {"from", "to"} or not any(value.values()):
        yield at.refuse("it is not a period", "write the first and the last day")
        return
    ends = [end for end in value.values() if end is not None]
    problems = [issue for end in ends for issue in _check_date(at, end)]
    yield from problems
    if not problems and len(ends) == 2 and value["from"] > value["to"]:
        yield at.refuse("it ends before it begins", "put the earlier day first")


def _check_bool(at: _Place, value: Any) -> Problems:
    if value not in ("yes", "no"):
        yield at.refuse("it is neither yes nor no", "choose one of them")


def _check_urls(at: _Place, value: Any) -> Problems:
    if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
        yield at.refuse("it is not a list of addresses", "write one address a line")
        return
    if len(value) > at.limit("most_rows"):
        yield at.refuse(f"there are more than {at.limit('most_rows')}", "keep the most important ones")
    if not all(_is_address(each) and len(each) <= at.limit("longest_address") for each in value):
        yield at.refuse("one of them is not an address of the web", "begin it with https:// or http://")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and not (re.search(r"[\s|]", text) or _CONTROL.search(text))
        )
    except ValueError:
        return False


def _check_files(at: _Place, value: Any) -> Problems:
    if not isinstance(value, list) or not value:
        yield at.refuse("it is not a list of files", "attach a file")
    elif not all(_is_file(each) for each in value):
        yield at.refuse("one of the files has no name, size or checksum", "attach it again")
    elif len(value) > at.limit("most_rows"):
        yield at.refuse(f"there are more than {at.limit('most_rows')}", "pack them into one file")


def _is_file(value: Any) -> bool:
    if not isinstance(value, Mapping) or set(value) != {"name", "sha256", "size_bytes"}:
        return False
    name, sha256, size = value["name"], value["sha256"], value["size_bytes"]
    named = isinstance(name, str) and 0 < len(name) <= 255 and not re.search(r"[\x00-\x1f/\\|;\ud800-\udfff]", name)
    sized = isinstance(size, int) and not isinstance(size, bool) and size >= 0
    return named and sized and isinstance(sha256, str) and bool(_SHA256.fullmatch(sha256))


def _check_code(at: _Place, value: Any) -> Problems:
    code_list = at.form.code_lists[at.item.code_list]
    if code_list.is_open:
        is_word = isinstance(value, str) and not (re.search(r"[\s;|]", value) or _CONTROL.search(value))
        if not is_word or not 0 < len(value) <= LONGEST_CODE:
            yield at.refuse("it is not a code", "write the code without spaces")
        return
    problem = _problem_of_code(code_list, at.item.codes, value)
    if problem:
        yield at.refuse(*problem)


def _problem_of_code(code_list: CodeList, narrowed: tuple[str, ...], value: Any) -> tuple[str, str] | None:
    code = code_list.find(value) if isinstance(value, str) else None
    if code is None or (narrowed and value not in narrowed):
        return f"it is not in the list {code_list.name}", "choose one of the list"
    if code.is_retired:
        return f"{value} of the list {code_list.name} is no longer used", "choose one of the list"
    return None


def _check_codes(at: _Place, value: Any) -> Problems:
    if not isinstance(value, list) or not value:
        yield at.refuse("it is not a list of codes", "choose from the list")
        return
    yield from dict.fromkeys(issue for each in value for issue in _check_code(at, each))
    code_list = at.form.code_lists[at.item.code_list]
    alone = [each for each in value if isinstance(each, str) and (code := code_list.find(each)) and code.excludes]
    if alone and len(value) > 1:
        yield at.refuse(f"{alone[0]} stands beside others", "choose it alone or take it away")
    if len(value) != len({str(each) for each in value}):
        yield at.refuse("a code is there twice", "keep one")


def _check_group(at: _Place, value: Any) -> Problems:
    if not isinstance(value, Mapping) or not value:
        yield at.refuse("it is not a set of answers", "fill at least one of its fields")
        return
    yield from _check_fields(at, value)


def _check_fields(at: _Place, value: Mapping[str, Any], row: str = "") -> Problems:
    parts = at.item.parts_by_key if isinstance(at.item, Item) else {}
    if not value.keys() <= parts.keys():
        yield at.refuse("it has a field that is not asked for", "take the field away")
    for key, part in parts.items():
        said = value.get(key)
        if said is not None:  # most rows leave most of their fields open
            yield from _check_part(at.part(part, row), said)


def _check_table(at: _Place, value: Any) -> Problems:
    if not isinstance(value, list) or not value or not all(isinstance(row, Mapping) and row for row in value):
        yield at.refuse("it is not a list of rows", "fill at least one row")
        return
    if len(value) > at.limit("most_rows"):
        yield at.refuse(f"there are more than {at.limit('most_rows')}", "keep the most important ones, attach the rest")
    for number, row in enumerate(value, start=1):
        yield from _check_fields(at, row, f"[{number}]")


_CHECKS: Mapping[Kind, Callable[[_Place, Any], Problems]] = {
    Kind.TEXT: _check_text,
    Kind.TEXT_LONG: _check_text,
    Kind.INT: _check_int,
    Kind.WON: _check_int,
    Kind.DECIMAL: _check_decimal,
    Kind.DATE: _check_date,
    Kind.PERIOD: _check_period,
    Kind.BOOL: _check_bool,
    Kind.URLS: _check_urls,
    Kind.FILES: _check_files,
    Kind.CODE: _check_code,
    Kind.CODES: _check_codes,
    Kind.TABLE: _check_table,
    Kind.GROUP: _check_group,
}
