"""HWP 5: a compound file whose `BodyText/Section` streams are deflated records; tables keep their addresses.

Source: Hancom, "한글 문서 파일 형식 5.0" revision 1.3; the cell's attributes begin at byte 8 of its list header,
not at 6 as its table 65 suggests.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

from gotgan.engine.media.documents.compound import SIGNATURE, BrokenCompound, Compound
from gotgan.engine.media.documents.grid import UNKNOWN, Block, Cell, Grid, Paragraph, Unfit, grid_of

MOST_BYTES = 256 << 20
"""The most that one section may be, packed or unpacked."""
MOST_RECORDS = 2_000_000
DEEPEST = 64
_NAME = b"HWP Document File"
_COMPRESSED, _PASSWORD, _DISTRIBUTION, _DRM, _CERTIFIED, _CERTIFIED_DRM = 0x1, 0x2, 0x4, 0x10, 0x100, 0x400
_LOCKS = {
    _PASSWORD: "is locked with a password; save it without one",
    _DISTRIBUTION: "is a distribution document (배포용 문서), whose text is locked; ask its author for the original",
    _DRM | _CERTIFIED | _CERTIFIED_DRM: "is locked by DRM or a certificate; ask its author for a plain copy",
}
_PARA_HEADER, _PARA_TEXT, _CTRL_HEADER, _LIST_HEADER, _TABLE = 66, 67, 71, 72, 77
_TABLE_CONTROL = b" lbt"
_LEFT_OUT = (b"daeh", b"toof")
"""Controls whose text is not running text: headers and footers of pages."""
_CELL_AT = 8
_SECTION = re.compile(r"BodyText/Section(\d+)")
_ONE = {10: "\n", 24: "-", 30: " ", 31: " "}
_SINGLE = frozenset({0, 10, 13, *range(24, 32)})
_TAB = 9


@dataclass
class _Record:
    tag: int
    level: int
    body: bytes
    inner: list[_Record] = field(default_factory=list)


def read_hwp(content: IO[bytes]) -> Iterator[Block]:
    """Sections in order of their number. Raises: Unfit, OSError."""
    try:
        compound = Compound(content)
        flags = _check_open(compound)
        sections = sorted((int(found[1]), path) for path in compound.streams if (found := _SECTION.fullmatch(path)))
        if not sections:
            raise Unfit("has no text in it (no BodyText); save it again")
        for _, path in sections:
            packed = compound.read(path, MOST_BYTES)
            yield from _blocks(_tree(_inflated(packed) if flags & _COMPRESSED else packed))
    except (BrokenCompound, zlib.error, struct.error, KeyError):
        raise Unfit("is cut short or damaged; fetch it again") from None


def is_hwp3(file: Path) -> bool:
    """The form before HWP 5, which is no compound file. Raises: OSError."""
    with file.open("rb") as content:
        return content.read(24).startswith(_NAME + b" V")


def is_compound(file: Path) -> bool:
    """Raises: OSError."""
    with file.open("rb") as content:
        return content.read(8) == SIGNATURE


def _check_open(compound: Compound) -> int:
    if "FileHeader" not in compound.streams:
        raise Unfit(UNKNOWN)
    header = compound.read("FileHeader", 4096)
    if not header.startswith(_NAME) or len(header) < 40:
        raise Unfit(UNKNOWN)
    flags = int.from_bytes(header[36:40], "little")
    for bits, problem in _LOCKS.items():
        if flags & bits:
            raise Unfit(problem)
    return flags


def _inflated(packed: bytes) -> bytes:
    """Raw deflate. A bomb or a stream without its end is damage."""
    inflater = zlib.decompressobj(-15)
    found = inflater.decompress(packed, MOST_BYTES)
    if not inflater.eof:
        raise zlib.error
    return found


def _tree(content: bytes) -> _Record:
    """Records by their level: what is deeper than a record belongs to it."""
    root = _Record(0, -1, b"")
    path = [root]
    at = count = 0
    while at + 4 <= len(content):
        count += 1
        head = int.from_bytes(content[at : at + 4], "little")
        tag, level, size = head & 0x3FF, head >> 10 & 0x3FF, head >> 20
        at += 4
        if size == 0xFFF:
            size = int.from_bytes(content[at : at + 4], "little")
            at += 4
        if at + size > len(content) or level > DEEPEST or count > MOST_RECORDS:
            raise BrokenCompound
        record = _Record(tag, level, content[at : at + size])
        at += size
        while path[-1].level >= level:
            path.pop()
        path[-1].inner.append(record)
        path.append(record)
    return root


def _blocks(record: _Record) -> Iterator[Block]:
    """Paragraphs and tables below a record, each table behind the paragraph that holds it."""
    for inner in record.inner:
        if inner.tag == _PARA_TEXT:
            if text := _text(inner.body):
                yield Paragraph(text)
        elif inner.tag == _CTRL_HEADER and inner.body[:4] == _TABLE_CONTROL:
            yield from _table(inner)
        elif not (inner.tag == _CTRL_HEADER and inner.body[:4] in _LEFT_OUT):
            yield from _blocks(inner)


def _table(control: _Record) -> Iterator[Block]:
    """The caption, if there is one before the table; then its cells, each a list header and its paragraphs."""
    cells: list[Cell] = []
    is_cell = False
    for place, record in enumerate(control.inner):
        if record.tag == _TABLE:
            is_cell = True
        elif record.tag == _LIST_HEADER and is_cell:
            cells.append(_cell(record, list(_list_of(control, place))))
        elif record.tag == _PARA_HEADER and not is_cell:
            yield from _blocks(record)
    yield grid_of(cells)


def _list_of(control: _Record, place: int) -> Iterator[Block]:
    """The paragraphs of a list stand behind its header, at its own level or below it."""
    yield from _blocks(control.inner[place])
    for record in islice(control.inner, place + 1, None):
        if record.tag != _PARA_HEADER:
            return
        yield from _blocks(record)


def _cell(header: _Record, blocks: list[Block]) -> Cell:
    col, row, col_span, row_span = struct.unpack_from("<4H", header.body, _CELL_AT)
    text = "\n".join(block.text for block in blocks if isinstance(block, Paragraph))
    nested = tuple(block for block in blocks if isinstance(block, Grid))
    return Cell(row, col, max(1, row_span), max(1, col_span), text, nested)


def _text(body: bytes) -> str:
    """Control characters take one place or eight; a tab is one of those that take eight."""
    units = struct.unpack(f"<{len(body) // 2}H", body[: len(body) // 2 * 2])
    kept = bytearray()
    at = 0
    while at < len(units):
        unit = units[at]
        if unit > 31:
            kept += unit.to_bytes(2, "little")
        elif said := ("\t" if unit == _TAB else _ONE.get(unit, "")):
            kept += said.encode("utf-16-le")
        at += 1 if unit > 31 or unit in _SINGLE else 8
    return kept.decode("utf-16-le", "replace").strip()
