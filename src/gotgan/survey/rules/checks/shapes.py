"""Values in the shapes of terms.questionnaire.Kind, read without ever failing; what is none of a shape is None.

Members of groups and columns of tables are found by their kind and code list, so a form may name them as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from gotgan.terms.questionnaire import NA, RESERVED, Item, Kind, Part

LARGEST = 10**18
"""A larger number counts nothing in this world, and would break the arithmetic."""
_DAY = re.compile(r"\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def is_known(value: Any) -> bool:
    """Whether it says something: not absent, empty, unknown or not applicable."""
    return not is_bare(value) and not (isinstance(value, str) and value in RESERVED)


def is_bare(value: Any) -> bool:
    """Whether nothing was written: also a period without ends, a group or rows without anything in them."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return True
    if isinstance(value, Mapping):
        return all(is_bare(each) for each in value.values())
    if isinstance(value, list | tuple):
        return all(is_bare(each) for each in value)
    return False


def says_nothing_there(value: Any) -> bool:
    """Whether it is empty, or says that there is nothing (`na`, alone or in every member); `unknown` does not."""
    if isinstance(value, str):
        return value == NA or is_bare(value)
    if isinstance(value, Mapping):
        return all(says_nothing_there(each) for each in value.values())
    if isinstance(value, list | tuple):
        return all(says_nothing_there(each) for each in value)
    return value is None


def part_of(item: Item | None, *kinds: Kind, code_list: str = "") -> Part | None:
    """The first part of one of these kinds and, if named, with this code list."""
    parts = item.parts if item else ()
    return next((p for p in parts if p.kind in kinds and (not code_list or p.code_list == code_list)), None)


def member(item: Item | None, value: Any, *kinds: Kind) -> Any:
    """The value itself, or of a group the member of one of these kinds."""
    if not isinstance(value, Mapping):
        return value
    part = part_of(item, *kinds)
    return value.get(part.key) if part else None


def as_text(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) and is_known(value) else None


def as_codes(value: Any) -> tuple[str, ...]:
    """One code or many, without those that say nothing."""
    many = value if isinstance(value, list | tuple) else [value]
    return tuple(each for each in many if isinstance(each, str) and is_known(each))


def as_rows(value: Any) -> tuple[Mapping[str, Any], ...]:
    """The rows that say something."""
    many = value if isinstance(value, list | tuple) else []
    return tuple(each for each in many if isinstance(each, Mapping) and is_known(each))


def as_number(value: Any) -> int | float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= LARGEST else None


def as_day(value: Any) -> date | None:
    """The day of "YYYY-MM-DD"; of "YYYY" or "YYYY-MM" the first one."""
    found = _DAY.match(value) if isinstance(value, str) else None
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None


def as_period(value: Any) -> tuple[date | None, date | None]:
    """From and to, each None when it is not said."""
    if not isinstance(value, Mapping):
        return None, None
    return as_day(value.get("from")), as_day(value.get("to"))


def as_yes_no(value: Any) -> bool | None:
    return {"yes": True, "no": False}.get(value) if isinstance(value, str) else None
