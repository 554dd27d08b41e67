"""SQL Server 2017 or later: compiled only, never executed."""

from __future__ import annotations

from gotgan.engine.profile.pushdown.words.model import GREATEST_SQUARED, REPLACEMENT, SPACES, Words
from gotgan.engine.sources.sql import dialect

_TEXT = "CAST({c} AS nvarchar(max))"
_SPACES = "CONCAT(" + ", ".join(f"NCHAR({point})" for point in SPACES) + ")"
_BINARY = "Latin1_General_100_BIN2"

MSSQL = Words(
    dialect=dialect.MSSQL,
    cells={
        "boolean": {"v": "{c}"},
        "integer": {
            "v": "{c}",
            "x": "CAST({c} AS decimal(38, 0))",
            "d": "CAST(CAST({c} AS decimal(38, 0)) - ({p}) AS float)",
        },
        "number": {"r": "{c}", "v": "{c}", "x": "{c}", "d": "CAST({c} - ({p}) AS float)"},
        "decimal": {
            "v": "{c}",
            "x": "CAST({c} AS float)",
            "d": f"CASE WHEN ABS({{c}}) < {GREATEST_SQUARED} THEN CAST({{c}} AS float) - ({{p}}) END",
        },
        "text": {"v": _TEXT, "f": f"CASE WHEN TRIM({_SPACES} FROM {_TEXT}) <> N'' THEN {_TEXT} END"},
        "date": {"r": "{c}", "v": "{c}"},
        "datetime": {"r": "{c}", "v": "{c}"},
        "time": {"r": "{c}", "v": "{c}"},
        "binary": {"v": "DATALENGTH({c})"},
    },
    ordered=f"{{f}} COLLATE {_BINARY}",
    # LEN leaves out closing spaces.
    length="CAST(LEN({f} + N'.') - 1 AS bigint)",
    is_replaced=f"CHARINDEX(NCHAR({REPLACEMENT}), {{f}} COLLATE {_BINARY}) > 0",
    is_sentinel=f"{{f}} COLLATE {_BINARY} IN ({{values}})",
    otherwise={
        "scale": None,
        "low moment": "CONVERT(varchar(33), MIN({v}), 126)",
        "high moment": "CONVERT(varchar(33), MAX({v}), 126)",
    },
    first_rows="SELECT TOP ({rows}) {cells} FROM {source}",
    count="COUNT_BIG",
    national="N",
)
