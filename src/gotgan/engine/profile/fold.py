"""Columns folded into the table `g(k, v, n, f)` of their distinct values, and what is read off it.

`k` is the column's place, `v` a stored value, `n` how many rows hold it, `f` the value or null when
blank. One long column is folded at a time; of a short table many columns are, since each statement has
a fixed cost and a table may have 5,000 columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from gotgan.engine.profile.columns import values_of_chunks
from gotgan.engine.profile.database import parsed
from gotgan.engine.profile.numbers import Array
from gotgan.engine.profile.spec import TEXTUAL, additive_sql
from gotgan.engine.profile.state import KMV_SIZE
from gotgan.engine.profile.top import KEEP, Frequent
from gotgan.engine.tables import ColumnName

# Blank is what Python's str.isspace says. Few strings start with such a character, so the pattern is
# only tried behind two comparisons.
SPACES = (
    "[\\x{9}-\\x{d}\\x{1c}-\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}"
    "\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}]"
)
_IS_BLANK = f"(v < '!' OR (v >= '\u0085' AND v < '\u3001')) AND regexp_full_match(v, '{SPACES}*')"


@dataclass(frozen=True)
class Column:
    """One stored column: its place in the relation, DuckDB type, class and name."""

    index: int
    duckdb_type: str
    kind: str
    name: ColumnName


@dataclass(frozen=True)
class Fold:
    """Columns of one class and type, folded into `g` on `connection`."""

    connection: duckdb.DuckDBPyConnection
    columns: Sequence[Column]

    @property
    def kind(self) -> str:
        return self.columns[0].kind

    @property
    def by_column(self) -> str:
        """How an aggregate over `g` is split: a single column needs no grouping, which is half the cost."""
        return "HAVING count(*) > 0" if self.is_single else "GROUP BY k"

    @property
    def is_single(self) -> bool:
        return len(self.columns) == 1

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a SELECT over `g`. Its text is parsed once in a process: most are the same for every table."""
        return self.connection.execute(parsed(self.connection, sql)).fetchall()

    def split(self, sql: str) -> Iterator[tuple[int, pa.Table]]:
        """The rows of a SELECT that starts with `k`, apart for each column."""
        table = self.connection.sql(sql if self.is_single else f"{sql} ORDER BY k").to_arrow_table()
        places = values_of_chunks(table["k"])
        cuts = [0, *(np.flatnonzero(places[1:] != places[:-1]) + 1).tolist(), len(places)]
        for first, end in pairwise(cuts):
            if end > first:
                yield int(places[first]), table.slice(first, end - first)


def fold(connection: duckdb.DuckDBPyConnection, source: str, columns: Sequence[Column]) -> Fold:
    """Fold columns of one class and DuckDB type."""
    values = [stored_value(column.index, column.duckdb_type, column.kind) for column in columns]
    if len(columns) == 1:
        cells = f"SELECT {columns[0].index} AS k, {values[0]} AS v FROM {source}"
    else:
        places = ", ".join(str(column.index) for column in columns)
        cells = f"SELECT unnest([{places}]) AS k, unnest([{', '.join(values)}]) AS v FROM {source}"
    blank = f"CASE WHEN {_IS_BLANK} THEN NULL ELSE v END" if columns[0].kind in TEXTUAL else "v"
    grouped = f"SELECT k, v, count(*) AS n FROM ({cells}) GROUP BY k, v"
    if len(columns) == 1:
        grouped = f"SELECT {columns[0].index} AS k, v, count(*) AS n FROM ({cells}) GROUP BY v"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE g AS SELECT k, v, n, {blank} AS f FROM ({grouped})")
    return Fold(connection, columns)


def stored_value(index: int, stored: str, kind: str) -> str:
    """The value that is folded: text of what is measured as text, JSON of what is nested."""
    name = f"c{index}"
    if kind == "nested" and (stored.startswith(("STRUCT", "MAP", "UNION")) or stored.endswith("]")):
        return f"CASE WHEN {name} IS NOT NULL THEN to_json({name})::VARCHAR END"
    if kind in TEXTUAL | {"boolean"} and stored != "VARCHAR":
        return f"{name}::VARCHAR"
    return name


def additive(folded: Fold) -> dict[int, dict[str, Any]]:
    """The metrics of the spec that have a template, by column."""
    names, metrics = additive_sql(folded.kind)
    rows = folded.rows(f"SELECT any_value(k), {metrics} FROM g {folded.by_column}")
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}


def smallest_hashes(folded: Fold) -> dict[int, Array]:
    """The KMV_SIZE smallest hashes of the values of each column, ascending."""
    if folded.is_single:
        rows = folded.rows(f"SELECT hash(f) AS h FROM g WHERE f IS NOT NULL ORDER BY h LIMIT {KMV_SIZE}")
        return {folded.columns[0].index: np.array([row[0] for row in rows], dtype=np.uint64)}
    rows = folded.rows(f"SELECT k, min(hash(f), {KMV_SIZE}) FROM g WHERE f IS NOT NULL GROUP BY k")
    return {place: np.sort(np.array(hashes, dtype=np.uint64)) for place, hashes in rows}


def frequent_values(folded: Fold, numeric: Collection[int]) -> dict[int, Frequent]:
    """The most frequent values; among equals text by code point, numbers (of columns `numeric`) by size."""
    size = f"CASE WHEN k IN ({_listed(numeric)}) THEN TRY_CAST(f AS DOUBLE) END, " if numeric else ""
    wanted = "SELECT k, f::VARCHAR, n FROM g WHERE f IS NOT NULL"
    if folded.is_single:
        rows = folded.rows(f"{wanted} ORDER BY n DESC, {size}f LIMIT {KEEP + 1}")
    else:
        rank = f"row_number() OVER (PARTITION BY k ORDER BY n DESC, {size}f)"
        rows = folded.rows(f"{wanted} QUALIFY {rank} <= {KEEP + 1} ORDER BY k, {rank}")
    found: dict[int, list[tuple[str, int]]] = {}
    for place, text, count in rows:
        found.setdefault(place, []).append((text, count))
    return {
        place: Frequent(tuple(pairs[:KEEP]), pairs[KEEP][1] if len(pairs) > KEEP else 0)
        for place, pairs in found.items()
    }


def _listed(places: Collection[int]) -> str:
    return ", ".join(str(place) for place in sorted(places))
