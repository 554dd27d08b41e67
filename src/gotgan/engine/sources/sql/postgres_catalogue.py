"""What PostgreSQL's catalogue says: only system tables are asked, so no lock of a user's table is met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gotgan.engine.sources.sql.model import TEXT, ColumnType, DbColumn, DbTable

_OURS = "c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND n.nspname !~ '^(pg_|information_schema$)'"
TABLES = f"""
SELECT c.oid::int8, n.nspname, c.relname, c.relkind::text, obj_description(c.oid, 'pg_class'),
       c.reltuples::float8, has_table_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE'),
       CASE WHEN c.relkind = 'r' THEN concat_ws('/', c.relfilenode, s.n_tup_ins, s.n_tup_upd, s.n_tup_del)
            ELSE (SELECT concat_ws('/', d.tup_inserted, d.tup_updated, d.tup_deleted)
                  FROM pg_stat_database d WHERE d.datname = current_database()) END
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
WHERE {_OURS}
"""
"""`changes` of a view, or of what keeps no counters of its own, is that of the whole database."""

COLUMNS = f"""
SELECT a.attrelid::int8, a.attname, format_type(a.atttypid, a.atttypmod), b.typname,
       CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END,
       col_description(a.attrelid, a.attnum), NOT a.attnotnull
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
WHERE a.attnum > 0 AND NOT a.attisdropped AND {_OURS}
ORDER BY a.attrelid, a.attnum
"""

KEYS = """
SELECT i.indrelid::int8, array_agg(a.attname::text ORDER BY array_position(i.indkey::int2[], a.attnum))
FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey::int2[])
WHERE i.indisprimary GROUP BY i.indrelid
"""

_TYPES = {
    "bool": ColumnType("boolean"),
    "int2": ColumnType("integer"),
    "int4": ColumnType("integer"),
    "int8": ColumnType("integer"),
    "float4": ColumnType("decimal"),
    "float8": ColumnType("decimal"),
    "date": ColumnType("date"),
    "timestamp": ColumnType("datetime"),
    "timestamptz": ColumnType("datetime", zoned=True),
    "time": ColumnType("time"),
    "bytea": ColumnType("binary"),
}


def type_of(base: str, modifier: int) -> ColumnType:
    """All else (enumerations, UUID, JSON, arrays, ranges, intervals, ...) is read as PostgreSQL writes it."""
    if base != "numeric":
        return _TYPES.get(base, TEXT)
    if modifier < 4:
        return ColumnType("number")
    scale = (modifier - 4) & 0x7FF
    scale = scale - 0x800 if scale >= 0x400 else scale
    precision = (modifier - 4) >> 16 & 0xFFFF
    # numeric(3, -2) holds up to five digits; numeric(3, 5) holds five behind the point
    return ColumnType("number", max(precision - min(scale, 0), scale), max(scale, 0))


def columns_of(rows: Sequence[tuple[Any, ...]]) -> dict[int, tuple[DbColumn, ...]]:
    found: dict[int, list[DbColumn]] = {}
    for oid, name, declared, base, modifier, comment, nullable in rows:
        found.setdefault(oid, []).append(DbColumn(name, declared, type_of(base, modifier), comment or "", nullable))
    return {oid: tuple(columns) for oid, columns in found.items()}


def table_of(
    row: tuple[Any, ...], columns: Mapping[int, tuple[DbColumn, ...]], keys: Mapping[int, tuple[str, ...]]
) -> DbTable:
    oid, schema, name, kind, comment, tuples, readable, changes = row
    return DbTable(
        schema=schema,
        name=name,
        is_view=kind in "vf",
        columns=columns.get(oid, ()),
        comment=comment or "",
        estimate=int(tuples) if kind in "rm" and tuples >= 0 else None,
        key=keys.get(oid, ()),
        has_blocks=kind in "rmp",
        changes=changes or "",
        problem="" if readable else "the account may not read it; GRANT SELECT on it",
    )
