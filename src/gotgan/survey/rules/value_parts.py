"""Dates and periods as people write them, and the separators of a cell."""

from __future__ import annotations

import calendar
import re
from datetime import date

_NUMBERS = re.compile(
    r"(\d{4})[-./년]\s*(\d{1,2})(?:[-./월]\s*(\d{1,2})?)?[.일]?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_TIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_ENGLISH = re.compile(r"(\d{1,2}) ([A-Za-z]{3,9})\.? (\d{4})")
_MONTHS = [
    month.casefold()
    for month in ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
]
_BETWEEN = re.compile(r"\s*(?:~|∼|～|–|—|부터|/(?=\d{4}-)|\bto\b|\s-\s)\s*")


def read_date(text: str) -> str | None:
    """The day that a text means as YYYY-MM-DD; None when it means none."""
    numbers = _numbers_of(" ".join(text.split()))
    if numbers is None or numbers[2] is None:
        return None
    return _day(*numbers)


def _numbers_of(text: str) -> tuple[int, int | None, int | None] | None:
    """Year, month and day, the last ones None where only a year or a month is written."""
    if re.fullmatch(r"\d{4}년?", text):
        return int(text[:4]), None, None
    found = _NUMBERS.fullmatch(re.sub(r"([-./년월])\s+(?=\d{1,2}\b)", r"\1", text)) or _TIGHT.fullmatch(text)
    if found:
        return int(found[1]), int(found[2]), int(found[3]) if found[3] else None
    english = _ENGLISH.fullmatch(text)
    if english and english[2][:3].casefold() in _MONTHS:
        return int(english[3]), _MONTHS.index(english[2][:3].casefold()), int(english[1])
    return None


def _day(year: int, month: int | None, day: int | None) -> str | None:
    try:
        return date(year, month or 1, day or 1).isoformat()
    except ValueError:
        return None


def read_period(text: str) -> dict[str, str | None] | None:
    """First and last day; a year or a month alone means its first or last day. None when it cannot be read."""
    ends = _BETWEEN.split(" ".join(text.split()).removesuffix("까지"), maxsplit=1)
    if len(ends) == 1:
        ends = [ends[0], ends[0]]
    first, last = (_end(each, is_last=place == 1) for place, each in enumerate(ends))
    if "" in (first, last) or not (first or last):
        return None
    return {"from": first, "to": last}


def _end(text: str, *, is_last: bool) -> str | None:
    """None for an open end, "" for what cannot be read."""
    if not text.strip():
        return None
    numbers = _numbers_of(text.strip())
    if numbers is None:
        return ""
    year, month, day = numbers
    if is_last and day is None and year > 0 and (month is None or 1 <= month <= 12):
        month = month or 12
        day = calendar.monthrange(year, month)[1]
    return _day(year, month, day) or ""


def unescaped_split(text: str, separators: str) -> list[str]:
    """The parts between separators that no backslash stands before; backslashes stay for `unescape`."""
    parts, current, place = [], "", 0
    while place < len(text):
        if text[place] == "\\" and place + 1 < len(text):
            current += text[place : place + 2]
            place += 2
            continue
        if text[place] in separators:
            parts.append(current)
            current = ""
        else:
            current += text[place]
        place += 1
    return [*parts, current]


def unescape(text: str) -> str:
    return re.sub(r"\\([\\|;n])", lambda found: "\n" if found[1] == "n" else found[1], text)
