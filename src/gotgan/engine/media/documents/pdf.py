"""PDF, page by page: its text, and ruled tables as grids whose merged cells are found by their edges."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
from pdfplumber.utils.text import extract_text

from gotgan.engine.media.documents.grid import Block, Cell, Grid, Paragraph, Unfit, grid_of
from gotgan.engine.media.documents.unpacking import check_streams

MOST_PAGES = 1000
"""Pages that are read; what comes after them is counted only."""
_EDGE = 2.0
"""Points within which two edges are one."""
_PAGE_NUMBER = re.compile(r"(?:page|p\.|쪽|페이지)?[\s\-–—/()\[\]]*\d+[\s\d\-–—/()\[\]]*(?:쪽|페이지)?", re.IGNORECASE)
_DAMAGE = (
    PdfminerException, MalformedPDFException, PDFException, PSException, ValueError, TypeError, LookupError,
    ArithmeticError, AttributeError, AssertionError, RecursionError, EOFError, NotImplementedError, OSError,
)  # fmt: skip
"""What a parser of damaged bytes raises besides its own errors."""
logging.getLogger("pdfminer").setLevel(logging.ERROR)
"""Its warnings quote what the document holds."""


@dataclass(frozen=True)
class PdfPages:
    """How many pages there are, whether anything locks them though they can be read, and their content."""

    count: int
    is_restricted: bool
    blocks: Iterator[Block]


def read_pdf(content: BufferedReader) -> PdfPages:
    """Open a PDF; `blocks` reads on as it is asked. Raises (also `blocks`): Unfit."""
    check_streams(content)
    try:
        document = pdfplumber.open(content)
        count = len(document.pages)
    except _DAMAGE as error:
        raise Unfit(_problem(error)) from None
    return PdfPages(count, document.doc.encryption is not None, _blocks(document))


def _problem(error: BaseException) -> str:
    inner = error.args[0] if error.args else None
    if isinstance(error, PDFPasswordIncorrect) or isinstance(inner, PDFPasswordIncorrect):
        return "is locked with a password; save it without one"
    return "is cut short or damaged; fetch it again"


def _blocks(document: PDF) -> Iterator[Block]:
    try:
        before = _Page((), (), has_table=False)
        for page in document.pages[:MOST_PAGES]:
            tables = page.find_tables()
            boxes = [table.bbox for table in tables]
            outside = [char for char in page.chars if not any(_is_in(char, box) for box in boxes)]
            if text := extract_text(outside).strip():
                yield Paragraph(text)
            here = _page(outside, boxes)
            for number, table in enumerate(tables):
                yield _grid(table.cells, page.chars, may_continue=not number and here.follows(before))
            before = here
            page.close()
    except _DAMAGE as error:
        raise Unfit(_problem(error)) from None


@dataclass(frozen=True)
class _Page:
    """The lines of a page above its first table and below its last."""

    above: tuple[str, ...]
    below: tuple[str, ...]
    has_table: bool

    def follows(self, before: _Page) -> bool:
        """Whether its first table may be the rest of the last one before: only page numbers and heads between."""
        furniture = {*before.above, *before.below} & {*self.above, *self.below}
        between = (line for line in (*before.below, *self.above) if not _PAGE_NUMBER.fullmatch(line))
        return before.has_table and furniture.issuperset(between)


def _page(outside: list[Any], boxes: list[Any]) -> _Page:
    top, bottom = min((box[1] for box in boxes), default=0.0), max((box[3] for box in boxes), default=0.0)
    above = extract_text([char for char in outside if char["bottom"] <= top + _EDGE])
    below = extract_text([char for char in outside if char["top"] >= bottom - _EDGE])
    return _Page(_lines(above), _lines(below), has_table=bool(boxes))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _grid(boxes: list[Any], chars: list[Any], *, may_continue: bool = False) -> Grid:
    """A cell spans as many rows and columns as there are edges of others inside it."""
    lefts, tops = _edges([box[0] for box in boxes]), _edges([box[1] for box in boxes])
    cells = []
    for box in boxes:
        col, row = _first(lefts, box[0]), _first(tops, box[1])
        col_span = max(1, sum(box[0] - _EDGE < edge < box[2] - _EDGE for edge in lefts))
        row_span = max(1, sum(box[1] - _EDGE < edge < box[3] - _EDGE for edge in tops))
        said = extract_text([char for char in chars if _is_in(char, box)]).strip()
        cells.append(Cell(row, col, row_span, col_span, said))
    return grid_of(cells, may_continue=may_continue)


def _edges(values: list[float]) -> list[float]:
    """Ascending, those that lie together as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _EDGE:
            found.append(value)
    return found


def _first(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda place: abs(edges[place] - value))


def _is_in(char: Any, box: Any) -> bool:
    """By the middle of the character."""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x < box[2] and box[1] <= y < box[3])
