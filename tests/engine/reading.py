"""How the tests of the table readers look at what was read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gotgan.engine.tables import Limits, Table, Unread, read_tables

Row = list[Any]


def read(path: Path, name: str | None = None, **limits: Any) -> list[Table | Unread]:
    return list(read_tables(path, name=name or path.name, limits=Limits(**limits)))


def only_table(path: Path, name: str | None = None, **limits: Any) -> Table:
    (found,) = read(path, name, **limits)
    assert isinstance(found, Table), found
    return found


def only_unread(path: Path, name: str | None = None, **limits: Any) -> Unread:
    (found,) = read(path, name, **limits)
    assert isinstance(found, Unread), found
    return found


def rows_of(table: Table) -> list[Row]:
    return [list(row.values()) for batch in table.batches() for row in batch.to_pylist()]


def names_of(table: Table) -> list[str]:
    return [column.name for column in table.columns]
