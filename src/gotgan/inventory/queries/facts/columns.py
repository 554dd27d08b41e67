"""What one column of a profile tells: its meaning, its code list, its languages; never one of its values."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

_STANDARD_OF_LIST = {
    "legal_dong_code": "legal_dong", "administrative_dong_code": "admin_dong", "institution_code": "institution",
}  # fmt: skip
_STANDARD_OF_MEANING = {**_STANDARD_OF_LIST, "parcel_number": "pnu"}
_STANDARD_OF_NAME = {
    "road_name": re.compile("도로명코드|도로명주소코드|road_?name_?code", re.IGNORECASE),
    "kcd": re.compile("상병코드|질병분류코드|kcd", re.IGNORECASE),
    "ksic": re.compile("산업분류코드|업종분류코드|ksic", re.IGNORECASE),
    "ksco": re.compile("직업분류코드|ksco", re.IGNORECASE),
    "admin_standard": re.compile("행정표준코드"),
}
SCRIPT_SHARE = 0.3
"""Of the code points from which a column without prose counts as written in a script."""
_DAY = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_NATION = 17


def column_of(column: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": column["name"], "type": column.get("type"), "semantic_type": column.get("semantic_type")}


def missing_in(column: Mapping[str, Any]) -> int:
    """Nulls, blanks and values that stand for nothing."""
    sentinels = sum(each.get("count") or 0 for each in column.get("sentinels") or ())
    return (column.get("nulls") or 0) + (column.get("blanks") or 0) + sentinels


def code_list_of(table: str, column: Mapping[str, Any]) -> dict[str, Any] | None:
    found = column.get("code_list")
    if not found:
        return None
    shares = {name: round(float(found.get(name) or 0), 4) for name in ("valid", "abolished", "unknown")}
    return {
        "table": table, "column": column["name"],
        "list": _STANDARD_OF_LIST.get(found["code_list"], found["code_list"]), "as_of": found.get("as_of"), **shares,
    }  # fmt: skip


def standards_in(column: Mapping[str, Any]) -> set[str]:
    """By what its values stand for; by its name where values alone do not tell."""
    found = {standard for standard, sign in _STANDARD_OF_NAME.items() if sign.search(column["name"])}
    meant = {column.get("semantic_type"), (column.get("code_list") or {}).get("code_list")}
    return found | {_STANDARD_OF_MEANING[each] for each in meant if each in _STANDARD_OF_MEANING}


def languages_in(column: Mapping[str, Any]) -> Counter[str]:
    """By tokens of prose; of shorter texts Korean by its script, and no other, for Latin letters write many."""
    use, scripts = column.get("text_use"), column.get("scripts") or {}
    if use:
        return Counter({name: max(1, round(share * use["tokens"])) for name, share in use["languages"].items()})
    return Counter({"ko": 1}) if (scripts.get("hangul") or 0) >= SCRIPT_SHARE else Counter()


def region_of(table: str, profile: Mapping[str, Any]) -> dict[str, Any] | None:
    """By a column of dong codes (`code`: what all of them begin with), by coordinates where there is none."""
    extent = profile.get("spatial_extent")
    if not extent:
        return None
    kept = ("provinces", "districts", "south", "north", "west", "east", "in_korea", "swapped", "code_column")
    found = {"table": table, **{name: extent.get(name) for name in kept}}
    column = next((each for each in profile["columns"] if each["name"] == extent.get("code_column")), {})
    return found | {"code": _common_head(column), "is_nation": (extent.get("provinces") or 0) >= _NATION}


def _common_head(column: Mapping[str, Any]) -> str:
    """A district's or province's code that every code of the column has; its ends are ordered as text."""
    low, high = str(column.get("min") or ""), str(column.get("max") or "")
    return next((low[:width] for width in (5, 2) if len(low) >= width and low[:width] == high[:width]), "")


def whole_day(text: str, *, is_end: bool = False) -> str:
    """`2024-02` as its first day, or its last; a moment as its day."""
    met = _DAY.match(text)
    if met is None:
        return text[:10]
    year, month, day = met.groups()
    month = month or ("12" if is_end else "01")
    last = calendar.monthrange(int(year), int(month))[1] if 1 <= int(month) <= 12 and int(year) else 28
    return f"{year}-{month}-{day or (f'{last:02d}' if is_end else '01')}"
