"""How numbers, sizes and times are written in each language. Times are shown in Korean time."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

KST = timezone(timedelta(hours=9), "KST")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = ("B", "KB", "MB", "GB", "TB")
_STEP = 1000
_ISO_DAY = 10
_NO_BREAK = "\u00a0"


def day(when: date | datetime | None, language: str) -> str:
    """`2026. 11. 23.` in Korean, `23 Nov 2026` in English; empty for None."""
    if when is None:
        return ""
    if isinstance(when, datetime):
        when = _in_korea(when)
    if language == "ko":
        return f"{when.year}. {when.month}. {when.day}."
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def day_as_written(text: str, language: str) -> str:
    """A source's own date as a day where it opens with an ISO one; anything else stays as it was written."""
    try:
        return day(date.fromisoformat(text[:_ISO_DAY]), language)
    except ValueError:
        return text


def moment(when: datetime | None, language: str) -> str:
    """The day with hours and minutes, in Korean time."""
    if when is None:
        return ""
    return f"{day(when, language)} {_in_korea(when):%H:%M}{_NO_BREAK}KST"


def number(value: float | None) -> str:
    """Grouped digits; at most six significant ones after a point."""
    if value is None:
        return ""
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.6g}"


def label(value: float | None) -> str:
    """A number that names something, such as a year or a code: never grouped."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, int) or float(value).is_integer() else f"{value:.8g}"


def between(low: float, high: float, *, names: bool = False) -> str:
    """Two ends, with as many digits as tell them apart."""
    written = label if names else number
    ends = written(low), written(high)
    if ends[0] == ends[1] and low != high:
        ends = (f"{low:{'' if names else ','}.10g}", f"{high:{'' if names else ','}.10g}")
    return " – ".join(ends)


def size(size_bytes: int | None) -> str:
    """`12 KB`, `1.5 MB`: steps of a thousand, as disks are sold and browsers count."""
    if size_bytes is None:
        return ""
    amount, unit = float(size_bytes), 0
    while amount >= _STEP and unit < len(_UNITS) - 1:
        amount, unit = amount / _STEP, unit + 1
    digits = 1 if unit >= 2 and amount < 100 else 0
    return f"{amount:,.{digits}f}{_NO_BREAK}{_UNITS[unit]}"


def percent(part: float | None) -> str:
    """`12.3%`; something very small is never called nothing."""
    if part is None:
        return ""
    if 0 < part < 0.001:
        return "<0.1%"
    return f"{part * 100:.1f}%".replace(".0%", "%")


def _in_korea(when: datetime) -> datetime:
    return when.astimezone(KST) if when.tzinfo else when.replace(tzinfo=KST)
