"""One Arrow type per column from values that carry types: the narrowest that loses nothing."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

_EXACT_IN_DOUBLE = 2**53
_INT64 = 2**63
_LONGEST_INTEGER = 38
"""Digits of the longest whole number that Parquet and the query engine hold exactly."""


class ColumnKinds:
    """Which kinds of value a column holds, over all its rows."""

    def __init__(self) -> None:
        self._kinds: set[str] = set()
        self._largest = 0

    def add(self, value: Any) -> None:
        kind = _kind(value)
        if kind == "integer":
            self._largest = max(self._largest, abs(value))
        if kind:
            self._kinds.add(kind)

    @property
    def arrow_type(self) -> pa.DataType:
        """Text where kinds mix, or where a number would lose digits."""
        if self._kinds == {"boolean"}:
            return pa.bool_()
        if self._kinds == {"integer"} and self._largest < _INT64:
            return pa.int64()
        if self._kinds == {"integer"} and self._largest < 10**_LONGEST_INTEGER:
            return pa.decimal128(_LONGEST_INTEGER, 0)
        if self._kinds <= {"integer", "decimal"} and self._kinds and self._largest <= _EXACT_IN_DOUBLE:
            return pa.float64()
        return pa.binary() if self._kinds == {"binary"} else pa.string()


def _kind(value: Any) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float | Decimal):
        return "decimal"
    return "binary" if isinstance(value, bytes) else "text"


def to_array(values: Iterable[Any], arrow_type: pa.DataType) -> pa.Array:
    """Values of one column as its type; nested values as JSON text, NaN and infinities as null."""
    return pa.array([_fit(value, arrow_type) for value in values], arrow_type)


def _fit(value: Any, arrow_type: pa.DataType) -> Any:
    if not _kind(value):
        return None
    if pa.types.is_string(arrow_type):
        return as_text(value)
    if pa.types.is_decimal(arrow_type):
        return Decimal(value)
    return float(value) if pa.types.is_float64(arrow_type) else value


def as_text(value: Any) -> str:
    """A value as text: strings as they are, all else as JSON writes it."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if _has_surrogates(value) else value
    if isinstance(value, bytes):
        return value.hex()
    return json.dumps(value, ensure_ascii=False, default=_number)


def _has_surrogates(value: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in value) if not value.isascii() else False


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def rows_to_batch(rows: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.RecordBatch:
    """Rows of equal width as one batch."""
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [to_array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
