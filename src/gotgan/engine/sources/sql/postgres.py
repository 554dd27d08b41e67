"""PostgreSQL: one guarded connection, its catalogue, and rows through a server-side cursor."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql as compose

from gotgan.engine.sources.credential import Secret
from gotgan.engine.sources.sql import postgres_catalogue as catalogue
from gotgan.engine.sources.sql.dialect import POSTGRESQL
from gotgan.engine.sources.sql.guard import GuardNotInForce, LoadGuard
from gotgan.engine.sources.sql.model import (
    FEWEST_ROWS,
    Broken,
    DbColumn,
    DbTable,
    StatementTooLong,
    TableLocked,
    batch_rows,
)
from gotgan.engine.sources.sql.place import Place
from gotgan.terms.errors import GotganError, NotAllowed, NotFound, Unavailable

CONNECT_SECONDS = 10


class PostgresSession:
    """The guard is in the start-up packet, so it holds before the first query."""

    dialect = POSTGRESQL

    def __init__(self, place: Place, secret: Secret | None, guard: LoadGuard) -> None:
        """Raises: Unavailable when nobody answers, NotAllowed when the login is refused."""
        self._place, self._guard = place, guard
        self._connection = _connect(place, secret, guard)
        self._connection.read_only = True
        self._check_guard()
        self.is_unicode = self.rows("SELECT current_setting('server_encoding')", place.shown) == [("UTF8",)]

    def _check_guard(self) -> None:
        names = ("transaction_read_only", "statement_timeout", "lock_timeout")
        asked = ", ".join(f"current_setting('{name}')" for name in names)
        found = self.rows(f"SELECT {asked}", self._place.shown)[0]
        if found[0] != "on" or "0" in found[1:]:
            self.close()
            raise GuardNotInForce(f"{self._place.shown}: the server did not take over the read-only transaction "
                                  "and the timeouts; connect to it directly, without a pooler")  # fmt: skip

    def tables(self, schema: str) -> list[DbTable]:
        place = self._place.shown
        columns = catalogue.columns_of(self.rows(catalogue.COLUMNS, place))
        keys = {row[0]: tuple(row[1]) for row in self.rows(catalogue.KEYS, place)}
        found = (catalogue.table_of(row, columns, keys) for row in self.rows(catalogue.TABLES, place))
        return [table for table in found if not schema or table.schema == schema]

    def estimate(self, table: DbTable) -> int | None:
        """The greater of the last count and of the plan, which sees how long the file has become since."""
        found = self.rows(f"EXPLAIN (FORMAT JSON) SELECT * FROM {self.from_clause(table)}", table.id)[0][0]
        plan = json.loads(found) if isinstance(found, str) else found
        return max(table.estimate or 0, int(plan[0]["Plan"]["Plan Rows"]))

    def typed(self, table: DbTable, sources: Sequence[str]) -> DbTable:  # noqa: ARG002 - declared types need no look
        return table

    def from_clause(self, table: DbTable) -> str:
        return f"{self.dialect.quote(table.schema)}.{self.dialect.quote(table.name)}"

    def cell(self, column: DbColumn) -> str:
        name = self.dialect.quote(column.name)
        if column.type.kind == "binary":
            return f"octet_length({name})::text || ' bytes'"
        if column.type.kind == "decimal":
            return f"{name}::float8::text"
        return f"({name} AT TIME ZONE 'UTC')::text" if column.type.zoned else f"{name}::text"

    def rows(self, sql: str, place: str) -> list[tuple[Any, ...]]:
        with self._translated(place), self._connection.transaction(force_rollback=True):
            return self._connection.execute(compose.SQL(sql)).fetchall()

    def stream(self, sql: str, place: str) -> Iterator[Sequence[tuple[Any, ...]]]:
        size, seen = FEWEST_ROWS, 0
        with (
            self._translated(place),
            self._connection.transaction(force_rollback=True),
            self._connection.cursor(name="gotgan") as cursor,
        ):
            cursor.execute(compose.SQL(sql))
            while rows := self._fetch(cursor, size, place, seen):
                yield rows
                seen += len(rows)
                size = batch_rows(size, rows)
                self._guard.check_window(place)

    def _fetch(self, cursor: psycopg.ServerCursor[Any], size: int, place: str, seen: int) -> list[tuple[Any, ...]]:
        try:
            return cursor.fetchmany(size)
        except psycopg.OperationalError:
            if self._connection.broken:
                raise Broken(_broken(place, seen)) from None
            raise

    @contextmanager
    def _translated(self, place: str) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise _explain(error, place, self._guard, broken=self._connection.broken) from None

    def close(self) -> None:
        self._connection.close()


def _connect(place: Place, secret: Secret | None, guard: LoadGuard) -> psycopg.Connection[tuple[Any, ...]]:
    settings: Mapping[str, Any] = {
        "default_transaction_read_only": "on",
        "statement_timeout": guard.statement_timeout_seconds * 1000,
        "lock_timeout": guard.lock_timeout_seconds * 1000,
        "idle_in_transaction_session_timeout": guard.statement_timeout_seconds * 1000,
        "max_parallel_workers_per_gather": 0,
        "synchronize_seqscans": "off",
        "timezone": "UTC",
        "datestyle": "ISO,YMD",
        "intervalstyle": "iso_8601",
        "extra_float_digits": 1,
    }
    try:
        return psycopg.connect(
            host=place.host, port=place.port, user=place.user or None, dbname=place.database,
            password=secret.reveal() if secret else None, connect_timeout=CONNECT_SECONDS, application_name="gotgan",
            client_encoding="UTF8", options=" ".join(f"-c {name}={value}" for name, value in settings.items()),
            **place.extras,  # type: ignore[arg-type]
        )  # fmt: skip
    except psycopg.Error:
        raise _why_not_open(place) from None


def _why_not_open(place: Place) -> GotganError:
    """The driver's own text may be in any language and quote anything: it is not passed on."""
    try:
        socket.create_connection((place.host, place.port), timeout=CONNECT_SECONDS).close()
    except OSError as error:
        why = error.strerror or type(error).__name__
        return Unavailable(f"{place.shown}: no server answers there ({why}); check host and port")
    return NotAllowed(
        f"{place.shown}: the server refused the login; check the user, the database and the option credential"
    )


def _broken(place: str, seen: int) -> str:
    return f"{place}: the connection broke after {seen:,} rows; run it again, which starts this table anew"


def _explain(error: psycopg.Error, place: str, guard: LoadGuard, *, broken: bool) -> GotganError:
    """By SQLSTATE alone: a server's message may quote a value."""
    state = error.sqlstate or ""
    if state == "55P03":
        seconds = guard.lock_timeout_seconds
        return TableLocked(f"{place}: another session has locked it for over {seconds} s; run it again when that "
                           "work is done, or raise the option lock_timeout")  # fmt: skip
    if state == "57014":
        seconds = guard.statement_timeout_seconds
        return StatementTooLong(f"{place}: a statement took over {seconds} s and was stopped; raise the option "
                                "statement_timeout, or lower row_cap so that a sample is read")  # fmt: skip
    if state == "42501":
        return NotAllowed(f"{place}: the account may not read it; GRANT SELECT on it")
    if state in ("42P01", "3F000"):
        return NotFound(f"{place}: has gone since it was listed; list the database again")
    if broken or state.startswith(("57P", "08")):
        return Broken(_broken(place, 0))
    return Unavailable(f"{place}: the server answered with error {state or 'without code'}; see the server's log")
