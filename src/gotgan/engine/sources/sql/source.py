"""A database as a source: one record a table or view, each fetched as Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from gotgan.engine.sources.address import AddressRefused, is_public, resolve_host
from gotgan.engine.sources.credential import Secret, check_options, resolve
from gotgan.engine.sources.sql.guard import Clock, LoadGuard, guard_of, whole_problem
from gotgan.engine.sources.sql.model import DbTable, Session
from gotgan.engine.sources.sql.place import OPTIONS, Place, read_place
from gotgan.engine.sources.sql.stream import stream_table
from gotgan.terms.errors import Invalid, NotAllowed, NotFound, Unavailable
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord

PARQUET_TYPE = "application/vnd.apache.parquet"
_SESSIONS = {"postgresql": "postgres.PostgresSession", "mysql": "mysql.MySqlSession", "sqlite": "sqlite.SqliteSession"}


class NeverExecuted(Unavailable):
    """SQL is compiled for this database, but was never run on one."""


class OnlySampled(NotAllowed):
    """The guard does not let every row of the table be read: it can be measured by a sample, not fetched."""


def local_time() -> datetime:
    return datetime.now().astimezone()


def open_database(
    location: str, options: Mapping[str, str], *, clock: Clock = local_time, allow_private: bool = True
) -> SqlSource:
    """Nothing is asked yet. `allow_private`: whether a file, or a server in a private network, may be opened.

    Raises: Invalid for a wrong address or option, NeverExecuted for Oracle and SQL Server, AddressRefused.
    """
    place = read_place(location)
    if not allow_private:
        check_public(place)
    check_options(place.dialect.name, options, OPTIONS)
    if not place.dialect.executed:
        raise NeverExecuted(
            f"{place.shown}: SQL for {place.dialect.title} is compiled only and was never executed, so it is not "
            "opened; export the tables as CSV or Parquet and scan those"
        )
    guard, sampling = guard_of(options, clock), sampling_of(options)
    return SqlSource(place, options.get("credential", ""), options.get("schema", ""), guard, sampling)


def check_public(place: Place) -> None:
    """Raises: AddressRefused for a file of this machine and for a server that not everybody may reach."""
    if not place.host or not all(map(is_public, resolve_host(place.host, place.port))):
        raise AddressRefused(f"{place.shown}: lies on this machine or in a private network; ask the hub's operator")


@dataclass(frozen=True)
class Sampling:
    """How many rows are streamed where not all of them are, and the seed that chooses them."""

    rows: int = 100_000
    seed: int = 0


def sampling_of(options: Mapping[str, str]) -> Sampling:
    """Raises: Invalid."""
    rows, seed = options.get("sample_rows") or str(Sampling.rows), options.get("seed") or str(Sampling.seed)
    found = (whole_problem("option sample_rows", rows, "rows", 1, 10**7),
             whole_problem("option seed", seed, "any kind", 0, 2**31 - 1))  # fmt: skip
    if issues := [issue for issue in found if issue]:
        raise Invalid(*issues)
    return Sampling(int(rows), int(seed))


class SqlSource:
    """`remote_id` and cursor are `schema.table`, in code-point order; `raw` is what the catalogue says."""

    kind = "sql"

    def __init__(self, place: Place, credential: str, schema: str, guard: LoadGuard, sampling: Sampling) -> None:
        self.place, self.guard, self.sampling = place, guard, sampling
        self._credential, self._schema = credential, schema

    @contextmanager
    def session(self) -> Iterator[Session]:
        """The one connection, under the guard. Raises: OutsideWindow, Unavailable, NotAllowed."""
        with self.guard.one_connection(self.place.shown):
            secret = resolve(self._credential) if self._credential else None
            session = _open(self.place, secret, self.guard)
            try:
                yield session
            finally:
                session.close()

    def tables(self, session: Session) -> list[DbTable]:
        return sorted(session.tables(self._schema), key=lambda table: table.id)

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        with self.session() as session:
            tables = self.tables(session)
        for table in tables:
            if cursor is None or table.id > cursor:
                yield self._record(table)
        empty = () if tables else (f"{self.place.shown}: no table or view that this account can see",)
        yield ListingEnd(True, len(tables), warnings=empty)

    def _record(self, table: DbTable) -> SourceRecord:
        file = FileRef(f"{table.name.replace('/', '_')}.parquet", table.id, None, PARQUET_TYPE)
        return SourceRecord(
            remote_id=table.id,
            title=table.comment.strip().partition("\n")[0][:200] or table.name,
            cursor=table.id,
            description=table.comment,
            columns=tuple(column.name for column in table.columns),
            files=() if table.problem else (file,),
            raw=raw_of(table),
            problem=f"{table.id}: {table.problem}" if table.problem else "",
        )

    def fetch(self, file: FileRef, target: Path) -> None:
        """Stream the table. Raises: OnlySampled, NotFound, Broken, TableLocked, OutsideWindow."""
        with self.session() as session:
            table = next((table for table in session.tables(self._schema) if table.id == file.location), None)
            if table is None:
                raise NotFound(f"{file.location}: has gone since it was listed; list the database again")
            may = self.guard.may_read_whole(session.estimate(table))
            if not may:
                raise OnlySampled(f"{table.id}: {'; '.join(may.reasons)}, or measure it by `gotgan profile`, "
                                  "which reads a sample")  # fmt: skip
            source = [session.from_clause(table)]
            stream_table(session, session.typed(table, source), source, target)


def raw_of(table: DbTable) -> dict[str, Any]:
    """The source's own record: equal while neither form nor rows change, as far as the server counts them."""
    return {
        "schema": table.schema,
        "name": table.name,
        "kind": "view" if table.is_view else "table",
        "comment": table.comment,
        "estimated_rows": table.estimate,
        "key": list(table.key),
        "changes": table.changes,
        "columns": [
            {"name": c.name, "type": c.declared, "nullable": c.nullable, "comment": c.comment} for c in table.columns
        ],
    }


def _open(place: Place, secret: Secret | None, guard: LoadGuard) -> Session:
    """Drivers are imported when they are used."""
    module, _, name = _SESSIONS[place.dialect.name].partition(".")
    opener: Callable[[Place, Secret | None, LoadGuard], Session] = getattr(
        import_module(f"gotgan.engine.sources.sql.{module}"), name
    )
    return opener(place, secret, guard)
