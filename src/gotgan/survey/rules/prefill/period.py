"""The period a dataset covers: told by its dates, stated by its record, named in its title, or a state on a day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from gotgan.survey.rules.prefill.known import Known, Origin, fills, registered, scanned, stated_as
from gotgan.survey.rules.prefill.readings import sign
from gotgan.terms.survey import Answer, Confidence

_DAY = re.compile(r"^\s*(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_WHOLE_DAY = re.compile(r"^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_NAMED = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*년(?!대)(?:\s*(?:(1[0-2]|0?[1-9])\s*월|(상|하)반기|([1-4])\s*(?:사분기|분기|/4분기)))?"
)
_HALF = {"상": (1, 6), "하": (7, 12)}


@fills("period_covered", Origin.SCAN)
def period(known: Known) -> Answer | None:
    """From the dates that the tables tell of, the column most likely to date a row."""
    if known.facts.period is None:
        return None
    first, last = known.facts.period
    ko, en = "표의 날짜 항목에서 가장 이른 날과 늦은 날입니다.", "The first and last day in the tables' date columns."
    return scanned(known, {"from": first, "to": last}, ko, en, Confidence.MEDIUM)


@fills("period_covered", Origin.REGISTER)
def period_stated(known: Known) -> Answer | None:
    """`2001/2015` or two dates with a stroke between them, an open end stays open; else what the title names; else,
    of a list without any date in it, the day of its record. The last two only where the scan found no dates."""
    start, stroke, end = known.stated("temporal").partition("/")
    first, last = _day(start, is_end=False), _day(end, is_end=True)
    if stroke and first is not None:
        return stated_as(known, {"from": first, "to": last}, "수록 기간", "period covered")
    if known.facts.period is not None:
        return None
    return _named(known) or _state(known)


def _named(known: Known) -> Answer | None:
    """From the first to the last year, half, quarter or month of the title."""
    title = known.stated("title")
    spans = list(_spans(title))
    if not spans:
        return None
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    ko, en = f"명칭이 가리키는 기간입니다: '{title[:80]}'.", f'The period that the title names: "{title[:80]}".'
    return registered(known, {"from": first, "to": last}, ko, en, Confidence.LOW)


def _spans(title: str) -> Iterator[tuple[str, str]]:
    for year, month, half, quarter in _NAMED.findall(title):
        first, last = 1, 12
        if month:
            first = last = int(month)
        elif half:
            first, last = _HALF[half]
        elif quarter:
            first, last = 3 * int(quarter) - 2, 3 * int(quarter)
        days = calendar.monthrange(int(year), last)[1]
        yield f"{year}-{first:02d}-01", f"{year}-{last:02d}-{days:02d}"


def _state(known: Known) -> Answer | None:
    """A list of what there is tells of one day."""
    day = _WHOLE_DAY.match(known.stated("modified"))
    if not (day and known.facts.tables and sign("state").search(known.stated("title"))):
        return None
    ko = f"날짜 항목이 없는 목록이라, 기록의 수정일({day[0]}) 현재로 보았습니다."
    en = f"A list without dates in it: taken as of the day of its record, {day[0]}."
    return registered(known, {"from": day[0], "to": day[0]}, ko, en, Confidence.LOW)


def _day(text: str, *, is_end: bool) -> str | None:
    met = _DAY.match(text)
    if met is None:
        return None
    year, month, day = met.groups()
    month = int(month) if month else 12 if is_end else 1
    last = 28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31
    found = f"{year}-{month:02d}-{int(day) if day else last if is_end else 1:02d}"
    return found if 1 <= month <= 12 and 1 <= int(found[-2:]) <= 31 else None
