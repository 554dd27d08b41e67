"""Any file as Arrow batches: streaming, text first, nothing guessed from a sample of bytes.

`read_tables` is the only way in. Cells of text files and spreadsheets stay text (codes keep their
leading zeros); sources that carry types (JSON, Parquet, Arrow, SQLite) keep them.
Arrow field names are `ColumnName.name`, unique and in file order. They may differ by letter case only:
SQL over them should address columns by position.
"""

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
from gotgan.engine.tables.read import read_tables

__all__ = [
    "DEFAULT_LIMITS", "ColumnName", "FreeText", "Limits", "MediaFile", "Table", "TableBroken", "Unread",
    "read_tables",
]  # fmt: skip
