"""MariaDB and MySQL: one guarded connection, and rows one by one as the server finds them."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pymysql  # type: ignore[import-untyped]
from pymysql.constants import CLIENT  # type: ignore[import-untyped]
from pymysql.cursors import Cursor, SSCursor  # type: ignore[import-untyped]

from gotgan.engine.sources.credential import Secret
from gotgan.engine.sources.sql import mysql_catalogue as catalogue
from gotgan.engine.sources.sql.dialect import MYSQL
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
_LATE = {1969, 3024}
_LOCKED = {1205, 3572}
_GONE = {1049, 1051, 1146}
_DENIED = {1044, 1045, 1142, 1143, 1227, 1345, 1356}
_CUT = {0, 2006, 2013, 2014, 2055, 1053, 1927}


class MySqlSession:
    """Cells come as text, so that no date or decimal is bent by the driver."""

    dialect = MYSQL
    is_unicode = True

    def __init__(self, place: Place, secret: Secret | None, guard: LoadGuard) -> None:
        """Raises: Unavailable when nobody answers, NotAllowed when the login is refused."""
        self._place, self._guard = place, guard
        self._connection = _connect(place, secret, guard)
        self.is_mariadb = "mariadb" in self._connection.get_server_info().lower()
        self._settle_guard()

    def _settle_guard(self) -> None:
        guard, place = self._guard, self._place.shown
        limit = guard.statement_timeout_seconds
        timeout = f"max_statement_time = {limit}" if self.is_mariadb else f"max_execution_time = {limit * 1000}"
        self.rows("SET SESSION TRANSACTION READ ONLY", place)
        self.rows(
            f"SET SESSION {timeout}, lock_wait_timeout = {guard.lock_timeout_seconds}, "
            f"innodb_lock_wait_timeout = {guard.lock_timeout_seconds}, time_zone = '+00:00', sql_mode = ''", place,
        )  # fmt: skip
        found = dict(self.rows("SHOW SESSION VARIABLES WHERE variable_name IN ('tx_read_only', "
                               "'transaction_read_only', 'lock_wait_timeout')", place))  # fmt: skip
        read_only = found.get("transaction_read_only") or found.get("tx_read_only")
        if read_only not in ("ON", "1") or found.get("lock_wait_timeout") != str(guard.lock_timeout_seconds):
            self.close()
            raise GuardNotInForce(f"{place}: the server did not take over the read-only transaction and the "
                                  "timeouts; connect to it directly")  # fmt: skip

    def tables(self, schema: str) -> list[DbTable]:
        place, chosen = self._place.shown, catalogue.literal(schema or self._place.database)
        columns = catalogue.columns_of(self.rows(catalogue.COLUMNS.format(schema=chosen), place))
        return [catalogue.table_of(row, columns) for row in self.rows(catalogue.TABLES.format(schema=chosen), place)]

    def estimate(self, table: DbTable) -> int | None:
        if table.estimate is not None:
            return table.estimate
        try:
            plan = self.rows(f"EXPLAIN SELECT * FROM {self.from_clause(table)}", table.id)
        except NotAllowed:
            return None
        place = 8 if self.is_mariadb else 9
        return catalogue.rows_of_plan([(row[0], row[place]) for row in plan])

    def typed(self, table: DbTable, sources: Sequence[str]) -> DbTable:  # noqa: ARG002 - declared types need no look
        return table

    def from_clause(self, table: DbTable) -> str:
        return f"{self.dialect.quote(table.schema)}.{self.dialect.quote(table.name)}"

    def cell(self, column: DbColumn) -> str:
        name = self.dialect.quote(column.name)
        if column.type.kind == "binary":
            return f"CONCAT(OCTET_LENGTH({name}), ' bytes')"
        return f"{name} + 0e0" if column.type.kind == "decimal" else name

    def rows(self, sql: str, place: str) -> list[tuple[Any, ...]]:
        with self._translated(place), self._connection.cursor(Cursor) as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def stream(self, sql: str, place: str) -> Iterator[Sequence[tuple[Any, ...]]]:
        """A stream that is left early ends the connection: MySQL has no other way to leave rows unread."""
        size, seen, done = FEWEST_ROWS, 0, False
        cursor = self._connection.cursor(SSCursor)
        try:
            with self._translated(place, lambda: seen):
                cursor.execute(sql)
                while rows := cursor.fetchmany(size):
                    yield rows
                    seen += len(rows)
                    size = batch_rows(size, rows)
                    self._guard.check_window(place)
                done = True
        finally:
            if not done:
                self._leave(cursor)

    def _leave(self, cursor: SSCursor) -> None:
        """Without this the driver would read all the rows that are left before it closes."""
        if cursor._result is not None:
            cursor._result.unbuffered_active = False
        self._connection._force_close()

    @contextmanager
    def _translated(self, place: str, seen: Any = lambda: 0) -> Iterator[None]:
        try:
            yield
        except pymysql.MySQLError as error:
            raise _explain(error, place, self._guard, seen()) from None

    def close(self) -> None:
        if self._connection.open:
            self._connection.close()


def _connect(place: Place, secret: Secret | None, guard: LoadGuard) -> pymysql.Connection[Any]:
    try:
        return pymysql.connect(
            host=place.host, port=place.port, user=place.user, password=secret.reveal() if secret else "",
            database=place.database, charset="utf8mb4", connect_timeout=CONNECT_SECONDS, conv={}, autocommit=True,
            read_timeout=guard.statement_timeout_seconds + guard.lock_timeout_seconds + CONNECT_SECONDS,
            program_name="gotgan", client_flag=CLIENT.MULTI_RESULTS, **place.extras,
        )  # fmt: skip
    except (pymysql.MySQLError, RuntimeError, OSError):
        raise _why_not_open(place) from None


def _why_not_open(place: Place) -> GotganError:
    try:
        socket.create_connection((place.host, place.port), timeout=CONNECT_SECONDS).close()
    except OSError as error:
        why = error.strerror or type(error).__name__
        return Unavailable(f"{place.shown}: no server answers there ({why}); check host and port")
    return NotAllowed(
        f"{place.shown}: the server refused the login; check the user, the database and the option credential"
    )


def _explain(error: pymysql.MySQLError, place: str, guard: LoadGuard, seen: int) -> GotganError:
    """By number alone: a server's message may quote a value."""
    number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    if number in _LOCKED:
        seconds = guard.lock_timeout_seconds
        return TableLocked(f"{place}: another session has locked it for over {seconds} s; run it again when that "
                           "work is done, or raise the option lock_timeout")  # fmt: skip
    if number in _LATE:
        seconds = guard.statement_timeout_seconds
        return StatementTooLong(f"{place}: a statement took over {seconds} s and was stopped; raise the option "
                                "statement_timeout, or lower row_cap so that a sample is read")  # fmt: skip
    if number in _DENIED:
        return NotAllowed(f"{place}: the account may not read it; GRANT SELECT on it")
    if number in _GONE:
        return NotFound(f"{place}: has gone since it was listed; list the database again")
    if number in _CUT:
        return Broken(f"{place}: the connection broke after {seen:,} rows; run it again, which starts this table anew")
    return Unavailable(f"{place}: the server answered with error {number}; see the server's log")
