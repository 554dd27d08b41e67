"""What a database says of its tables, the same for every dialect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa

from gotgan.engine.sources.sql.dialect import Dialect
from gotgan.terms.errors import Unavailable

LONGEST_EXACT = 38
"""Digits that Parquet and the query engine hold exactly."""


class Broken(Unavailable):
    """The connection ended before the last row."""


class TableLocked(Unavailable):
    """Another session holds the table for longer than the lock timeout."""


class StatementTooLong(Unavailable):
    """A statement ran into the statement timeout."""


@dataclass(frozen=True)
class ColumnType:
    """`kind`: boolean, integer, decimal (floating), number (exact, `precision` and `scale` where declared),
    date, datetime, time, text or binary. `zoned` datetimes are read in UTC."""

    kind: str
    precision: int | None = None
    scale: int | None = None
    zoned: bool = False

    @property
    def is_loose(self) -> bool:
        """An exact number without a declared form that fits: its digits are known once all were read."""
        return self.kind == "number" and (self.precision is None or self.precision > LONGEST_EXACT)

    @property
    def arrow(self) -> pa.DataType:
        if self.kind == "number" and not self.is_loose:
            return pa.decimal128(self.precision, self.scale or 0)
        if self.kind == "datetime" and self.zoned:
            return pa.timestamp("us", "UTC")
        return _ARROW.get(self.kind, pa.string())


_ARROW = {
    "boolean": pa.bool_(), "integer": pa.int64(), "decimal": pa.float64(), "date": pa.date32(),
    "datetime": pa.timestamp("us"), "time": pa.time64("us"),
}  # fmt: skip
TEXT = ColumnType("text")


@dataclass(frozen=True)
class DbColumn:
    name: str
    declared: str
    type: ColumnType
    comment: str = ""
    nullable: bool = True


@dataclass(frozen=True)
class DbTable:
    """`estimate`: rows by the planner's statistics, None where it has none. `changes` is another text once
    rows were written (as far as the server counts them). `key`: columns of the primary key in order.
    `sampled_by`: an integer key whose ranges may be sampled, empty if there is none. `has_blocks`: its file
    can be sampled by blocks (TABLESAMPLE)."""

    schema: str
    name: str
    is_view: bool
    columns: tuple[DbColumn, ...]
    comment: str = ""
    estimate: int | None = None
    key: tuple[str, ...] = ()
    sampled_by: str = ""
    has_blocks: bool = False
    changes: str = ""
    problem: str = ""

    @property
    def id(self) -> str:
        """`schema.table`; a part with a dot or a quote in it stands in quotes."""
        return ".".join(_part(part) for part in (self.schema, self.name) if part)


def _part(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if "." in name or '"' in name else name


class Session(Protocol):
    """One guarded connection. Every statement is a read-only transaction of its own, so no lock outlives it.

    All methods raise: Broken, TableLocked, StatementTooLong, NotAllowed, NotFound, Unavailable; `place`
    is what their messages speak of.
    """

    @property
    def dialect(self) -> Dialect: ...

    @property
    def is_unicode(self) -> bool:
        """Whether the server's own text is Unicode, so that any character can be spoken of."""
        ...

    def tables(self, schema: str) -> list[DbTable]:
        """Tables and views, all schemas where `schema` is empty; no data is read, no table is locked."""
        ...

    def estimate(self, table: DbTable) -> int | None:
        """About how many rows, by the planner alone: no row is read."""
        ...

    def typed(self, table: DbTable, sources: Sequence[str]) -> DbTable:
        """The same table with the types of what `sources` (FROM clauses of it) hold. Servers with declared
        types read nothing; SQLite reads every row of them."""
        ...

    def rows(self, sql: str, place: str) -> list[tuple[Any, ...]]: ...

    def stream(self, sql: str, place: str) -> Iterator[Sequence[tuple[Any, ...]]]:
        """Batches of at most 50,000 rows, smaller where rows are long: see `batch_rows`."""
        ...

    def from_clause(self, table: DbTable) -> str: ...

    def cell(self, column: DbColumn) -> str:
        """SQL that gives a stored cell as text that its ColumnType can be read from."""
        ...

    def close(self) -> None: ...


MOST_ROWS = 50_000
FEWEST_ROWS = 100
BATCH_BYTES = 32 << 20


def batch_rows(before: int, rows: Sequence[tuple[Any, ...]]) -> int:
    """How many rows to ask for next, so that a batch stays about BATCH_BYTES whatever its cells hold."""
    if not rows:
        return before
    seen = rows[:: max(1, len(rows) // 64)]
    size = sum(_size(cell) for row in seen for cell in row) / len(seen)
    return int(max(1, min(MOST_ROWS, before * 8, BATCH_BYTES / max(1.0, size))))


def _size(cell: Any) -> int:
    return 56 + (len(cell) if isinstance(cell, str | bytes) else 0)
