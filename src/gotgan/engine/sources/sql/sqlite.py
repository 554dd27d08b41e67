"""SQLite files that may be in use: opened read-only, with the guard's timeouts kept on our side."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gotgan.engine.sources.credential import Secret
from gotgan.engine.sources.sql import sqlite_catalogue as catalogue
from gotgan.engine.sources.sql.dialect import SQLITE
from gotgan.engine.sources.sql.guard import GuardNotInForce, LoadGuard
from gotgan.engine.sources.sql.model import (
    FEWEST_ROWS,
    ColumnType,
    DbColumn,
    DbTable,
    StatementTooLong,
    TableLocked,
    batch_rows,
)
from gotgan.engine.sources.sql.place import Place
from gotgan.engine.tables.database import decode_text
from gotgan.terms.errors import GotganError, Invalid, Issue, NotFound, Unavailable

STEPS_BETWEEN_LOOKS = 100_000
"""Of SQLite's machine: about a millisecond."""
SMALLEST_ROW_BYTES = 4
_TYPES_AT_ONCE = 300


class SqliteRefused(Unavailable):
    """SQLite cannot carry out the statement."""


class SqliteSession:
    dialect = SQLITE
    is_unicode = True

    def __init__(self, place: Place, secret: Secret | None, guard: LoadGuard) -> None:  # noqa: ARG002 - files have none
        """Raises: NotFound, Unavailable, Invalid when it is no SQLite database."""
        self._place, self._guard, self._until = place, guard, float("inf")
        self._file = Path(place.database)
        if not self._file.is_file():
            raise NotFound(f"{place.shown}: there is no such file; check the path (sqlite:////path starts at the root)")
        with self._translated(place.shown):
            self._connection = _connect(self._file, guard)
            self._connection.set_progress_handler(self._is_late, STEPS_BETWEEN_LOOKS)
        if self.rows("PRAGMA query_only", place.shown) != [(1,)]:
            raise GuardNotInForce(f"{place.shown}: this SQLite cannot be opened for reading only; use a newer one")
        self.rows("SELECT count(*) FROM sqlite_master", place.shown)

    def _is_late(self) -> bool:
        return time.monotonic() > self._until

    def tables(self, schema: str) -> list[DbTable]:  # noqa: ARG002 - a file has one
        """One schema, without a name."""
        place = self._place.shown
        estimates = dict(self.rows(catalogue.ESTIMATES, place)) if self.rows(catalogue.HAS_STATISTICS, place) else {}
        columns, broken = self._columns(place)
        changes = self._changes()
        found = self.rows(catalogue.TABLES, place)
        tables = (catalogue.table_of(row, columns, estimates) for row in found)
        return [replace(each, changes=changes, problem=broken.get(each.name, "")) for each in tables]

    def _columns(self, place: str) -> tuple[dict[str, list[tuple[DbColumn, int]]], dict[str, str]]:
        """By table, and what is wrong with which: one view of a table that has gone spoils the question for all."""
        try:
            return catalogue.columns_of(self.rows(catalogue.COLUMNS, place)), {}
        except SqliteRefused:
            found: list[tuple[Any, ...]] = []
            broken: dict[str, str] = {}
            for (name,) in self.rows(catalogue.NAMES, place):
                try:
                    found += self.rows(catalogue.columns_sql(name), place)
                except SqliteRefused:
                    broken[name] = catalogue.BROKEN
            return catalogue.columns_of(found), broken

    def _changes(self) -> str:
        """Of the whole file: SQLite keeps no counter a table."""
        places = (self._file, self._file.with_name(f"{self._file.name}-wal"))
        return "/".join(f"{p.stat().st_size}.{p.stat().st_mtime_ns}" for p in places if p.is_file())

    def estimate(self, table: DbTable) -> int | None:
        """By its statistics, else no more than its row numbers span or its file can hold."""
        if table.estimate is not None:
            return table.estimate
        most = self._file.stat().st_size // SMALLEST_ROW_BYTES
        if not table.sampled_by:
            return most
        key, source = self.dialect.quote(table.sampled_by), self.from_clause(table)
        low, high = (self.rows(f"SELECT {end}({key}) FROM {source}", table.id)[0][0] for end in ("min", "max"))
        return 0 if low is None else min(most, high - low + 1)

    def typed(self, table: DbTable, sources: Sequence[str]) -> DbTable:
        """A column may hold anything: its type is what all its stored values are."""
        types: list[ColumnType] = []
        for first in range(0, len(table.columns), _TYPES_AT_ONCE):
            chosen = table.columns[first : first + _TYPES_AT_ONCE]
            asked = ", ".join(catalogue.kinds_sql(self.dialect.quote(column.name)) for column in chosen)
            counts = [self.rows(f"SELECT {asked} FROM {source}", table.id)[0] for source in sources]
            types += catalogue.types_of(counts, len(chosen))
        columns = tuple(replace(column, type=kind) for column, kind in zip(table.columns, types, strict=True))
        return replace(table, columns=columns)

    def from_clause(self, table: DbTable) -> str:
        return self.dialect.quote(table.name)

    def cell(self, column: DbColumn) -> str:
        name = self.dialect.quote(column.name)
        if column.type.kind == "text":
            size = f"length({name}) || ' bytes'"
            return f"CASE typeof({name}) WHEN 'text' THEN {name} WHEN 'blob' THEN {size} ELSE CAST({name} AS TEXT) END"
        if column.type.kind == "binary":
            return f"length({name}) || ' bytes'"
        return f"CAST({name} AS REAL)" if column.type.kind == "decimal" else name

    def rows(self, sql: str, place: str) -> list[tuple[Any, ...]]:
        with self._translated(place):
            self._until = time.monotonic() + self._guard.statement_timeout_seconds
            return self._connection.execute(sql).fetchall()

    def stream(self, sql: str, place: str) -> Iterator[Sequence[tuple[Any, ...]]]:
        """The timeout holds for each batch, as on a server with a cursor."""
        size = FEWEST_ROWS
        with self._translated(place):
            self._until = time.monotonic() + self._guard.statement_timeout_seconds
            cursor = self._connection.execute(sql)
            try:
                while rows := cursor.fetchmany(size):
                    yield rows
                    size = batch_rows(size, rows)
                    self._guard.check_window(place)
                    self._until = time.monotonic() + self._guard.statement_timeout_seconds
            finally:
                cursor.close()

    @contextmanager
    def _translated(self, place: str) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _explain(error, place, self._guard) from None

    def close(self) -> None:
        self._connection.close()


def _connect(file: Path, guard: LoadGuard) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(file.resolve()))}?mode=ro", uri=True, timeout=guard.lock_timeout_seconds, isolation_level=None
    )
    connection.text_factory = decode_text
    connection.execute("PRAGMA query_only = 1")
    return connection


def _explain(error: sqlite3.Error, place: str, guard: LoadGuard) -> GotganError:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        seconds = guard.lock_timeout_seconds
        return TableLocked(f"{place}: another program has locked the file for over {seconds} s; run it again when "
                           "that work is done, or raise the option lock_timeout")  # fmt: skip
    if name == "SQLITE_INTERRUPT":
        seconds = guard.statement_timeout_seconds
        return StatementTooLong(f"{place}: a statement took over {seconds} s and was stopped; raise the option "
                                "statement_timeout, or lower row_cap so that a sample is read")  # fmt: skip
    if name == "SQLITE_NOTADB":
        return Invalid(Issue(place, "is no SQLite database", "name a file that is one"))
    if name.startswith("SQLITE_CANTOPEN"):
        return Unavailable(f"{place}: cannot be opened; let gotgan's user read it and the files beside it")
    return SqliteRefused(f"{place}: SQLite answered with {name or type(error).__name__}; check the database")
