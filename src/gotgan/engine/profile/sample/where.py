"""When and where: the time that a table covers and the extent of its coordinates.

Ends are those of every row; what lies between them is of the rows looked at. Hour 24 of a day is 00 of the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.profile.columns import arrow_of, truths_of, values_of
from gotgan.engine.profile.numbers import Array
from gotgan.engine.profile.sample.coded import Coded
from gotgan.terms.examined import SpatialExtent, TimeCoverage
from gotgan.terms.profile import ColumnProfile

KOREA = (33.0, 38.7, 124.5, 132.0)
"""South, north, west, east: from Marado to Goseong, from Baengnyeongdo to Dokdo."""
_EVENT = re.compile("일시|발생|사고|측정|관측|거래|신고|접수|시각|event|occur|observ|measur|time", re.IGNORECASE)
_OTHER = re.compile("생년|(?<!발)생일|출생|birth|만료|종료|수정|갱신|기준|update|modif|expire|end", re.IGNORECASE)
_PARTS = re.compile(r"^(\d{4})(?:\D{0,2}(\d{1,2})(?:\D{0,2}(\d{1,2}))?)?")
"""`2024-01-05`, `20240105`, `2024. 1. 5.`, `2024년 1월 5일`; never a day without its month."""
DATED = ("date", "datetime", "month", "year")
"""Meanings that date a row."""
_LONGEST_DAY = 12
"""Characters of `2024년 10월 12`."""
_BEFORE_TIME = re.compile(r"^[.일]?[ T]*")
_MIDNIGHT = re.compile(r"24(:00(:00([.]0+)?)?)?(?P<zone>(Z|[+-]\d\d(:?\d\d)?)?)")
"""`24`, `24:00`: the end of a day."""
_ENDS_AT_MIDNIGHT = r"^\d{4}\D.*[ T]24(:00(:00([.]0+)?)?)?(Z|[+-]\d\d(:?\d\d)?)?$"
_HOUR_ALONE = re.compile(r"\d{1,2}")


def time_coverage(
    columns: Sequence[Coded], profiles: Sequence[ColumnProfile], *, is_whole: bool
) -> TimeCoverage | None:
    """Of the column that most likely says when what a row tells of happened; its ends withheld where it has findings.

    By name: moments of events first, dates of birth, expiry and update last; of equals the first.
    """
    timed = [
        (coded, profile)
        for coded, profile in zip(columns, profiles, strict=True)
        if profile.count > profile.blanks and (profile.type in ("date", "datetime") or profile.semantic_type in DATED)
    ]
    if not timed:
        return None
    coded, profile = min(timed, key=lambda pair: _rank(pair[0].name, pair[1]))
    days = _days(coded)
    if not days.size:
        return None
    granularity, steps = _steps(days, profile)
    if coded.withheld:  # how long it is from the first to the last would tell the one by the other
        return TimeCoverage(coded.name, None, None, granularity, None, None, None, is_whole)
    gaps = np.diff(steps) - 1
    first, last = _ends(days, granularity)
    return TimeCoverage(
        column=coded.name,
        first=earlier(iso_day(profile.min), first),
        last=later(iso_day(profile.max), last),
        granularity=granularity,
        periods=int(steps[-1] - steps[0]) + 1,
        missing=int(gaps.sum()),
        longest_gap=int(gaps.max(initial=0)),
        gaps_are_exact=is_whole,
    )


def _rank(name: str, profile: ColumnProfile) -> tuple[int, int]:
    order = 2 if _OTHER.search(name) else 0 if _EVENT.search(name) else 1
    return order + (1 if profile.semantic_type in ("month", "year") else 0), profile.position


def _ends(days: Array, granularity: str) -> tuple[str, str]:
    width = {"year": 4, "month": 7}.get(granularity, 10)
    first, last = days[[0, -1]].astype("datetime64[D]").astype(str)
    return str(first)[:width], str(last)[:width]


def earlier(of_all: str | None, of_some: str | None) -> str | None:
    """The first of two days in ISO 8601, the one of every row where they are one.

    Text is ordered as text, where `2024년 10월` comes before `2024년 2월`: its ends need not be those of the days.
    """
    return of_all if of_some is None or (of_all and _is_first(of_all, of_some)) else of_some


def later(of_all: str | None, of_some: str | None) -> str | None:
    return of_all if of_some is None or (of_all and _is_first(of_some, of_all)) else of_some


def _is_first(a: str, b: str) -> bool:
    """Whether day `a` is not after `b`, as finely as both are told."""
    width = min(len(a), len(b), 10)
    return a[:width] <= b[:width]


def iso_day(value: Any) -> str | None:
    """A stored date in ISO 8601: `2024. 1. 5.`, `20240105` and `2024-01-05` are one; a moment keeps its time, an hour
    alone gets its minutes, and hour 24 is 00 of the next day."""
    met = _PARTS.match(str(value)) if value is not None else None
    if met is None:
        return None
    text = str(value)
    if met[3] is None:
        return "-".join(part.zfill(2) for part in met.groups() if part)
    day, time = f"{met[1]}-{met[2]:0>2}-{met[3]:0>2}", _BEFORE_TIME.sub("", text[met.end() :]).rstrip(". ")
    if (midnight := _MIDNIGHT.fullmatch(time)) and (after := _next_day(day)):
        return f"{after}T00:00{midnight['zone']}"
    if _HOUR_ALONE.fullmatch(time):
        time = f"{time:0>2}:00"
    return day + (f"T{time}" if time else "")


def _next_day(day: str) -> str | None:
    """None for a day that is in no calendar, or the last one."""
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return None


def _days(column: Coded) -> Array:
    """Ascending, distinct days since 1970 of the values that are dates; a year is its first day."""
    late = pc.match_substring_regex(column.cells, _ENDS_AT_MIDNIGHT)
    found = {*_days_of(column.cells.filter(pc.invert(late))), *(day + 1 for day in _days_of(column.cells.filter(late)))}
    return np.array(sorted(found), dtype=np.int64)


def _days_of(cells: pa.Array) -> Iterable[int]:
    for prefix in pc.unique(pc.utf8_slice_codeunits(cells, 0, _LONGEST_DAY)).drop_null().to_pylist():
        met = _PARTS.match(prefix)
        if met:
            year, month, day = (int(part or 1) for part in met.groups())
            if 1 <= month <= 12 and 1 <= day <= 31 and 1 <= year <= 9999:
                first = np.datetime64(f"{year:04d}-{month:02d}", "M").astype("datetime64[D]").astype(int)
                yield int(first) + day - 1


def _steps(days: Array, profile: ColumnProfile) -> tuple[str, Array]:
    """How finely days are told, and the numbers of the periods met."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    if (dates != months.astype("datetime64[D]")).any() or profile.type == "datetime":
        return "day", days
    years = dates.astype("datetime64[Y]")
    if profile.semantic_type == "month" or (months != years.astype("datetime64[M]")).any():
        return "month", np.unique(months.astype(np.int64))
    return "year", np.unique(years.astype(np.int64))


def spatial_extent(
    columns: Sequence[Coded], profiles: Sequence[ColumnProfile], rows: Mapping[str, Array], counts: Array
) -> SpatialExtent | None:
    """Of the first pair of coordinates and the first column of dong codes, by semantic type or name.

    `rows`: cells of a column as numbers, one a row looked at; `counts`: rows of the table equal to each.
    Ends are withheld with the column's other values.
    """
    by_meaning: dict[str, tuple[Coded, ColumnProfile]] = {}
    for coded, profile in zip(columns, profiles, strict=True):
        for meaning in (*profile.semantic_types, profile.semantic_type or ""):
            by_meaning.setdefault(meaning, (coded, profile))
    latitude, longitude = by_meaning.get("latitude"), by_meaning.get("longitude")
    code = by_meaning.get("legal_dong_code") or by_meaning.get("administrative_dong_code")
    if latitude and longitude:
        inside, swapped = _in_korea(rows[latitude[0].name], rows[longitude[0].name], counts)
    else:
        latitude = longitude = None
        inside = swapped = None
    if code is None and latitude is None:
        return None
    provinces, districts = (None, None) if code is None else (_heads(code[0], 2), _heads(code[0], 5))
    return SpatialExtent(
        latitude=latitude[0].name if latitude else None,
        longitude=longitude[0].name if longitude else None,
        south=_number(latitude, "min"), north=_number(latitude, "max"),
        west=_number(longitude, "min"), east=_number(longitude, "max"),
        in_korea=inside, swapped=swapped, bounds=KOREA,
        code_column=code[0].name if code else None, provinces=provinces, districts=districts,
    )  # fmt: skip


def _number(found: tuple[Coded, ColumnProfile] | None, end: str) -> float | None:
    value = getattr(found[1], end) if found else None
    return float(value) if isinstance(value, int | float) else None


def _in_korea(latitude: Array, longitude: Array, counts: Array) -> tuple[float | None, float | None]:
    south, north, west, east = KOREA
    told = ~(np.isnan(latitude) | np.isnan(longitude))
    if not told.any():
        return None, None

    def share(y: Array, x: Array) -> float:
        inside = (y >= south) & (y <= north) & (x >= west) & (x <= east)
        return float(counts[inside & told].sum() / counts[told].sum())

    return share(latitude, longitude), share(longitude, latitude)


def _heads(column: Coded, width: int) -> int:
    return len(pc.unique(pc.utf8_slice_codeunits(column.values, 0, width)))


def as_numbers(column: Coded) -> Array:
    """The cells as floats, one a row looked at; NaN where there is none."""
    fits = truths_of(pc.match_substring_regex(column.values, r"^[+-]?[0-9]{1,9}([.][0-9]*)?$"))
    found = np.full(column.classes + 1, np.nan)
    found[1:][fits] = values_of(pc.cast(column.values.take(arrow_of(np.flatnonzero(fits))), pa.float64()))
    return found[column.codes]
