"""Tables of an SQLite database, opened read-only and without touching a file beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa

from gotgan.engine.tables.model import Table, TableBroken, Unread
from gotgan.engine.tables.names import column_names
from gotgan.engine.tables.typed import rows_to_batch
from gotgan.terms.errors import Issue
from gotgan.terms.text import nfc

_BATCH_ROWS = 8192
_TYPE_OF = {"integer": pa.int64(), "real": pa.float64(), "text": pa.string(), "blob": pa.binary()}
_EXACT_IN_DOUBLE = 2**53


@dataclass(kw_only=True)
class DatabaseTable(Table):
    file: Path
    table: str
    types: tuple[pa.DataType, ...]

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([pa.field(column.name, kind) for column, kind in zip(self.columns, self.types, strict=True)])

    def batches(self) -> Iterator[pa.RecordBatch]:
        try:
            with closing(_connect(self.file)) as connection:
                cursor = connection.execute(f"SELECT * FROM {_quoted(self.table)}")
                while rows := cursor.fetchmany(_BATCH_ROWS):
                    yield rows_to_batch(rows, self.schema)
        except sqlite3.Error as error:
            raise TableBroken(Issue(self.path, f"the table cannot be read ({error})", "check the database")) from None


def read_database(
    file: Path, *, name: str, size_bytes: int, sha256: str, kept: object = None
) -> Iterator[Table | Unread]:
    """Yield every table (no views); the type of a column is what all its stored values are."""
    try:
        with closing(_connect(file)) as connection:
            names = [row[0] for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
                " ORDER BY name"
            )]  # fmt: skip
    except sqlite3.Error as error:
        reason = f"the database cannot be opened ({error}); fetch it again"
        yield Unread(name, size_bytes, sha256, "sqlite", "failed", reason)
        return
    if not names:
        yield Unread(name, size_bytes, sha256, "sqlite", "skipped", "the database holds no tables")
    warnings = [_WAL] if _has_log(file) else []
    for table in names:
        path = f"{name}!{nfc(table)}"
        try:
            columns, types = _columns_of(file, table)
        except sqlite3.Error as error:
            reason = f"the table cannot be read ({error}); check the database"
            yield Unread(path, size_bytes, sha256, "sqlite", "failed", reason)
            continue
        yield DatabaseTable(
            path=path, format="sqlite", columns=column_names(columns), typed=True, size_bytes=size_bytes,
            sha256=sha256, kept=kept, file=file, table=table, types=types, warnings=list(warnings),
        )  # fmt: skip


_WAL = "a write-ahead log lies beside the database: rows not yet merged into it were not read"


def _has_log(file: Path) -> bool:
    log = file.with_name(file.name + "-wal")
    return log.is_file() and log.stat().st_size > 0


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(str(file.resolve()))}?mode=ro&immutable=1", uri=True)
    connection.text_factory = decode_text
    return connection


def decode_text(raw: bytes) -> str:
    """UTF-8, else CP949; bytes that are neither are shown as escapes, never dropped."""
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _columns_of(file: Path, table: str) -> tuple[list[str], tuple[pa.DataType, ...]]:
    with closing(_connect(file)) as connection:
        cursor = connection.execute(f"SELECT * FROM {_quoted(table)} LIMIT 0")
        columns = [item[0] for item in cursor.description]
        return columns, tuple(_type_of(connection, table, column) for column in columns)


def _type_of(connection: sqlite3.Connection, table: str, column: str) -> pa.DataType:
    name = _quoted(column)
    kinds = {row[0] for row in connection.execute(f"SELECT DISTINCT typeof({name}) FROM {_quoted(table)}")}
    kinds.discard("null")
    if kinds == {"integer", "real"}:
        largest = f"SELECT max(abs({name})) FROM {_quoted(table)} WHERE typeof({name}) = 'integer'"
        return pa.float64() if connection.execute(largest).fetchone()[0] <= _EXACT_IN_DOUBLE else pa.string()
    return _TYPE_OF[kinds.pop()] if len(kinds) == 1 else pa.string()
