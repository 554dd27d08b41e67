"""A Parquet file as a DuckDB relation whose columns are addressed by position."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from gotgan.engine.profile.database import borrow_database

SHORT_BYTES, SHORT_ROWS = 1 << 20, 10_000
GLOB_CHARACTERS = frozenset("*?[]{}")

Rows = tuple[int, int]
"""Half-open range of row numbers from 0."""


@dataclass(frozen=True)
class Relation:
    """`source` is SQL for a FROM clause with columns c0, c1, ...; `types` are DuckDB's names for theirs."""

    connection: duckdb.DuckDBPyConnection
    source: str
    types: tuple[str, ...]
    rows: int
    prepared: set[str] = field(default_factory=set)
    """Names of what was made in the database to stay."""
    is_short: bool = False
    """Whether a statement costs more than the cells."""

    def prepare(self, name: str, statements: Sequence[str]) -> None:
        """Run statements that define something for every connection of the database, once for each."""
        if name not in self.prepared:
            for statement in statements:
                self.connection.execute(statement)
            self.prepared.add(name)


@contextmanager
def open_relation(parquet: Path, *, rows: Rows | None = None) -> Iterator[Relation]:
    """Open a file with bounded memory (the rest spills to a temporary folder) and no extensions.

    Names in the file do not matter: they may repeat, differ by case only, or hold quotes.
    Raises: duckdb.Error when the file is not Parquet, OSError when it is not there.
    """
    size = parquet.stat().st_size
    with borrow_database(size) as database, _plain_path(parquet) as plain:
        connection = database.root.cursor()
        try:
            relation = _relation(connection, plain, rows)
            is_short = size <= SHORT_BYTES and relation.rows <= SHORT_ROWS
            yield replace(relation, prepared=database.prepared, is_short=is_short)
        finally:
            connection.close()


@contextmanager
def _plain_path(parquet: Path) -> Iterator[Path]:
    """DuckDB reads `a[1].parquet` as a pattern: such a file is opened through a link."""
    if not GLOB_CHARACTERS & set(str(parquet)):
        yield parquet
        return
    with tempfile.TemporaryDirectory(prefix="gotgan-profile-") as folder:
        link = Path(folder) / "table.parquet"
        link.symlink_to(parquet.resolve())
        yield link


def _relation(connection: duckdb.DuckDBPyConnection, parquet: Path, rows: Rows | None) -> Relation:
    literal = "'" + str(parquet).replace("'", "''") + "'"
    columns = f"DESCRIBE SELECT * FROM read_parquet({literal}, hive_partitioning = false)"
    types = tuple(str(row[1]) for row in connection.execute(columns).fetchall())
    names = ", ".join(f"c{index}" for index in range(len(types)))
    source = f"read_parquet({literal}, hive_partitioning = false) AS t({names})"
    total = int(pq.read_metadata(parquet).num_rows)
    if rows is None:
        return Relation(connection, source, types, total)
    first, end = max(0, rows[0]), min(total, rows[1])
    numbered = f"read_parquet({literal}, hive_partitioning = false, file_row_number = true)"
    source = (
        f"(SELECT {names} FROM {numbered} AS t({names}, row_number) WHERE row_number >= {first} AND row_number < {end})"
    )
    return Relation(connection, source, types, max(0, end - first))
