"""Facts of one document: pages, length, tables and merged cells; what it says goes to the corpus as counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gotgan.engine.media.corpus import CorpusState, finish, main_language, read_pieces
from gotgan.engine.media.documents.grid import Block, Grid, Paragraph, Unfit
from gotgan.engine.media.documents.read import OpenDocument, open_document
from gotgan.engine.media.file import FileFacts, digest_file, unreadable

Seen = Callable[[Block], None]


@dataclass(frozen=True, kw_only=True)
class DocumentFacts(FileFacts):
    """One document. `pages`: None where only a layout would tell (HWP, HWPX). `tables`: outermost ones.

    `paragraphs`: of a PDF its pages with text. Flags: `no_text` (a scan: nothing to read without OCR),
    `restricted` (readable, but its author locked copying or printing).
    """

    format: str = ""
    pages: int | None = None
    paragraphs: int = 0
    characters: int = 0
    tables: int = 0
    cells: int = 0
    merged_cells: int = 0
    language: str = ""
    tokens: int = 0
    flags: tuple[str, ...] = ()
    signature: bytes | None = field(default=None, repr=False)


@dataclass
class _Tally:
    seen: Seen | None = None
    paragraphs: int = 0
    tables: int = 0
    cells: int = 0
    merged: int = 0

    def pieces(self, blocks: Iterable[Block]) -> Iterator[str]:
        """The text of each block, counted as it goes by."""
        for block in blocks:
            if self.seen:
                self.seen(block)
            if isinstance(block, Paragraph):
                self.paragraphs += 1
                yield block.text + "\n"
            else:
                self.tables += 1
                self._count(block)
                yield block.text() + "\n"

    def _count(self, grid: Grid) -> None:
        self.cells += len(grid.cells)
        self.merged += grid.merged
        for cell in grid.cells:
            for inner in cell.nested:
                self._count(inner)


def measure_document(file: Path, path: str, seen: Seen | None = None) -> tuple[DocumentFacts, CorpusState]:
    """Measure one file, reported as `path`, and its part in the corpus. Unreadable: an entry with its problem.

    `seen` is called with every block as it goes by, so that nobody has to read the document again.
    """
    try:
        size, sha256 = digest_file(file)
    except OSError as error:
        return DocumentFacts(path=path, problem=unreadable(error)), CorpusState()
    try:
        with open_document(file) as document:
            return _measured(document, path, size, sha256, seen)
    except Unfit as error:
        problem = str(error)
    except OSError:
        problem = "is cut short or damaged; fetch it again"
    return DocumentFacts(path=path, size_bytes=size, sha256=sha256, problem=problem), CorpusState()


def _measured(
    document: OpenDocument, path: str, size: int, sha256: str, seen: Seen | None
) -> tuple[DocumentFacts, CorpusState]:
    tally = _Tally(seen)
    state, signature = read_pieces(tally.pieces(document.blocks))
    whole = finish(state)
    found = {"no_text": signature is None, "restricted": document.is_restricted}
    facts = DocumentFacts(
        path=path, size_bytes=size, sha256=sha256, format=document.format, pages=document.pages,
        paragraphs=tally.paragraphs, characters=whole.characters, tables=tally.tables, cells=tally.cells,
        merged_cells=tally.merged, language=main_language(whole.languages), tokens=whole.tokens,
        flags=tuple(name for name, holds in found.items() if holds), signature=signature,
    )  # fmt: skip
    return facts, state
