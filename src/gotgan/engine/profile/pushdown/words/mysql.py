"""MariaDB and MySQL. Executed on a real MariaDB in the tests; every function exists in MySQL 8 too."""

from __future__ import annotations

from gotgan.engine.profile.pushdown.words.model import GREATEST_SQUARED, REPLACEMENT, SPACES, Words
from gotgan.engine.sources.sql import dialect

_TEXT = "CONVERT({c} USING utf8mb4)"
_SPACES = "'^[" + "".join(f"\\\\x{{{{{point:x}}}}}" for point in SPACES) + "]*$'"
# No space starts with these bytes of UTF-8: the pattern, which is dear, is only tried on the rest.
_STARTS_FULL = f"ASCII({_TEXT}) BETWEEN 33 AND 127 OR ASCII({_TEXT}) > 227"
_DAYS = "CASE WHEN {c} >= '0001-01-01' AND MONTH({c}) > 0 AND DAYOFMONTH({c}) > 0 THEN {c} END"
# An unsigned word below zero is an error: the first sum makes it a decimal.
_DISTANCE = "({c} + 0.0 - ({p})) + 0e0"
_REPLACEMENT = chr(REPLACEMENT).encode().hex().upper()

MYSQL = Words(
    dialect=dialect.MYSQL,
    cells={
        "boolean": {"v": "{c}"},
        "integer": {"v": "{c}", "x": "{c}", "d": _DISTANCE},
        "number": {"r": "{c}", "v": "{c}", "x": "{c}", "d": _DISTANCE},
        "decimal": {
            "v": "{c} + 0e0",
            "x": "{c} + 0e0",
            "d": f"CASE WHEN ABS({{c}}) < {GREATEST_SQUARED} THEN ({{c}} + 0e0) - ({{p}}) END",
        },
        "text": {"v": _TEXT, "f": f"CASE WHEN {_STARTS_FULL} OR {_TEXT} NOT REGEXP {_SPACES} THEN {_TEXT} END"},
        "date": {"r": "{c}", "v": _DAYS},
        "datetime": {"r": "{c}", "v": _DAYS},
        "time": {"r": "{c}", "v": "CASE WHEN {c} >= '00:00:00' AND {c} < '24:00:00' THEN {c} END"},
        "binary": {"v": "OCTET_LENGTH({c})"},
    },
    # Bytes: a collation would take letter case and closing spaces for nothing.
    ordered="CAST({f} AS BINARY)",
    length="CHAR_LENGTH({f})",
    is_replaced=f"LOCATE(0x{_REPLACEMENT}, CAST({{f}} AS BINARY)) > 0",
    is_sentinel="CAST({f} AS BINARY) IN ({values})",
    otherwise={"scale": None, "squares": "SUM(POW({d}, 2))"},
)
