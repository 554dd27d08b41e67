"""Addresses of databases: `postgresql://user@host:port/db`, `mysql://...`, `sqlite:///path`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from gotgan.engine.sources.credential import check_no_password
from gotgan.engine.sources.sql.dialect import MSSQL, MYSQL, ORACLE, POSTGRESQL, SQLITE, Dialect
from gotgan.terms.errors import Invalid, Issue

OPTIONS = frozenset({
    "credential", "schema", "sample_rows", "seed", "window", "row_cap", "statement_timeout", "lock_timeout",
})  # fmt: skip
"""What may be said beside an address; the last four belong to the load guard."""
_SCHEMES: Mapping[str, Dialect] = MappingProxyType({
    "postgresql": POSTGRESQL, "postgres": POSTGRESQL, "mysql": MYSQL, "mariadb": MYSQL, "sqlite": SQLITE,
    "oracle": ORACLE, "mssql": MSSQL, "sqlserver": MSSQL,
})  # fmt: skip
_PORTS = {"postgresql": 5432, "mysql": 3306, "oracle": 1521, "mssql": 1433}
_QUERY = {"postgresql": frozenset({"sslmode"}), "mysql": frozenset({"ssl_ca"})}


@dataclass(frozen=True)
class Place:
    """Where a database is. `database` is a path for SQLite. Holds no password: `shown` may be told to anyone."""

    dialect: Dialect
    shown: str
    database: str
    host: str = ""
    port: int = 0
    user: str = ""
    extras: Mapping[str, str] = field(default_factory=dict)


def is_database(location: str) -> bool:
    return location.strip().partition("://")[0].lower() in _SCHEMES and "://" in location


def read_place(location: str) -> Place:
    """Raises: Invalid for an address with a password, an unknown scheme, or one that is not whole."""
    location = location.strip()
    check_no_password(location)
    try:
        parts = urlsplit(location)
        port = parts.port
    except ValueError:
        raise Invalid(Issue("the address of the database", "cannot be read", _how("postgresql"))) from None
    dialect = _SCHEMES.get(parts.scheme.lower())
    if dialect is None:
        raise Invalid(Issue("the address", "names no database that is known", f"use one of {', '.join(_SCHEMES)}"))
    if dialect is SQLITE:
        return _file_place(parts, location)
    database = unquote(parts.path.lstrip("/"))
    if not (parts.hostname and database) or "/" in database:
        raise Invalid(Issue(f"the {dialect.name} address", "names no host or no database", _how(dialect.name)))
    port = port or _PORTS.get(dialect.name, 0)
    user = unquote(parts.username or "")
    shown = f"{dialect.name}://{quote(user) + '@' if user else ''}{_host(parts)}:{port}/{quote(database, safe='')}"
    return Place(dialect, shown, database, parts.hostname, port, user, _extras(parts, dialect))


def _how(name: str) -> str:
    return f"write it as {name}://user@host:port/database"


def _file_place(parts: SplitResult, location: str) -> Place:
    path = unquote(location.partition("://")[2])
    if parts.netloc or not path.startswith("/") or len(path) < 2:
        how = "write it as sqlite:///relative/file.db or sqlite:////absolute/file.db"
        raise Invalid(Issue("the sqlite address", "names no file", how))
    return Place(SQLITE, f"sqlite://{path}", path[1:])


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return f"[{host}]" if ":" in host else host


def _extras(parts: SplitResult, dialect: Dialect) -> Mapping[str, str]:
    extras = dict(parse_qsl(parts.query, keep_blank_values=True))
    known = _QUERY.get(dialect.name, frozenset())
    for name in extras:
        if name not in known:
            remedy = f"only {', '.join(sorted(known)) or 'nothing'} may stand there"
            raise Invalid(Issue(f"the {dialect.name} address", f"{name[:40]!r} behind ? is not known", remedy))
    return extras
