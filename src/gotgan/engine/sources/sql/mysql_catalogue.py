"""What the information schema of MariaDB and MySQL says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gotgan.engine.sources.sql.model import TEXT, ColumnType, DbColumn, DbTable

TABLES = """
SELECT table_schema, table_name, table_type, table_comment, table_rows,
       CONCAT_WS('/', create_time, update_time, auto_increment, data_length)
FROM information_schema.tables
WHERE table_schema = {schema} AND table_type IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED')
"""
COLUMNS = """
SELECT table_name, column_name, column_type, data_type, numeric_precision, numeric_scale, column_comment,
       is_nullable, column_key
FROM information_schema.columns WHERE table_schema = {schema} ORDER BY table_name, ordinal_position
"""
_INTEGERS = {"tinyint", "smallint", "mediumint", "int", "year"}
_BINARY = {
    "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "bit", "geometry", "point", "linestring",
    "polygon", "multipoint", "multilinestring", "multipolygon", "geometrycollection", "geomcollection", "vector",
}  # fmt: skip
_TYPES = {
    "float": ColumnType("decimal"),
    "double": ColumnType("decimal"),
    "date": ColumnType("date"),
    "datetime": ColumnType("datetime"),
    "timestamp": ColumnType("datetime", zoned=True),
    "time": ColumnType("time"),
}


def literal(text: str) -> str:
    """As hexadecimal, which no character can break out of."""
    return f"CONVERT(0x{text.encode().hex()} USING utf8mb4)" if text else "''"


def type_of(data: str, declared: str, precision: str | None, scale: str | None) -> ColumnType:
    """A `bigint unsigned` may lie above what a signed word holds: it is read as an exact number."""
    if data in _INTEGERS or (data == "bigint" and "unsigned" not in declared):
        return ColumnType("integer")
    if data == "bigint":
        return ColumnType("number", 20, 0)
    if data == "decimal":
        return ColumnType("number", int(precision or 65), int(scale or 0))
    return ColumnType("binary") if data in _BINARY else _TYPES.get(data, TEXT)


_Column = tuple[DbColumn, bool]


def columns_of(rows: Sequence[tuple[Any, ...]]) -> dict[str, list[_Column]]:
    """With whether each is of the primary key."""
    found: dict[str, list[_Column]] = {}
    for table, name, declared, data, precision, scale, comment, nullable, key in rows:
        kind = type_of(data.lower(), declared.lower(), precision, scale)
        column = DbColumn(name, declared, kind, comment or "", nullable == "YES")
        found.setdefault(table, []).append((column, key == "PRI"))
    return found


def table_of(row: tuple[Any, ...], columns: Mapping[str, list[_Column]]) -> DbTable:
    schema, name, kind, comment, rows, changes = row
    own, is_view = columns.get(name, []), kind == "VIEW"
    key = [column for column, is_key in own if is_key]
    return DbTable(
        schema=schema,
        name=name,
        is_view=is_view,
        columns=tuple(column for column, _ in own),
        comment="" if is_view else comment or "",
        estimate=None if is_view or rows is None else int(rows),
        key=tuple(column.name for column in key),
        sampled_by=key[0].name if len(key) == 1 and key[0].type.kind == "integer" else "",
        changes=changes or "",
    )


def rows_of_plan(lines: Sequence[tuple[Any, Any]]) -> int | None:
    """The rows of a view: those of joined tables multiply, of the widest step. None where the plan is silent."""
    steps: dict[str, int] = {}
    for step, rows in lines:
        if rows is not None:
            steps[str(step)] = steps.get(str(step), 1) * max(1, int(rows))
    return max(steps.values(), default=None)
