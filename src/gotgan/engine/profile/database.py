"""DuckDB databases in memory: one kept for short tables, a new one for each long one.

To open a database costs more than to measure a table of a hundred rows. A kept one is lent to one caller at a
time, so that two threads never share its memory; what a caller makes is temporary and goes with their connection.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

MEMORY_LIMIT = "600MB"
MEMORY_VARIABLE = "GOTGAN_MEMORY"
"""Names another limit, such as `--memory` of a scan."""
THREADS = 2
KEPT_BYTES = 8 << 20
"""Parquet files up to this size share a kept database, which has one thread: of 50,000 rows two threads take longer
than one, most of it waiting for each other."""


@dataclass
class Database:
    """`spill` is made by DuckDB when it first spills, and removed with the database."""

    memory: str
    threads: int
    spill: Path = field(default_factory=lambda: Path(tempfile.gettempdir()) / f"gotgan-profile-{os.urandom(8).hex()}")
    pid: int = field(default_factory=os.getpid)
    prepared: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.root = duckdb.connect(config={
            "threads": self.threads,
            "memory_limit": self.memory,
            "temp_directory": str(self.spill),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "enable_external_file_cache": self.threads > 1,
        })  # fmt: skip
        self.root.execute("SET GLOBAL TimeZone = 'UTC'")

    def close(self) -> None:
        self.root.close()
        shutil.rmtree(self.spill, ignore_errors=True)


_IDLE: list[Database] = []


@contextmanager
def borrow_database(size_bytes: int) -> Iterator[Database]:
    """A database for a file of so many bytes, with bounded memory (the rest spills) and no extensions."""
    memory = os.environ.get(MEMORY_VARIABLE) or MEMORY_LIMIT
    if size_bytes > KEPT_BYTES:
        database = Database(memory, THREADS)
        try:
            yield database
        finally:
            database.close()
        return
    database = _idle(memory) or Database(memory, 1)
    try:
        yield database
    except BaseException:  # an internal error of DuckDB leaves a database that answers nothing more
        database.close()
        raise
    _give_back(database)


def _idle(memory: str) -> Database | None:
    """The kept database, unless another limit is asked for or the process is a fork of the one that opened it."""
    with suppress(IndexError):
        kept = _IDLE.pop()
        if kept.pid == os.getpid() and kept.memory == memory:
            return kept
        if kept.pid == os.getpid():
            kept.close()
        else:
            _FOREIGN.append(kept)
    return None


_PARSED: dict[str, duckdb.Statement] = {}
MOST_PARSED = 512


def parsed(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """One statement, parsed once for all connections: of a table of a hundred rows that is a third of its cost.

    For texts that come again with the next table, so without a file's name; the first MOST_PARSED are kept.
    """
    found = _PARSED.get(sql)
    if found is None:
        (found,) = connection.extract_statements(sql)
        if len(_PARSED) < MOST_PARSED:
            _PARSED[sql] = found
    return found


_FOREIGN: list[Database] = []
"""Of the process this one was forked from: left as they are, for to close them is not ours."""


def _give_back(database: Database) -> None:
    if _IDLE:
        database.close()
    else:
        _IDLE.append(database)


@atexit.register
def _close_idle() -> None:
    while _IDLE:
        database = _IDLE.pop()
        if database.pid == os.getpid():
            database.close()
