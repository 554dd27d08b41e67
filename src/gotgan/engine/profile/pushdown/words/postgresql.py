"""PostgreSQL, executed on a real server in the tests."""

from __future__ import annotations

from dataclasses import replace

from gotgan.engine.profile.pushdown.words.model import GREATEST_SQUARED, REPLACEMENT, SPACES, Words
from gotgan.engine.sources.sql import dialect

_SPACES = "U&'" + "".join(f"\\{point:04X}" for point in SPACES) + "'"
_ASCII_SPACES = "U&'" + "".join(f"\\{point:04X}" for point in SPACES if point < 0x80) + "'"
_NO_NUMBERS = "('NaN', 'Infinity', '-Infinity')"
_DAYS = "CASE WHEN {c} >= '0001-01-01' AND {c} < '10000-01-01' THEN {c} END"
_CUT_OFF = "CASE WHEN {x} < " + GREATEST_SQUARED + " AND {x} > -" + GREATEST_SQUARED + " THEN {then} END"


def _near(value: str, distance: str) -> str:
    return _CUT_OFF.format(x=value, then=distance)


def _texts(spaces: str) -> dict[str, str]:
    return {"v": "{c}::text", "f": f"CASE WHEN btrim({{c}}::text, {spaces}) <> '' THEN {{c}}::text END"}


POSTGRESQL = Words(
    dialect=dialect.POSTGRESQL,
    cells={
        "boolean": {"v": "{c}"},
        "integer": {"v": "{c}", "x": "{c}", "d": "({c}::numeric - ({p}))::float8"},
        "number": {
            "r": "{c}",
            "v": f"CASE WHEN {{c}} NOT IN {_NO_NUMBERS} THEN {{c}} END",
            "x": f"CASE WHEN {{c}} NOT IN {_NO_NUMBERS} THEN {{c}} END",
            "d": _near("{c}", "({c} - ({p}))::float8"),
        },
        "decimal": {
            "v": "{c}",
            "x": f"CASE WHEN {{c}} NOT IN {_NO_NUMBERS} THEN {{c}}::float8 END",
            "d": _near("{c}", "{c}::float8 - ({p})::float8"),
        },
        "text": _texts(_SPACES),
        "date": {"r": "{c}", "v": _DAYS},
        "datetime": {"r": "{c}", "v": _DAYS},
        "time": {"r": "{c}", "v": "CASE WHEN {c} < '24:00' THEN {c} END"},
        "binary": {"v": "octet_length({c})"},
    },
    ordered='{f} COLLATE "C"',
    length="length({f})",
    is_replaced=f"strpos({{f}}, U&'\\{REPLACEMENT:04X}') > 0",
    is_sentinel='{f} COLLATE "C" IN ({values})',
    scale="MAX(scale({x}))",
    otherwise={
        # A product too small for a double is an error here, not zero.
        "squares": "SUM(CASE WHEN abs({d}) > 1e-150 THEN {d} * {d} ELSE 0 END)",
        "low moment": "MIN({v})::text",
        "high moment": "MAX({v})::text",
    },
    fence=" OFFSET 0",
)


def _by_code_point(end: str) -> str:
    hexadecimal = "encode(convert_to({f}, 'UTF8'), 'hex')"
    return f"convert_from(decode({end}({hexadecimal} COLLATE \"C\"), 'hex'), 'UTF8')"


# A server with another encoding (EUC_KR, mostly) has neither U+FFFD nor every space, and refuses to read about
# them; its bytes are not in the order of code points.
POSTGRESQL_LEGACY = replace(
    POSTGRESQL,
    cells={**POSTGRESQL.cells, "text": _texts(_ASCII_SPACES)},
    is_replaced="FALSE",
    otherwise={
        **POSTGRESQL.otherwise,
        "low text": _by_code_point("MIN"),
        "high text": _by_code_point("MAX"),
    },
)
