"""Any file as Arrow batches: streaming, text first, nothing guessed from a sample of bytes.

`read_tables` is the only way in. Cells of text files and spreadsheets stay text (codes keep their
leading zeros); sources that carry types (JSON, Parquet, Arrow, SQLite) keep them.
Arrow field names are `ColumnName.name`, unique and in file order. They may differ by letter case only:
SQL over them should address columns by position.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gotgan.engine.tables.model import (
    DEFAULT_LIMITS,
    ColumnName,
    FreeText,
    Limits,
    MediaFile,
    Table,
    TableBroken,
    Unread,
)

if TYPE_CHECKING:
    from gotgan.engine.tables.read import read_tables

__all__ = [
    "DEFAULT_LIMITS", "ColumnName", "FreeText", "Limits", "MediaFile", "Table", "TableBroken", "Unread",
    "read_tables",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """The readers are imported where a file is read: what is measured in a Parquet needs none of them."""
    if name == "read_tables":
        from gotgan.engine.tables.read import read_tables

        return read_tables
    raise AttributeError(name)
