"""Built-in hierarchies for age, date, region, postcode and money: levels worked out from the value itself.

Leaf counts are those of the whole domain, not of the data; where the domain has no fixed list (regions, money)
they are round figures of its usual size, so that the loss of one level compares with another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from gotgan.engine.deidentify.hierarchy import TOP, Hierarchy, OutsideHierarchy, flat, from_levels, in_order
from gotgan.terms.errors import Invalid, Issue

Level = tuple[str, int]
"""A value's text at one level, and how many leaves it has there."""
PREFIX = "builtin:"
AGES = 120
FIRST_YEAR, LAST_YEAR = 1900, 2099
_DAYS = (date(LAST_YEAR, 12, 31) - date(FIRST_YEAR, 1, 1)).days + 1
_DAY = re.compile(r"([0-9]{4})[-/. ]?([0-9]{1,2})[-/. ]?([0-9]{1,2})\.?(?:[ T].*)?")
_MONEY = re.compile(r"(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?: ?원)?")
_MAGNITUDES = 13
_RIS, _DONGS, _SIGUNGUS = 4, 20, 15
"""Usual sizes: ri of an eup or myeon, legal dongs of a sigungu, sigungus of a sido; there are 17 sidos."""


def age_levels(value: str) -> list[Level] | None:
    """5, 10, 20 years."""
    if not value.isascii() or not value.isdigit() or int(value) >= AGES:
        return None
    age = int(value)
    return [(f"{age - age % width}-{age - age % width + width - 1}", width) for width in (5, 10, 20)] + [(TOP, AGES)]


def date_levels(value: str) -> list[Level] | None:
    """Month, year, ten years; a time of day is left out from level 1 on."""
    match = _DAY.fullmatch(value)
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    decade = day.year - day.year % 10
    return [(f"{day:%Y-%m}", 30), (f"{day.year}", 365), (f"{decade}-{decade + 9}", 3652), (TOP, _DAYS)]


def region_levels(value: str) -> list[Level] | None:
    """Legal-dong codes of ten digits: eup, myeon, dong (8), sigungu (5), sido (2)."""
    if not (value.isascii() and value.isdigit() and len(value) == 10):
        return None
    eupmyeondong, sigungu, sido = _RIS, _RIS * _DONGS, _RIS * _DONGS * _SIGUNGUS
    sizes = ((8, eupmyeondong), (5, sigungu), (2, sido))
    return [(value[:kept].ljust(10, TOP), leaves) for kept, leaves in sizes] + [(TOP, 17 * sido)]


def postcode_levels(value: str) -> list[Level] | None:
    """Postcodes of five digits (or four: the zero in front was lost): three name the sigungu, two the sido."""
    if not (value.isascii() and value.isdigit() and len(value) in (4, 5)):
        return None
    code = value.zfill(5)
    return [(code[:kept].ljust(5, TOP), 10 ** (5 - kept)) for kept in (3, 2, 1)] + [(TOP, 10**5)]


def money_levels(value: str) -> list[Level] | None:
    """Amounts in won by two figures, one figure, and the power of ten."""
    match = _MONEY.fullmatch(value.strip())
    if match is None:
        return None
    sign, digits = match.group(1), match.group(2).replace(",", "").lstrip("0") or "0"
    top = (TOP, 2 * 9000 * _MAGNITUDES)
    if len(digits) > _MAGNITUDES:
        return None
    minus = "minus " if sign and digits != "0" else ""
    return [(minus + _range(digits, kept), leaves) for kept, leaves in ((2, 100), (1, 1000), (0, 9000))] + [top]


def _range(digits: str, kept: int) -> str:
    if kept >= len(digits):
        return digits
    low = digits[:kept].ljust(len(digits), "0") if kept else "1".ljust(len(digits), "0")
    high = digits[:kept].ljust(len(digits), "9")
    return f"{low}-{high}" if digits != "0" else "0"


BUILTINS: dict[str, Callable[[str], list[Level] | None]] = {
    "age": age_levels,
    "date": date_levels,
    "region": region_levels,
    "postcode": postcode_levels,
    "money": money_levels,
}
FLAT = "flat"
NAMES = (*BUILTINS, FLAT)


def builtin(kind: str, values: pa.Array, *, name: str) -> Hierarchy:
    """The built-in hierarchy over the distinct values of a column; null is left to `restrict`.

    Raises: OutsideHierarchy with the number of values that the kind cannot read; Invalid for an unknown kind.
    """
    check_builtin(kind)
    distinct = in_order(values).drop_null()
    if kind == FLAT or not len(distinct):
        return flat(values, name=name)
    known = [BUILTINS[kind](value) for value in distinct.to_pylist()]
    wrong = sum(levels is None for levels in known)
    if wrong:
        what = f"{wrong} value(s) that {PREFIX}{kind} cannot read"
        raise OutsideHierarchy(Issue(f"column {name!r}", what, "repair the column or give a hierarchy file"))
    return _from_known(distinct, [levels for levels in known if levels is not None], name)


def check_builtin(kind: str) -> None:
    """Raises: Invalid for a name that is not built in."""
    if kind not in NAMES:
        known = ", ".join(PREFIX + each for each in NAMES)
        raise Invalid(Issue("hierarchy", f"{PREFIX}{kind} is not built in", f"use {known} or a file"))


def _from_known(distinct: pa.Array, known: Sequence[Sequence[Level]], name: str) -> Hierarchy:
    levels = [pa.array([of[level][0] for of in known], pa.string()) for level in range(len(known[0]))]
    leaves = [np.array([of[level][1] for of in known], dtype=np.int64) for level in range(len(known[0]))]
    return from_levels([distinct, *levels], name=name, leaves=[np.ones(len(known), dtype=np.int64), *leaves])
