"""Days and moments as people write them: separators, 년월일, eight digits, eras, Dangun years, Excel serials."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

STEP = "dates"
_ERAS = {
    "단기": -2333, "檀紀": -2333, "서기": 0, "西紀": 0, "불기": -544,
    "개국": 1391, "開國": 1391, "건양": 1895, "建陽": 1895, "광무": 1896, "光武": 1896, "융희": 1906, "隆熙": 1906,
    "명치": 1867, "明治": 1867, "대정": 1911, "大正": 1911, "소화": 1925, "昭和": 1925, "대한민국": 1918, "민국": 1918,
}  # fmt: skip
"""What is added to a year of the era: Dangun 4359 is 2026, Gwangmu 1 is 1897. Registers before 1948 use them."""
_CLOCK = (
    r"(?:[T\s]+(?P<half>오전|오후|AM|PM|am|pm)?\s*(?P<hour>\d{1,2})(?:(?::|시\s*)(?P<minute>\d{1,2})?"
    r"(?:분|:(?P<second>\d{2})(?:\.\d{1,9})?)?)?(?:\s*(?P<sec>\d{1,2})초)?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_WEEKDAY = r"(?:\s*\([월화수목금토일]\))?"
_WRITTEN = re.compile(
    rf"(?P<era>{'|'.join(_ERAS)})?\s*(?P<year>\d{{1,4}}|원)\s*(?P<sep>[-./]|년)\s*(?P<month>\d{{1,2}})\s*(?P<sep2>[-./]|월)\s*"
    rf"(?P<day>\d{{1,2}})\s*(?:일|\.)?{_WEEKDAY}{_CLOCK}"
)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(?:(\d{2})(\d{2})?)?)?")
_MONTH = re.compile(r"((?:18|19|20)\d{2})(?:\s?[-./]\s?|년\s*)(\d{1,2})월?(\s*[ep]\))?")
_DAY_FIRST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})")
FIRST_YEAR, LAST_YEAR = 1300, 2200
SERIAL_LOW, SERIAL_HIGH = 20_000, 62_000
"""Excel serials from 1954 to 2069: five digits that a date column may hold instead of days."""
EPOCHS = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}


@dataclass(frozen=True)
class Day:
    """`value` is a date, or a datetime where a time of day was written; None when no such day exists."""

    value: date | datetime | None
    form: str


@lru_cache(maxsize=1 << 16)
def read_day(text: str) -> Day | None:
    """Read one trimmed cell; None when it is not written like a day."""
    if not 6 <= len(text) <= 40 or not any(mark.isdigit() for mark in text):
        return None
    plain = unicodedata.normalize("NFKC", text) if not text.isascii() else text
    met = _WRITTEN.fullmatch(plain)
    if met is None:
        return _of_digits(plain)
    if met["sep2"] != {"년": "월"}.get(met["sep"], met["sep"]):  # 2017.1/4 is a quarter
        return None
    year = 1 if met["year"] == "원" else int(met["year"])
    if met["era"]:
        year += _ERAS[met["era"]]
    elif len(met["year"]) != 4:
        return None
    elif 4200 <= year <= 4500:  # 4359.03.05: Dangun, told by its size alone
        return Day(_moment(year - 2333, met), "단기 year")
    form = f"{met['era']} year" if met["era"] else _form(plain, met)
    return Day(_moment(year, met), form)


def _moment(year: int, met: re.Match[str]) -> date | datetime | None:
    if not FIRST_YEAR <= year <= LAST_YEAR and year != 9999:
        return None
    try:
        day = date(year, int(met["month"]), int(met["day"]))
        if met["hour"] is None:
            return day
        return _with_clock(day, met)
    except (ValueError, OverflowError):
        return None


def _with_clock(day: date, met: re.Match[str]) -> datetime:
    hour, minute = int(met["hour"]), int(met["minute"] or 0)
    second = int(met["second"] or met["sec"] or 0)
    half = (met["half"] or "").lower()
    if half in ("오후", "pm") and hour < 12:
        hour += 12
    elif half in ("오전", "am") and hour == 12:
        hour = 0
    extra = timedelta(0)
    if hour == 24 and minute == second == 0:  # the midnight that ends the day
        hour, extra = 0, timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, minute, second) + extra


def _form(plain: str, met: re.Match[str]) -> str:
    if met["zone"]:
        return "with a time zone"
    shape = {"-": "year-month-day", ".": "year.month.day", "/": "year/month/day", "년": "년월일"}[met["sep"]]
    is_iso = met["sep"] == "-" and len(met["month"]) == 2 == len(met["day"]) and plain[:10].isascii()
    if met["hour"] is None:
        return "" if is_iso and len(plain) == 10 else shape
    return "" if is_iso and re.fullmatch(r"[T ]\d{2}(:\d{2}){0,2}", plain[10:]) else f"{shape} with time"


def _of_digits(plain: str) -> Day | None:
    met = _DIGITS.fullmatch(plain)
    if met is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in met.groups(default="0"))
    if not 1800 <= year <= 2100:
        return None
    try:
        if met[4] is None:
            return Day(date(year, month, day), "eight digits")
        extra = timedelta(days=hour // 24) if hour == 24 and minute == second == 0 else timedelta(0)
        moment = datetime(year, month, day, 0 if extra else hour, minute, second) + extra
        return Day(moment, "digits with time")
    except ValueError:
        return Day(None, "eight digits")


def read_month(text: str) -> tuple[str, str] | None:
    """A month as (`2026-03`, how it was written); None when it is none. 2023.10 is no decimal in a column of them."""
    met = _MONTH.fullmatch(text)
    if met is None or not 1 <= int(met[2]) <= 12:
        return None
    month = f"{met[1]}-{int(met[2]):02d}"
    form = "" if text == month else "month with a mark that it is provisional" if met[3] else "year and month"
    return month, form


def read_day_first(text: str) -> date | None:
    """`05/03/2026` as 5 March; None when it is not written so or no such day exists."""
    met = _DAY_FIRST.fullmatch(text)
    return _of_parts(met[4], met[3], met[1]) if met else None


def read_month_first(text: str) -> date | None:
    """`03/05/2026` as 5 March."""
    met = _DAY_FIRST.fullmatch(text)
    return _of_parts(met[4], met[1], met[3]) if met else None


def _of_parts(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def of_serial(number: int | float, base: int) -> date:
    """The day of an Excel serial in a workbook of 1900 or 1904."""
    return EPOCHS[base] + timedelta(days=int(number))


_DAY_NAMES = (
    "일자", "날짜", "년월일", "일시", "기준일", "date", "_dt", "ymd", "시작일", "종료일", "등록일", "신고일",
    "발생일", "접수일", "처리일", "생성일", "수정일", "변경일", "개업일", "폐업일", "설치일", "지정일", "허가일",
    "작성일", "계약일", "준공일", "취득일", "공고일", "게시일", "생년월일", "만료일",
)  # fmt: skip


def speaks_of_day(name: str) -> bool:
    """Whether a column's name says that it holds days."""
    tight = re.sub(r"\(.*?\)|\s", "", unicodedata.normalize("NFKC", name)).casefold()
    said = tight.endswith(_DAY_NAMES)
    return said and not tight.endswith(("코드", "번호", "id"))
