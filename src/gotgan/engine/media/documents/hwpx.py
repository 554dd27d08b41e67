"""HWPX: a zip of XML. `Contents/section*.xml` hold paragraphs and tables; tables keep addresses and spans.

Elements are known by their local names, since the namespaces changed with each edition. Source: KS X 6101 (OWPML).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from gotgan.engine.media.documents.grid import UNKNOWN, Block, Cell, Grid, Paragraph, Unfit, grid_of

MOST_BYTES = 64 << 20
"""The most that one section may unpack to; in memory lies one paragraph with its tables, some times its length."""
MOST_MEMBERS = 10_000
DEEPEST = 200
_SECTION = re.compile(r"Contents/section(\d+)\.xml", re.IGNORECASE)
_SAID = {"tab": "\t", "lineBreak": "\n", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}
_LEFT_OUT = frozenset({"header", "footer", "masterPage"})
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, ParseError, DefusedXmlException)


def read_hwpx(content: IO[bytes]) -> Iterator[Block]:
    """Sections in order of their number. Raises: Unfit, OSError."""
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
            if len(names) > MOST_MEMBERS:
                raise Unfit("has more members than a document has, as a bomb does; open and save it again")
            _check_open(archive, names)
            sections = sorted((int(found[1]), name) for name in names if (found := _SECTION.fullmatch(name)))
            if not sections:
                raise Unfit(UNKNOWN)
            for _, name in sections:
                with archive.open(name) as member:
                    yield from _section(member)
    except _DAMAGE:
        raise Unfit("is cut short or damaged; fetch it again") from None


def _check_open(archive: zipfile.ZipFile, names: list[str]) -> None:
    locked = any(info.flag_bits & 1 for info in archive.infolist())
    if "META-INF/manifest.xml" in names:
        locked = locked or b"encryption-data" in _Counted(archive.open("META-INF/manifest.xml")).read()
    if locked:
        raise Unfit("is locked with a password; save it without one")


class _Counted:
    """A member that counts its bytes as they come out: what the zip's header promises is not believed."""

    def __init__(self, member: IO[bytes]) -> None:
        self._member, self._left = member, MOST_BYTES

    def read(self, size: int = -1) -> bytes:
        found = self._member.read(min(size, self._left + 1) if size >= 0 else self._left + 1)
        self._left -= len(found)
        if self._left < 0:
            raise Unfit(f"unpacks to more than {MOST_BYTES} bytes in one section, as a bomb does; split it")
        return found


def _section(member: IO[bytes]) -> Iterator[Block]:
    """Paragraph by paragraph: each is forgotten before the next one is read."""
    depth, root = 0, None
    for event, element in iterparse(_Counted(member), events=("start", "end"), forbid_dtd=True):
        root = element if root is None else root
        depth += 1 if event == "start" else -1
        if event == "end" and depth == 1:
            yield from _blocks(element, 0)
            root.clear()


def _blocks(element: Element, depth: int) -> Iterator[Block]:
    """Paragraphs and tables below an element, each table behind the paragraph that holds it."""
    if depth > DEEPEST:
        raise Unfit("nests deeper than a document does; open and save it again")
    name = _local(element)
    if name == "tbl":
        yield from _table(element, depth)
        return
    if name == "p" and (text := _text(element)):
        yield Paragraph(text)
    for inner in element:
        if _local(inner) not in _LEFT_OUT and _local(inner) != "t":
            yield from _blocks(inner, depth + 1)


def _table(element: Element, depth: int) -> Iterator[Block]:
    cells = []
    for inner in element:
        if _local(inner) == "tr":
            cells += [_cell(cell, depth) for cell in inner if _local(cell) == "tc"]
        elif _local(inner) == "caption":
            yield from _blocks(inner, depth + 1)
    yield grid_of(cells)


def _cell(element: Element, depth: int) -> Cell:
    address = next((inner.attrib for inner in element if _local(inner) == "cellAddr"), {})
    span = next((inner.attrib for inner in element if _local(inner) == "cellSpan"), {})
    blocks = [block for inner in element for block in _blocks(inner, depth + 1)]
    return Cell(
        row=int(address.get("rowAddr", 0)),
        col=int(address.get("colAddr", 0)),
        row_span=max(1, int(span.get("rowSpan", 1))),
        col_span=max(1, int(span.get("colSpan", 1))),
        text="\n".join(block.text for block in blocks if isinstance(block, Paragraph)),
        nested=tuple(block for block in blocks if isinstance(block, Grid)),
    )


def _text(paragraph: Element) -> str:
    """The text of a paragraph's own runs, without what stands in its tables and boxes."""
    runs = [run for run in paragraph if _local(run) == "run"]
    return "".join(_said(inner) for run in runs for inner in run if _local(inner) == "t").strip()


def _said(element: Element) -> str:
    parts = [element.text or ""]
    for inner in element:
        parts += [_SAID.get(_local(inner), ""), _said(inner), inner.tail or ""]
    return "".join(parts)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
