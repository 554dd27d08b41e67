"""SQLite, executed in the tests. A cell of any kind may stand in any column."""

from __future__ import annotations

from gotgan.engine.profile.pushdown.words.model import GREATEST_SQUARED, REPLACEMENT, SPACES, Words
from gotgan.engine.sources.sql import dialect

_TEXT = (
    "CASE typeof({c}) WHEN 'text' THEN {c} WHEN 'blob' THEN length({c}) || ' bytes' ELSE CAST({c} AS TEXT) END"
)  # fmt: skip
_SPACES = "char(" + ", ".join(map(str, SPACES)) + ")"
_REAL = "CAST({c} AS REAL)"

SQLITE = Words(
    dialect=dialect.SQLITE,
    cells={
        "integer": {"v": "{c}", "x": "{c}", "d": "CAST({c} - ({p}) AS REAL)"},
        "decimal": {
            "v": _REAL,
            "x": f"CASE WHEN abs({_REAL}) < 9e999 THEN {_REAL} END",
            "d": f"CASE WHEN abs({_REAL}) < {GREATEST_SQUARED} THEN {_REAL} - ({{p}}) END",
        },
        "text": {"v": _TEXT, "f": f"CASE WHEN trim({_TEXT}, {_SPACES}) <> '' THEN {_TEXT} END"},
        "binary": {"v": "length({c})"},
    },
    ordered="{f} COLLATE BINARY",
    length="length({f})",
    is_replaced=f"instr({{f}}, char({REPLACEMENT})) > 0",
    is_sentinel="{f} COLLATE BINARY IN ({values})",
    otherwise={"scale": None},
    # SUM stops with an error where a word overflows: two halves of 32 bits do not, below 2**31 rows.
    split={"total": {"total_high": "SUM({x} >> 32)", "total_low": "SUM({x} & 4294967295)"}},
)
