"""A Parquet file as a DuckDB relation whose columns are addressed by position."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

MEMORY_LIMIT = "600MB"
MEMORY_VARIABLE = "GOTGAN_MEMORY"
"""Names another limit, such as `--memory` of a scan."""
THREADS = 2
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


@contextmanager
def open_relation(parquet: Path, *, rows: Rows | None = None) -> Iterator[Relation]:
    """Open a file with bounded memory (the rest spills to a temporary folder) and no extensions.

    Names in the file do not matter: they may repeat, differ by case only, or hold quotes.
    Raises: duckdb.Error when the file is not Parquet.
    """
    with tempfile.TemporaryDirectory(prefix="gotgan-profile-") as folder:
        connection = duckdb.connect(config=_settings(Path(folder)))
        try:
            yield _relation(connection, _plain_path(parquet, Path(folder)), rows)
        finally:
            connection.close()


def _settings(folder: Path) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "threads": THREADS,
        "memory_limit": os.environ.get(MEMORY_VARIABLE) or MEMORY_LIMIT,
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }


def _plain_path(parquet: Path, folder: Path) -> Path:
    """DuckDB reads `a[1].parquet` as a pattern: such a file is opened through a link."""
    if not GLOB_CHARACTERS & set(str(parquet)):
        return parquet
    link = folder / "table.parquet"
    link.symlink_to(parquet.resolve())
    return link


def _relation(connection: duckdb.DuckDBPyConnection, parquet: Path, rows: Rows | None) -> Relation:
    connection.execute("SET TimeZone = 'UTC'")
    literal = "'" + str(parquet).replace("'", "''") + "'"
    counted = connection.execute(f"SELECT num_rows FROM parquet_file_metadata({literal})").fetchall()
    described = connection.execute(
        f"DESCRIBE SELECT * FROM read_parquet({literal}, hive_partitioning = false)"
    ).fetchall()
    types = tuple(str(row[1]) for row in described)
    names = ", ".join(f"c{index}" for index in range(len(types)))
    source = f"read_parquet({literal}, hive_partitioning = false) AS t({names})"
    total = int(counted[0][0])
    if rows is None:
        return Relation(connection, source, types, total)
    first, end = max(0, rows[0]), min(total, rows[1])
    numbered = f"read_parquet({literal}, hive_partitioning = false, file_row_number = true)"
    source = (
        f"(SELECT {names} FROM {numbered} AS t({names}, row_number) WHERE row_number >= {first} AND row_number < {end})"
    )
    return Relation(connection, source, types, max(0, end - first))
