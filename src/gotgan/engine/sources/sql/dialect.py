"""How each database writes names, and whether what is compiled for it was ever executed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Dialect:
    """`executed`: its SQL runs on a real server in the tests. False: compiled only, never executed."""

    name: str
    title: str
    executed: bool
    quotes: str = '""'

    def quote(self, name: str) -> str:
        """An identifier that may hold anything, quotes and Hangul too."""
        first, last = self.quotes[0], self.quotes[1]
        return first + name.replace(last, last + last) + last


POSTGRESQL = Dialect("postgresql", "PostgreSQL", True)
MYSQL = Dialect("mysql", "MariaDB or MySQL", True, "``")
SQLITE = Dialect("sqlite", "SQLite", True)
ORACLE = Dialect("oracle", "Oracle", False)
MSSQL = Dialect("mssql", "SQL Server", False, "[]")

DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {dialect.name: dialect for dialect in (POSTGRESQL, MYSQL, SQLITE, ORACLE, MSSQL)}
)


def capabilities() -> dict[str, str]:
    """What can be said of each dialect: `executed on a real server`, or `compiled only, never executed`."""
    said = {True: "executed on a real server", False: "compiled only, never executed"}
    return {dialect.name: said[dialect.executed] for dialect in DIALECTS.values()}
