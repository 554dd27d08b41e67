"""The columns of a Parquet as Croissant describes them: those that its readers can load, by what is stored."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def fields_of(parquet: Path) -> tuple[tuple[str, str], ...]:
    """(name, type of schema.org); nested columns are left out, which mlcroissant cannot cast."""
    found = ((field.name, _type_of(field.type)) for field in pq.read_schema(parquet))
    return tuple((name, kind) for name, kind in found if kind)


def _type_of(kind: pa.DataType) -> str:
    if pa.types.is_dictionary(kind):
        return _type_of(kind.value_type)
    if pa.types.is_nested(kind) or pa.types.is_duration(kind):
        return ""
    tests = (
        (pa.types.is_boolean, "sc:Boolean"),
        (pa.types.is_integer, "sc:Integer"),
        (pa.types.is_floating, "sc:Float"),
        (pa.types.is_decimal, "sc:Float"),
        (pa.types.is_date, "sc:Date"),
        (pa.types.is_timestamp, "sc:DateTime"),
        (pa.types.is_time, "sc:Time"),
    )
    return next((name for test, name in tests if test(kind)), "sc:Text")
