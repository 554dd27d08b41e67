"""The profile in plain Python, value by value: slow, short, and the judge of the fast one."""

from __future__ import annotations

import math
import re
import statistics
import unicodedata
from collections import Counter
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from gotgan.engine.profile.sentinels import TEXT_SENTINELS

INTEGER = re.compile(r"0|-?[1-9][0-9]*")
DECIMAL = re.compile(
    r"[+-]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][+-][0-9]{1,3})?|[+-]?[0-9]\.[0-9]*[eE][0-9]{1,3}"
)
DAY = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?")

Cell = str | None


def column_profile(name: str, cells: list[Cell]) -> dict[str, Any]:
    """One text column, as SHAPES.md says."""
    stored = [cell for cell in cells if cell is not None]
    filled = [cell for cell in stored if cell.strip() != ""]
    type_ = infer(name, filled)
    profile: dict[str, Any] = {
        "type": type_,
        "count": len(stored),
        "nulls": len(cells) - len(stored),
        "blanks": len(stored) - len(filled),
        "sentinels": {cell: n for cell, n in Counter(filled).items() if cell in TEXT_SENTINELS},
        "distinct": len(set(filled)),
        "counts": Counter(filled),
        "lengths": [len(cell) for cell in filled],
    }
    return profile | (numbers(filled, type_) if type_ in ("integer", "decimal") else ends(filled, type_))


def infer(name: str, filled: list[str]) -> str:
    if not filled:
        return "text"
    if all(INTEGER.fullmatch(cell) for cell in filled):
        widths = {len(cell) for cell in filled}
        digits = all(cell.isascii() and cell.isdigit() for cell in filled)
        is_code = digits and len(widths) == 1 and min(widths) >= 3 and name.endswith(("코드", "번호", "ID"))
        return "text" if is_code else "integer"
    if all(DECIMAL.fullmatch(cell) for cell in filled) and any(set(cell) & set(".eE") for cell in filled):
        return "decimal"
    for type_, test in (
        ("boolean", is_boolean),
        ("date", as_date),
        ("datetime", as_datetime),
        ("time", as_time),
    ):
        if all(test(cell) is not None for cell in filled):
            return type_
    return "text"


def is_boolean(cell: str) -> bool | None:
    return True if cell.lower() in ("true", "false") else None


def as_date(cell: str) -> date | None:
    found = DAY.fullmatch(cell)
    try:
        return date(int(found[1]), int(found[3]), int(found[4])) if found else None
    except ValueError:
        return None


def as_time(cell: str) -> timedelta | None:
    """Since midnight; 24:00 is the end of the day (ISO 8601), as closing times are written."""
    found = CLOCK.fullmatch(cell)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    since = timedelta(hours=hour, minutes=minute, seconds=second)
    return since if minute < 60 and second < 60 and since <= timedelta(days=1) else None


def as_datetime(cell: str) -> datetime | None:
    day, _, clock = cell.replace("T", " ").partition(" ")
    if re.fullmatch("[0-9]{1,2}", clock):  # an hour alone; 24 is 00 of the next day
        clock += ":00"
    found, since = as_date(day), as_time(clock) if clock else timedelta()
    return datetime.combine(found, time()) + since if found and since is not None else None


def numbers(filled: list[str], type_: str) -> dict[str, Any]:
    values = [int(cell) if type_ == "integer" else float(cell) for cell in filled]
    exact = [Fraction(value) for value in values]
    return {
        "min": min(values),
        "max": max(values),
        "mean": float(sum(exact) / len(exact)),
        "stddev": math.sqrt(statistics.variance(exact)) if len(exact) > 1 else None,
        "zeros": values.count(0),
        "negatives": sum(value < 0 for value in values),
        "numbers": sorted(values),
    }


def ends(filled: list[str], type_: str) -> dict[str, Any]:
    if type_ == "boolean" or not filled:
        return {"min": None, "max": None}
    key = {"date": as_date, "datetime": as_datetime, "time": as_time}.get(type_, str)
    low, high = (
        min(filled, key=lambda cell: (key(cell), cell)),
        max(filled, key=lambda cell: (key(cell), cell)),
    )
    return {"min": cut(low), "max": cut(high)}


def cut(text: str) -> str:
    return text if len(text) <= 200 else text[:200] + "…"


def mask(cell: str) -> str:
    text = re.sub("[0-9]", "9", re.sub("[a-z]", "a", re.sub("[A-Z]", "A", cell)))
    text = re.sub("[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]", "가", text)
    text = re.sub("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]", "字", text)
    others = {("N", 2): "٩", ("L", 2): "ä", ("N", 3): "９", ("L", 3): "Ａ", ("N", 4): "𝟗", ("L", 4): "𠀀"}
    return "".join(
        others.get((unicodedata.category(c)[0], len(c.encode())), c) if ord(c) > 127 and c not in "가字" else c
        for c in text
    )


def duplicate_rows(rows: list[tuple[Cell, ...]]) -> int:
    return len(rows) - len(set(rows))
