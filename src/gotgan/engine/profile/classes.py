"""Type classes of stored columns, and the inference of types beside text.

Inference reads every value (SHAPES.md, profile; korean-data.md 1.3). Choices where both are silent:
a number is written plainly, so `1,234`, ` 5` and `+5` stay text, as do more than 300 digits; decimals
may have a sign and an exponent; dates are year first with `-`, `/` or `.` and exist in the calendar;
dates and datetimes together are datetimes; a time has minutes and may be 24:00; beside its day a moment
may have an hour alone (`2026-03-01 01`), as air quality is published, and hour 24 is 00 of the next day;
a sentinel such as `-` makes its column text, since every value counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

STORED_TEXT = "stored_text"
"""A text cell of a source without types: its type is inferred."""
STREAMED = frozenset({"integer", "decimal"})
"""Classes whose values fit a machine word: read as they are, sorted in numpy."""
EXACT_INTEGER = "exact_integer"
EXACT_DECIMAL = "exact_decimal"

_WORD_INTEGERS = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"})
_LONG_INTEGERS = frozenset({"UBIGINT", "HUGEINT", "UHUGEINT", "BIGNUM", "VARINT"})
_CODE_ENDINGS = ("코드", "번호", "ID")
_CODE_WIDTH = 3


def class_of(duckdb_type: str, *, typed: bool) -> str:
    """The class of a stored column: stored_text, integer, decimal, exact_integer, exact_decimal, boolean,
    date, datetime, time, text, binary or nested."""
    if duckdb_type == "VARCHAR":
        return "text" if typed else STORED_TEXT
    if duckdb_type in _WORD_INTEGERS:
        return "integer"
    if duckdb_type in _LONG_INTEGERS:
        return EXACT_INTEGER
    if duckdb_type.startswith("DECIMAL") and not duckdb_type.endswith("[]"):
        return EXACT_INTEGER if duckdb_type.endswith(",0)") else EXACT_DECIMAL
    for start, name in _BY_START:
        if duckdb_type.startswith(start) and not duckdb_type.endswith("]"):
            return name
    return "nested"


_BY_START = (
    ("FLOAT", "decimal"),
    ("DOUBLE", "decimal"),
    ("BOOLEAN", "boolean"),
    ("DATE", "date"),
    ("TIMESTAMP", "datetime"),
    ("TIME", "time"),
    ("BLOB", "binary"),
    ("ENUM", "text"),
    ("UUID", "text"),
)

TYPE_OF_CLASS: Mapping[str, str] = {
    EXACT_INTEGER: "integer",
    EXACT_DECIMAL: "decimal",
    "nested": "text",
}


@dataclass(frozen=True)
class Candidate:
    """A type that text may spell. `matches` is SQL over `f`; `key` orders its values (text, sortable)."""

    type: str
    matches: str
    key: str = ""


INTEGER = "0|-?[1-9][0-9]*"
HAS_FEW_DIGITS = "length(replace(f, '-', '')) <= 300"
"""SQL of DuckDB and Spark. Not a bound in the pattern: RE2 writes it out, and takes longer to compile it than to
search a short table."""
DAY = "[0-9]{4}(-[0-9]{1,2}-|/[0-9]{1,2}/|[.][0-9]{1,2}[.])[0-9]{1,2}"
CLOCK = "[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?"
ZONE = "(Z|[+-][0-9]{2}(:?[0-9]{2})?)?"
HOUR = "[0-9]{1,2}"
MOMENT = f"{DAY}([ T]({CLOCK}{ZONE}|{HOUR}))?"
DECIMAL = "[+-]?((0|[1-9][0-9]*)([.][0-9]*)?|[.][0-9]+)([eE][+-][0-9]{1,3})?|[+-]?[0-9][.][0-9]*[eE][0-9]{1,3}"
_AS_DATE = "TRY_CAST(translate(f, './', '--') AS DATE)"
_MINUTES = "CASE WHEN contains(f, ':') OR NOT (contains(f, ' ') OR contains(f, 'T')) THEN '' ELSE ':00' END"
_AS_TIMESTAMP = f"TRY_CAST(translate(f[1:10], './', '--') || f[11:] || {_MINUTES} AS TIMESTAMPTZ)"


def _checked(pattern: str, value: str) -> str:
    return f"CASE WHEN regexp_full_match(f, '{pattern}') THEN {value} IS NOT NULL ELSE false END"


CANDIDATES = (
    Candidate("boolean", "lower(f) IN ('true', 'false')"),
    Candidate("integer", f"CASE WHEN regexp_full_match(f, '{INTEGER}') THEN {HAS_FEW_DIGITS} ELSE false END"),
    Candidate("decimal", f"regexp_full_match(f, '{DECIMAL}')"),
    Candidate("digits", "regexp_full_match(f, '[0-9]+')"),
    Candidate("date", _checked(DAY, _AS_DATE), f"CAST({_AS_DATE} AS VARCHAR)"),
    Candidate(
        "datetime",
        _checked(MOMENT, _AS_TIMESTAMP),
        f"CAST({_AS_TIMESTAMP} AS VARCHAR)",
    ),
    Candidate("time", _checked(CLOCK, "TRY_CAST(f AS TIME)"), "CAST(TRY_CAST(f AS TIME) AS VARCHAR)"),
)
HAS_FRACTION = "contains(f, '.') OR contains(lower(f), 'e')"


@dataclass(frozen=True)
class Spelling:
    """What all filled cells of a text column spell: `could_be` holds the candidates that every cell met."""

    could_be: frozenset[str] = frozenset(candidate.type for candidate in CANDIDATES)
    has_fraction: bool = False

    def joined(self, other: Spelling) -> Spelling:
        return Spelling(self.could_be & other.could_be, self.has_fraction or other.has_fraction)


def inferred_type(name: str, spelling: Spelling, filled: int, length_min: int | None, length_max: int | None) -> str:
    """Decide the type of a text column from evidence over all its cells."""
    could_be = spelling.could_be
    if not filled:
        return "text"
    if "integer" in could_be:
        one_width = length_min == length_max and (length_min or 0) >= _CODE_WIDTH
        is_code = "digits" in could_be and one_width and name.endswith(_CODE_ENDINGS)
        return "text" if is_code else "integer"
    if "decimal" in could_be and spelling.has_fraction:
        return "decimal"
    for candidate in ("boolean", "date", "datetime", "time"):
        if candidate in could_be:
            return candidate
    return "text"
