"""A picture, sound, text or document measured where it lies: its facts, what identifies, its tables.

The libraries that decode are loaded only when there is something to decode.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from gotgan.engine.detect import detect_text
from gotgan.engine.tables import FreeText, MediaFile, Table, Unread
from gotgan.engine.tables.sniff import MEDIA
from gotgan.terms.finding import Finding, IdentifierKind
from gotgan.terms.scan import ScanEntry

if TYPE_CHECKING:
    from gotgan.engine.media.corpus import CorpusState
    from gotgan.engine.media.documents import Block, Grid
    from gotgan.engine.media.file import FileFacts

MOST_TABLES = 1000
"""Tables of one document that become entries; the text of the others counts as the document's."""
LONGEST_LINE = 1 << 20
_NOT_TOLD = frozenset({"path", "size_bytes", "sha256", "problem", "dhash", "phash"})
"""The hashes of a picture say how it looks: they stay with the scanner."""


@dataclass(frozen=True)
class MediaEntry:
    """An entry, and the tables inside a document, read as they are asked for."""

    entry: ScanEntry
    tables: Iterator[Table | Unread]


def measure_media(found: MediaFile, scratch: Path) -> MediaEntry:
    """Measure one file of engine.media. What cannot be read is an entry with its reason.

    Raises: OSError when scratch is full.
    """
    kind = MEDIA[found.format or ""]
    if kind == "document":
        return _measure_document(found, scratch)
    if kind == "image":
        from gotgan.engine.media.image import measure_image

        picture = measure_image(found.file, found.path)
        return MediaEntry(_entry(found, picture, _places(picture.has_gps)), iter(()))
    from gotgan.engine.media.audio import measure_audio

    return MediaEntry(_entry(found, measure_audio(found.file, found.path), ()), iter(()))


def measure_text(found: FreeText, findings: Sequence[Finding]) -> ScanEntry:
    """The entry of a text. Raises: OSError, UnicodeError."""
    from gotgan.engine.media.text import measure_known

    facts, corpus = measure_known(found.file, found.path, found)
    return replace(_entry(found, facts, findings, corpus), encoding=found.encoding)


def _places(has_gps: bool) -> tuple[Finding, ...]:
    """A place in a picture's EXIF or XMP: it is noticed and never read out."""
    return (Finding(None, IdentifierKind.COORDINATES, 1, 1.0, 1.0, "pattern"),) if has_gps else ()


def _entry(
    found: Unread, facts: FileFacts, findings: Sequence[Finding], corpus: CorpusState | None = None
) -> ScanEntry:
    from gotgan.engine.media.facts import file_json
    from gotgan.engine.media.measures import kind_of

    told = {name: value for name, value in file_json(facts).items() if name not in _NOT_TOLD}
    return ScanEntry(
        path=found.path,
        size_bytes=found.size_bytes,
        sha256=found.sha256,
        format=found.format,
        encoding=None,
        status="failed" if facts.problem else "read",
        reason=f"the file {facts.problem}" if facts.problem else "",
        findings=tuple(findings),
        media={"kind": kind_of(facts)} if facts.problem else told,
        signature=_signature(found, facts, findings, corpus),
    )


def _signature(
    found: Unread, facts: FileFacts, findings: Sequence[Finding], corpus: CorpusState | None
) -> dict[str, Any]:
    """Small and without a word of the file; absent keys are empty (media_summary reads it)."""
    from gotgan.engine.media.measures import kind_of

    signature: dict[str, Any] = {
        "path": found.path,
        "size_bytes": found.size_bytes,
        "sha256": found.sha256 or "",
        "kind": kind_of(facts),
        "problem": facts.problem,
        "flags": list(getattr(facts, "flags", ())),
        "dhash": getattr(facts, "dhash", None),
        "minhash": b64encode(getattr(facts, "signature", None) or b"").decode(),
        "findings": sorted({str(finding.kind) for finding in findings}),
    }
    if corpus and corpus.documents:
        signature["corpus"] = {
            "characters": corpus.characters,
            "lines": corpus.lines,
            "lost": corpus.lost,
            "classes": asdict(corpus.classes),
            "languages": dict(corpus.languages),
        }
    return {name: value for name, value in signature.items() if value not in ("", [], None)} | {"path": found.path}


def _measure_document(found: MediaFile, scratch: Path) -> MediaEntry:
    from gotgan.engine.media.documents import measure_document

    text, tables = scratch / "document.txt", scratch / "document.tables"
    with text.open("w", encoding="utf-8", errors="replace") as words, tables.open("w", encoding="utf-8") as grids:
        seen = _Seen(words, grids)
        facts, corpus = measure_document(found.file, found.path, seen)
    if facts.problem:
        text.unlink()
        tables.unlink()
        return MediaEntry(_entry(found, facts, ()), iter(()))
    with text.open(encoding="utf-8", newline="\n") as lines:
        findings = detect_text(line.rstrip("\n") for line in _bounded(lines.readline))
    text.unlink()
    return MediaEntry(_entry(found, facts, findings, corpus), _tables(found, tables))


def _bounded(readline: Callable[[int], str]) -> Iterator[str]:
    while line := readline(LONGEST_LINE):
        yield line


@dataclass
class _Seen:
    """Puts the running text of a document into one file and its tables into another, as they go by."""

    words: TextIO
    grids: TextIO
    tables: int = 0

    def __call__(self, block: Block) -> None:
        from gotgan.engine.media.documents import Paragraph
        from gotgan.engine.media.documents.table import grids_of

        if isinstance(block, Paragraph):
            self.words.write(block.text + "\n")
            return
        for grid in grids_of(block):
            self._take(grid)

    def _take(self, grid: Grid) -> None:
        from gotgan.engine.media.documents.table import is_table

        if is_table(grid) and self.tables < MOST_TABLES:
            self.tables += 1
            cells = [[c.row, c.col, c.row_span, c.col_span, c.text] for c in grid.cells]
            self.grids.write(json.dumps([grid.may_continue, cells]) + "\n")
        else:
            self.words.writelines(cell.text + "\n" for cell in grid.cells)


def _tables(found: MediaFile, spool: Path) -> Iterator[Table | Unread]:
    """Each table of the document by its number, from 1, in the order of the document; one over pages is one."""
    from gotgan.engine.media.documents import Cell
    from gotgan.engine.media.documents.grid import grid_of
    from gotgan.engine.media.documents.table import GridTable, join_parts, table_of

    def parts(lines: TextIO) -> Iterator[tuple[GridTable | Unread, bool]]:
        for line in lines:
            may_continue, cells = json.loads(line)
            grid = grid_of([Cell(*cell) for cell in cells])
            yield (
                table_of(
                    grid, path=found.path, format=found.format or "", size_bytes=found.size_bytes, sha256=found.sha256
                ),
                may_continue,
            )

    with spool.open(encoding="utf-8") as lines:
        for number, table in enumerate(join_parts(parts(lines)), 1):
            yield replace(table, path=f"{found.path}!table {number}")
    spool.unlink()
