"""What the reader of a table knows that its Parquet no longer shows."""

from __future__ import annotations

from dataclasses import dataclass

from gotgan.engine.tables import ColumnName


@dataclass(frozen=True)
class TableFacts:
    """`columns` in file order, one for each column of the Parquet (which is addressed by position).

    `typed`: the source carried types (JSON, Parquet, Arrow, SQLite) and columns keep theirs;
    otherwise every column is text as read and its type is inferred beside the text.
    """

    path: str
    format: str
    encoding: str | None
    delimiter: str | None
    header_rows: int
    ragged_rows: int
    columns: tuple[ColumnName, ...]
    typed: bool
    warnings: tuple[str, ...] = ()
