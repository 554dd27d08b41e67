"""What an SQLite file says of its tables. It declares types but does not keep to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gotgan.engine.sources.sql.model import TEXT, ColumnType, DbColumn, DbTable

_OURS = "m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!'"
TABLES = (
    "SELECT m.name, m.type, coalesce(l.wr, 0) FROM sqlite_master m "
    f"LEFT JOIN pragma_table_list l ON l.name = m.name AND l.schema = 'main' WHERE {_OURS}"
)
COLUMNS = (
    'SELECT m.name, x.name, x.type, x."notnull", x.pk FROM sqlite_master m JOIN pragma_table_xinfo(m.name) x '
    f"WHERE {_OURS} AND x.hidden <> 1 ORDER BY m.name, x.cid"
)
NAMES = f"SELECT m.name FROM sqlite_master m WHERE {_OURS}"
BROKEN = "its definition names what is not there; correct or drop it"
HAS_STATISTICS = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'"
ESTIMATES = "SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE stat IS NOT NULL GROUP BY tbl"
_ROW_NUMBERS = ("_rowid_", "rowid", "oid")
_EXACT_IN_DOUBLE = 2**53
_KINDS = ("integer", "decimal", "text", "binary")
_ASKED = 6
"""Expressions of `kinds_sql`."""

_Column = tuple[DbColumn, int]


def columns_of(rows: Sequence[tuple[Any, ...]]) -> dict[str, list[_Column]]:
    """With the place of each in the primary key, from 1."""
    found: dict[str, list[_Column]] = {}
    for table, name, declared, not_null, key in rows:
        found.setdefault(table, []).append((DbColumn(name, declared, TEXT, nullable=not not_null), key))
    return found


def columns_sql(table: str) -> str:
    """COLUMNS of one table."""
    literal = "'" + table.replace("'", "''") + "'"
    return f"{COLUMNS.partition(' ORDER BY ')[0]} AND m.name = {literal} ORDER BY x.cid"


def table_of(row: tuple[Any, ...], columns: Mapping[str, list[_Column]], estimates: Mapping[str, int]) -> DbTable:
    name, kind, without_row_numbers = row
    own = columns.get(name, [])
    taken = {column.name.lower() for column, _ in own}
    key = [column.name for column, place in sorted(own, key=lambda pair: pair[1]) if place]
    free = next((each for each in _ROW_NUMBERS if each not in taken), "")
    return DbTable(
        schema="",
        name=name,
        is_view=kind == "view",
        columns=tuple(column for column, _ in own),
        estimate=estimates.get(name),
        key=tuple(key),
        sampled_by="" if kind == "view" or without_row_numbers else free,
    )


def kinds_sql(name: str) -> str:
    """How many cells are of each kind, and the least and greatest whole number."""
    counts = [f"total(typeof({name}) = '{kind}')" for kind in ("integer", "real", "text", "blob")]
    ends = [f"{end}(CASE WHEN typeof({name}) = 'integer' THEN {name} END)" for end in ("min", "max")]
    return ", ".join([*counts, *ends])


def types_of(answers: Sequence[Sequence[Any]], columns: int) -> list[ColumnType]:
    """`answers`: what `kinds_sql` of so many columns gave, once for each part of the table."""
    width = _ASKED
    return [_type_of([part[place : place + width] for part in answers]) for place in range(0, columns * width, width)]


def _type_of(parts: Sequence[Sequence[Any]]) -> ColumnType:
    """Text where kinds mix, or where a whole number would lose digits."""
    kinds = {kind for part in parts for kind, count in zip(_KINDS, part[:4], strict=True) if count}
    largest = max((abs(end) for part in parts for end in part[4:] if end is not None), default=0)
    if kinds == {"integer", "decimal"} and largest <= _EXACT_IN_DOUBLE:
        return ColumnType("decimal")
    return ColumnType(kinds.pop()) if len(kinds) == 1 else TEXT
