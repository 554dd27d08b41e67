"""A grid of a document as a table like any other: merged cells filled from their spans, header depth found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from gotgan.engine.media.documents.grid import Grid
from gotgan.engine.tables.header import Span, filled_below, find_header
from gotgan.engine.tables.model import Table, Unread
from gotgan.engine.tables.names import column_names

MOST_PLACES = 1 << 20
"""Rows x columns of one table of a document: spans are believed only so far."""
_HEADER_ROWS = 400
_BATCH_ROWS = 8192


@dataclass(kw_only=True)
class GridTable(Table):
    """One table of a document. All cells are text; an empty one is null."""

    rows: list[list[str]]
    joined_parts: int = 0
    """Parts on later pages that begin with the header again and were joined to this one."""

    def batches(self) -> Iterator[pa.RecordBatch]:
        for start in range(self.header_rows, len(self.rows), _BATCH_ROWS):
            part = self.rows[start : start + _BATCH_ROWS]
            arrays = [pa.array([row[c] or None for row in part], pa.string()) for c in range(len(self.columns))]
            yield pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def is_table(grid: Grid) -> bool:
    """Documents use grids of one row or column for frames and layout: what stands in them is running text."""
    return grid.rows > 1 and grid.cols > 1


def grids_of(grid: Grid) -> Iterator[Grid]:
    """The grid and every one inside its cells, outer before inner."""
    yield grid
    for cell in grid.cells:
        for inner in cell.nested:
            yield from grids_of(inner)


def table_of(grid: Grid, *, path: str, format: str, size_bytes: int, sha256: str | None) -> GridTable | Unread:
    """Size and hash are those of the document. What lies outside every bound is no table."""
    area = sum(cell.row_span * cell.col_span for cell in grid.cells)
    if max(area, grid.rows * grid.cols) > MOST_PLACES or any(min(cell.row, cell.col) < 0 for cell in grid.cells):
        reason = f"a table of more than {MOST_PLACES} places, or with cells outside it; open the document and save it"
        return Unread(path, size_bytes, sha256, format, "failed", reason)
    rows = _filled(grid)
    header = find_header(rows[:_HEADER_ROWS], _spans(grid))
    names = [*header.names, *[""] * (grid.cols - len(header.names))]
    return GridTable(
        path=path, format=format, columns=column_names(names), typed=False, size_bytes=size_bytes, sha256=sha256,
        header_rows=header.rows, rows=rows, merged_cells=filled_below(_spans(grid), header.rows, grid.cols),
    )  # fmt: skip


def join_parts(found: Iterable[tuple[GridTable | Unread, bool]]) -> Iterator[GridTable | Unread]:
    """Tables with the rest of them that stands on later pages, told by their header standing there again.

    `found`: each table, and whether it may continue the one before.
    """
    held: GridTable | Unread | None = None
    for table, may_continue in found:
        if may_continue and isinstance(held, GridTable) and isinstance(table, GridTable) and _is_rest(held, table):
            _join(held, table)
            continue
        if held:
            yield held
        held = table
    if held:
        yield held


def _is_rest(table: GridTable, rest: GridTable) -> bool:
    return bool(table.header_rows) and table.rows[: table.header_rows] == rest.rows[: table.header_rows]


def _join(table: GridTable, rest: GridTable) -> None:
    table.rows += rest.rows[table.header_rows :]
    table.joined_parts += 1
    for column, cells in rest.merged_cells.items():
        table.merged_cells[column] = table.merged_cells.get(column, 0) + cells


def _filled(grid: Grid) -> list[list[str]]:
    rows = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        for row in rows[cell.row : cell.row + cell.row_span]:
            row[cell.col : cell.col + cell.col_span] = [cell.text] * cell.col_span
    return rows


def _spans(grid: Grid) -> list[Span]:
    merged = (cell for cell in grid.cells if cell.row_span > 1 or cell.col_span > 1)
    return [(c.row, c.col, c.row + c.row_span - 1, c.col + c.col_span - 1) for c in merged]
