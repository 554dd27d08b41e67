"""What a document holds, in its order: paragraphs, and tables as grids that keep merged cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text, or a page of it where the format knows no paragraphs (PDF)."""

    text: str


@dataclass(frozen=True)
class Cell:
    """A cell by its first row and column, from 0. `nested` are the tables inside it."""

    row: int
    col: int
    row_span: int = 1
    col_span: int = 1
    text: str = ""
    nested: tuple[Grid, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "col": self.col,
            "rowSpan": self.row_span,
            "colSpan": self.col_span,
            "text": self.text,
            "nested": [grid.to_json() for grid in self.nested],
        }


@dataclass(frozen=True)
class Grid:
    """A table. Cells are ordered by row, then column; a merged cell stands once."""

    cells: tuple[Cell, ...]
    may_continue: bool = field(default=False, compare=False)
    """Whether nothing new stands between the table before, on an earlier page, and this one."""

    @property
    def rows(self) -> int:
        return max((cell.row + cell.row_span for cell in self.cells), default=0)

    @property
    def cols(self) -> int:
        return max((cell.col + cell.col_span for cell in self.cells), default=0)

    @property
    def merged(self) -> int:
        return sum(cell.row_span > 1 or cell.col_span > 1 for cell in self.cells)

    def to_json(self) -> list[dict[str, Any]]:
        """Source: korean-data.md 1.5, grid JSON."""
        return [cell.to_json() for cell in self.cells]

    def text(self) -> str:
        """Cell by cell with tabs, row by row with line ends; the tables inside cells follow their row."""
        lines: list[str] = []
        for row in sorted({cell.row for cell in self.cells}):
            cells = [cell for cell in self.cells if cell.row == row]
            lines.append("\t".join(" ".join(cell.text.split()) for cell in cells))
            lines += [grid.text() for cell in cells for grid in cell.nested]
        return "\n".join(lines)


Block = Paragraph | Grid
UNKNOWN = "is no document that is read here (PDF, HWPX, HWP 5); convert it, or leave it unmeasured"


class Unfit(Exception):
    """A document is not read; the message is its problem, fit to show to a person."""


def grid_of(cells: list[Cell], *, may_continue: bool = False) -> Grid:
    return Grid(tuple(sorted(cells, key=lambda cell: (cell.row, cell.col))), may_continue)
