"""What text spells, in Spark SQL: the candidates of `classes` and the keys of their ends.

Patterns are those of `classes`, written for Java: raw literals, closed by `\\z` since `$` allows a line end.
Days and moments are worked out by arithmetic rather than by Spark's casts, which know no 24:00 and no
offset beyond 18 hours. Keys are written as DuckDB writes them, so that states of both engines merge.
"""

from __future__ import annotations

from gotgan.engine.profile.classes import CLOCK, DAY, DECIMAL, HAS_FEW_DIGITS, INTEGER, MOMENT, ZONE


def whole(text: str, pattern: str) -> str:
    """Whether all of `text` meets the pattern."""
    return rf"{text} RLIKE r'\A(?:{pattern})\z'"


FINITE = "(NOT isnan({0}) AND abs({0}) < double('infinity'))"
_MAY_BE = "f < ':'"
"""Numbers, days and times start below the colon: most text is told apart by its first byte."""
_DAY_MICROS = 86_400_000_000
_MOMENT = rf"r'\A({DAY})(?:[ T]([0-9]+)(?::([0-9]+)(?::([0-9]+)(?:[.]([0-9]+))?)?{ZONE})?)?\z'"
_MOMENT_PARTS = "'$1|$3|$4|$5|$6|$7'"


def _day(text: str) -> str:
    return f"try_cast(translate({text}, './', '--') AS DATE)"


def _number(text: str) -> str:
    return f"coalesce(try_cast({text} AS BIGINT), 0)"


def _micros(parts: str, first: int) -> str:
    """Microseconds since midnight of hour, minute, second, fraction at `first` and on; digits 7 to 9 are cut."""
    hour, minute, second = (_number(f"get({parts}, {first + place})") for place in range(3))
    fraction = _number(f"rpad(left(get({parts}, {first + 3}), 6), 6, '0')")
    return f"(({hour} * 60 + {minute}) * 60 + {second}) * 1000000 + {fraction}"


def _exists(parts: str, first: int, micros: str) -> str:
    minute, second = (_number(f"get({parts}, {first + place})") for place in (1, 2))
    return f"{minute} < 60 AND {second} < 60 AND {micros} <= {_DAY_MICROS}"


def _written(text: str, year: str) -> str:
    """Year 0 is written 0001 (BC); years above 9999 have no sign."""
    before = f"'0001' || substr({text}, 5, 6) || ' (BC)' || substr({text}, 11)"
    return f"CASE WHEN {year} = 0 THEN {before} ELSE ltrim('+', {text}) END"


_OFFSET = (
    f"({_number('left(offset_digits, 2)')} * 60 + {_number('substr(offset_digits, 3)')}) "
    "* CASE WHEN startswith(moment_parts[5], '-') THEN -60000000 ELSE 60000000 END"
)
_CLOCK_WRITTEN = " || ':' || ".join(
    f"lpad({part}, 2, '0')" for part in ("clock div 3600000000", "clock div 60000000 % 60", "clock div 1000000 % 60")
)

_STEPS = {
    "is_decimal": f"{_MAY_BE} AND {whole('f', DECIMAL)}",
    "number": f"CASE WHEN is_decimal AND {FINITE.format('try_cast(f AS DOUBLE)')} THEN try_cast(f AS DOUBLE) END",
    "day": f"CASE WHEN {_MAY_BE} AND {whole('f', DAY)} THEN {_day('f')} END",
    "date_key": _written("CAST(day AS STRING)", "year(day)"),
    "moment_parts": f"CASE WHEN {_MAY_BE} AND {whole('f', MOMENT)} "
    f"THEN split(regexp_replace(f, {_MOMENT}, {_MOMENT_PARTS}), '[|]') END",
    "moment_micros": _micros("moment_parts", 1),
    "offset_digits": "regexp_replace(moment_parts[5], '[^0-9]', '')",
    "moment": f"CASE WHEN {_exists('moment_parts', 1, 'moment_micros')} THEN timestamp_micros("
    f"CAST(unix_date({_day('moment_parts[0]')}) AS BIGINT) * {_DAY_MICROS} + moment_micros - {_OFFSET}) END",
    "datetime_key": _written("CAST(moment AS STRING)", "year(moment)") + " || '+00'",
    "clock_parts": f"CASE WHEN {_MAY_BE} AND {whole('f', CLOCK)} THEN split(f, '[:.]') END",
    "clock_micros": _micros("clock_parts", 0),
    "clock": f"CASE WHEN clock_parts IS NOT NULL AND {_exists('clock_parts', 0, 'clock_micros')} THEN clock_micros END",
    "time_key": f"{_CLOCK_WRITTEN} || CASE WHEN clock % 1000000 = 0 THEN '' "
    "ELSE '.' || rtrim('0', lpad(clock % 1000000, 6, '0')) END",
}
SPELLED = ", ".join(f"{sql} AS {name}" for name, sql in _STEPS.items())
"""Columns to add to `g`, each built on those before it."""

CANDIDATE_SQL = {
    "boolean": "lower(f) IN ('true', 'false')",
    "integer": f"{_MAY_BE} AND {whole('f', INTEGER)} AND {HAS_FEW_DIGITS}",
    "decimal": "is_decimal",
    "digits": f"{_MAY_BE} AND {whole('f', '[0-9]+')}",
    "date": "date_key IS NOT NULL",
    "datetime": "datetime_key IS NOT NULL",
    "time": "time_key IS NOT NULL",
}
KEYED = ("date", "datetime", "time")

SPELLING = {
    "has_fraction": "bool_or(contains(f, '.') OR contains(lower(f), 'e'))",
    "finite_low": "min(number)",
    "finite_high": "max(number)",
    **{f"could_be_{name}": f"bool_and({sql}) FILTER (WHERE f IS NOT NULL)" for name, sql in CANDIDATE_SQL.items()},
    **{
        f"{name}_{end}": f"{end}(struct({name}_key AS key, f AS value)) FILTER (WHERE {name}_key IS NOT NULL)"
        for name in KEYED
        for end in ("min", "max")
    },
}
"""Aggregates over the widened `g`."""
