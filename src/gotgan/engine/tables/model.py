"""What reading a file gives: tables, free text, or the reason why there is neither."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pyarrow as pa

from gotgan.terms.errors import Invalid

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """How far a reader goes before it refuses. All sizes in bytes."""

    record_bytes: int = 64 * MIB
    """The longest record of a text file."""
    columns: int = 10_000
    """Of one table; each is measured by itself."""
    archive_members: int = 100_000
    unpacked_bytes: int = 32 << 30
    """Of all members of one archive together."""
    ratio: int = 200
    """Unpacked to packed bytes, above `ratio_floor_bytes`."""
    ratio_floor_bytes: int = 64 * MIB
    archive_depth: int = 2
    workbook_bytes: int = 1 << 30
    """Unpacked bytes of one workbook, which is read whole."""
    sheet_cells: int = 12 << 20
    """Places between the outermost cells of one sheet, which is read whole: about 80 bytes each."""
    scratch: Path | None = None
    """Where members are unpacked; the system's temporary folder if None."""


DEFAULT_LIMITS = Limits()


def width_problem(columns: int, limits: Limits) -> tuple[str, str]:
    """(status, reason) for a table without columns, or with more than are measured."""
    if not columns:
        return "skipped", "no column in it; nothing to read"
    return "failed", f"{columns} columns, more than {limits.columns}: no table; turn the columns into rows or split it"


class TableBroken(Invalid):
    """The rest of a table cannot be read; found only while its batches were consumed."""


@dataclass(frozen=True)
class ColumnName:
    """`name` is unique, NFC and trimmed (the position where the header has none); position from 1."""

    name: str
    original_name: str
    position: int


@dataclass(kw_only=True)
class Table(ABC):
    """One table of a file. A table of an archive keeps its unpacked member while it is referred to.

    `size_bytes` and `sha256` are those of the file or archive member that holds it.
    `ragged_rows`, `warnings` and `merged_cells` are complete once `batches()` was consumed.
    """

    path: str
    format: str
    columns: tuple[ColumnName, ...]
    typed: bool
    size_bytes: int
    sha256: str | None
    encoding: str | None = None
    delimiter: str | None = None
    header_rows: int = 0
    ragged_rows: int = 0
    warnings: list[str] = field(default_factory=list)
    merged_cells: dict[int, int] = field(default_factory=dict)
    """Cells below the header filled from a merged range, by column from 0; of formats that merge cells."""
    kept: object = field(default=None, repr=False)

    @property
    def schema(self) -> pa.Schema:
        """All strings unless the source carries types."""
        return pa.schema([pa.field(column.name, pa.string()) for column in self.columns])

    @abstractmethod
    def batches(self) -> Iterator[pa.RecordBatch]:
        """Every row in file order; may be called again, which starts over.

        An empty cell of a text file is null. Raises: TableBroken, OSError.
        """

    def pieces(self, *, large: bool = False) -> Iterator[Piece]:  # noqa: ARG002 - for who makes them
        """Every row in file order, in pieces that may be made in other threads: what `batches()` gives.

        `large`: rather one large batch a piece than several made side by side.
        """
        for batch in self.batches():
            yield as_piece(batch)


Piece = Callable[[], list[pa.RecordBatch]]
"""Makes some batches of a table. Raises as `batches()` does."""


def as_piece(*batches: pa.RecordBatch) -> Piece:
    """Batches that are made already."""
    return partial(_same, list(batches))


def is_made(piece: Piece) -> bool:
    """Whether a piece holds its batches and only gives them."""
    return isinstance(piece, partial) and piece.func is _same


def _same(batches: list[pa.RecordBatch]) -> list[pa.RecordBatch]:
    return batches


@dataclass(frozen=True)
class Unread:
    """A file or member that gave no table; `status` is failed or skipped, `reason` is never empty."""

    path: str
    size_bytes: int
    sha256: str | None
    format: str | None
    status: str
    reason: str


@dataclass(frozen=True)
class MediaFile(Unread):
    """A picture, a sound or a document: no table here, but its content can be measured (engine.media)."""

    file: Path = field(default=Path(), repr=False)
    kept: object = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class FreeText(Unread):
    """Text that is no table (notes, logs): its lines can still be searched for identifiers."""

    file: Path = field(default=Path(), repr=False)
    encoding: str = "utf-8"
    kept: object = field(default=None, repr=False, compare=False)

    def lines(self) -> Iterator[str]:
        """The lines without their ends. A line over 1 MiB comes in pieces."""
        with self.file.open(encoding=self.encoding, newline=None) as text:
            while line := text.readline(MIB):
                yield line.rstrip("\n")
