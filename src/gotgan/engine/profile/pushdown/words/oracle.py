"""Oracle: compiled only, never executed. An empty string is null there, so blanks of no length are not seen."""

from __future__ import annotations

from gotgan.engine.profile.pushdown.words.model import GREATEST_SQUARED, REPLACEMENT, SPACES, Words
from gotgan.engine.sources.sql import dialect

_SPACES = "UNISTR('" + "".join(f"\\{point:04X}" for point in SPACES) + "')"
_DAYS = "CASE WHEN {c} >= DATE '0001-01-01' THEN {c} END"

ORACLE = Words(
    dialect=dialect.ORACLE,
    cells={
        "boolean": {"v": "{c}"},
        "integer": {"v": "{c}", "x": "{c}", "d": "TO_BINARY_DOUBLE({c} - ({p}))"},
        "number": {"r": "{c}", "v": "{c}", "x": "{c}", "d": "TO_BINARY_DOUBLE({c} - ({p}))"},
        "decimal": {
            "v": "{c}",
            "x": "CASE WHEN {c} IS NOT NAN AND {c} IS NOT INFINITE THEN {c} END",
            "d": f"CASE WHEN ABS({{c}}) < {GREATEST_SQUARED}d THEN {{c}} - TO_BINARY_DOUBLE({{p}}) END",
        },
        "text": {"v": "{c}", "f": f"CASE WHEN LTRIM({{c}}, {_SPACES}) IS NOT NULL THEN {{c}} END"},
        "date": {"r": "{c}", "v": _DAYS},
        "datetime": {"r": "{c}", "v": _DAYS},
        "binary": {"v": "DBMS_LOB.GETLENGTH({c})"},
    },
    ordered="{f} COLLATE BINARY",
    length="LENGTH({f})",
    is_replaced=f"INSTR({{f}}, UNISTR('\\{REPLACEMENT:04X}')) > 0",
    is_sentinel="{f} IN ({values})",
    otherwise={
        "scale": None,
        "low moment": "TO_CHAR(MIN({v}), 'YYYY-MM-DD HH24:MI:SS')",
        "high moment": "TO_CHAR(MAX({v}), 'YYYY-MM-DD HH24:MI:SS')",
    },
    first_rows="SELECT {cells} FROM {source} FETCH FIRST {rows} ROWS ONLY",
    national="N",
)
