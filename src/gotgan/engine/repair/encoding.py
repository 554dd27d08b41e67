"""Text of no single encoding made UTF-8 line by line: UTF-8 where it is, else CP949, else U+FFFD in its place."""

from __future__ import annotations

import codecs
import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from gotgan.engine.repair.cp949 import cp949_to_utf8
from gotgan.engine.repair.tally import Tally
from gotgan.engine.repair.undecoded import rows_beyond_ascii, texts_of
from gotgan.engine.tables import DEFAULT_LIMITS
from gotgan.engine.tables.delimited import HEAD_BYTES, LARGE_BYTES

STEP = "encoding"
BLOCK_BYTES = 4 << 20
_TELLING_BYTES = 1 << 18
LOST = "\N{REPLACEMENT CHARACTER}"
_NEWLINE, _BEYOND_ASCII = 10, 128
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_NAMES = {"utf-8": "UTF-8", "cp949": "CP949", "utf-16": "UTF-16", "utf-32": "UTF-32"}


@dataclass
class Lines:
    """How lines with letters beyond ASCII were read: by encoding, `lost` where none could. Mergeable."""

    counts: Counter[str] = field(default_factory=Counter)

    def merge(self, other: Lines) -> Lines:
        return Lines(self.counts + other.counts)

    @property
    def main(self) -> str:
        """The encoding of most lines."""
        return "cp949" if self.counts["cp949"] > self.counts["utf-8"] else "utf-8"


def count_lines(blocks: Iterator[bytes]) -> Lines:
    """How many lines each encoding can read; those that both can are left out."""
    found: Counter[str] = Counter()
    for block in blocks:
        if not block.isascii():
            found.update(_surely(line) for line in block.split(b"\n") if not line.isascii())
    return Lines(Counter({name: count for name, count in found.items() if name}))


def _surely(line: bytes) -> str:
    text = _decoded(line, "utf-8")
    if text is not None:
        return "utf-8" if any(character > "\u07ff" for character in text) else ""
    return "cp949" if _decoded(line, "cp949") is not None else ""


def _decoded(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None


def to_utf8(block: bytes, main: str) -> tuple[bytes, Lines]:
    """A block of whole lines as UTF-8, the file being mostly `main`. The same for every cut at line ends."""
    if block.isascii():
        return block, Lines()
    if main == "utf-8" and _decoded(block, "utf-8") is not None:
        return block, Lines(Counter({"utf-8": _lines_beyond_ascii(block)}))
    done = cp949_to_utf8(block) if main == "cp949" else None
    if done is not None and not any(lead in done for lead in _HANJA):
        return done, Lines(Counter({"cp949": _lines_beyond_ascii(block)}))
    counts: Counter[str] = Counter()
    lines = [_line(line, main, counts) for line in block.split(b"\n")]
    return b"\n".join(lines), Lines(counts)


_HANJA = tuple(bytes([lead]) for lead in range(0xE4, 0xEA))
"""First bytes of Hanja in UTF-8. Hangul of UTF-8 taken for CP949 always begins with a Hanja."""


def _lines_beyond_ascii(block: bytes) -> int:
    codes = np.frombuffer(block, dtype=np.uint8)
    starts = np.concatenate(([0], np.flatnonzero(codes == _NEWLINE) + 1))
    return int((np.maximum.reduceat(codes, starts[starts < codes.size]) >= _BEYOND_ASCII).sum())


def _line(line: bytes, main: str, counts: Counter[str]) -> bytes:
    if line.isascii():
        return line
    for encoding in _order(line, main):
        text = _decoded(line, encoding)
        if text is not None:
            counts[encoding] += 1
            return line if encoding == "utf-8" else text.encode()
    counts["lost"] += 1
    return line.decode(main, "replace").encode()


def _order(line: bytes, main: str) -> tuple[str, str]:
    """UTF-8 first; in a CP949 file two bytes that are one Latin letter of UTF-8 are a syllable."""
    text = _decoded(line, "utf-8") if main == "cp949" else None
    is_syllables = text is not None and not any(character > "\u07ff" for character in text)
    return ("cp949", "utf-8") if is_syllables else ("utf-8", "cp949")


@dataclass
class LineSource:
    """A text file of lines in UTF-8 or CP949 (a `Late`). `lines`, `sha256` (of the file as it is): of the last pass."""

    file: Path
    main: str = "utf-8"
    lines: Lines = field(default_factory=Lines)
    sha256: str | None = None
    has_mark: bool = False
    _counting: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        with self.file.open("rb") as content:
            self.has_mark = content.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8
            content.seek(0)
            beyond = next((block for block in blocks_of_lines(content) if not block.isascii()), b"")
        self.main = count_lines(iter([beyond[: beyond.rfind(b"\n", 0, _TELLING_BYTES) + 1] or beyond])).main

    @property
    def may_parse(self) -> bool:
        return self.main == "cp949"

    def blocks(self) -> Iterator[bytes]:
        """As `Late.blocks`. Memory: a block, or the longest line."""
        self.lines = Lines()
        digest, is_first = hashlib.sha256(), True
        with self.file.open("rb") as content:
            for block in blocks_of_lines(content, first_bytes=HEAD_BYTES, block_bytes=LARGE_BYTES):
                digest.update(block)
                yield block.removeprefix(codecs.BOM_UTF8) if is_first else block
                is_first = False
        self.sha256 = digest.hexdigest()

    def decoded(self) -> Iterator[bytes]:
        for block in self.blocks():
            yield self.utf8(block)

    def utf8(self, block: bytes) -> bytes:
        done, lines = to_utf8(block, self.main)
        self._add(lines)
        return done

    def cells(self, columns: Sequence[pa.Array]) -> list[pa.Array] | None:
        """None too where a letter is a Hanja: the line may be one of UTF-8."""
        made = []
        for column in columns:
            texts = texts_of(column, _HANJA)
            if texts is None:
                return None
            made.append(texts)
        return made

    def count(self, block: bytes, rows: Sequence[pa.RecordBatch]) -> None:
        ends = np.count_nonzero(np.frombuffer(block, dtype=np.uint8) == _NEWLINE)
        are_lines = ends == sum(batch.num_rows for batch in rows)
        beyond = sum(map(rows_beyond_ascii, rows)) if are_lines else _lines_beyond_ascii(block)
        self._add(Lines(Counter({"cp949": beyond})))

    def _add(self, lines: Lines) -> None:
        with self._counting:
            self.lines = self.lines.merge(lines)


def mend_text(file: Path, target: Path) -> tuple[Lines, str]:
    """Write `file` as UTF-8 to `target`; returns how its lines were read and its main encoding. Raises: OSError."""
    with file.open("rb") as content:
        head = content.read(4)
    wide = next((name for bom, name in _WIDE if head.startswith(bom)), None)
    if wide:
        return _mend_wide(file, target, wide), wide
    source = LineSource(file)
    with target.open("wb") as written:
        for block in source.decoded():
            written.write(block)
    return source.lines, source.main


def _mend_wide(file: Path, target: Path, encoding: str) -> Lines:
    """Two or four bytes a character: half a character becomes U+FFFD."""
    counts: Counter[str] = Counter()
    with file.open(encoding=encoding, errors="replace", newline="") as content, target.open("wb") as written:
        while text := content.read(BLOCK_BYTES):
            counts["lost"] += sum(1 for line in text.split("\n") if LOST in line)
            counts[encoding] += text.count("\n")
            written.write(text.encode("utf-8", "replace"))
    return Lines(counts)


def blocks_of_lines(
    content: BinaryIO, *, first_bytes: int = BLOCK_BYTES, block_bytes: int = BLOCK_BYTES
) -> Iterator[bytes]:
    """Blocks that end at a line end (but the last); one line longer than a block is one block.

    A line longer than any record comes in pieces: who reads records refuses it.
    """
    left: list[bytes] = []
    size = first_bytes
    while chunk := content.read(size):
        end = chunk.rfind(b"\n") + 1
        if not end and sum(map(len, left)) <= DEFAULT_LIMITS.record_bytes:
            left.append(chunk)
            continue
        end = end or len(chunk)
        content.seek(end - len(chunk), os.SEEK_CUR)  # sooner read again than put together
        yield b"".join([*left, chunk[:end]]) if left else chunk[:end]
        left, size = [], block_bytes
    if left:
        yield b"".join(left)


def note_lines(tally: Tally, lines: Lines, main: str) -> None:
    """Lines by how they were read; UTF-8 is a change only among lines of CP949."""
    for encoding, name in _NAMES.items():
        count = lines.counts[encoding]
        if count and encoding != "utf-8":
            tally.add(STEP, None, f"read as {name}, written as UTF-8", changed=count)
        elif count and main == "cp949":
            tally.add(STEP, None, "read as UTF-8 among lines of CP949", changed=count)
    if lost := lines.counts["lost"]:
        tally.add(STEP, None, "in no known encoding: kept, with U+FFFD for what cannot be read", changed=lost)


def note_encoding(tally: Tally, encoding: str | None, lines: int) -> None:
    """A file of one encoding: all its lines were written anew, unless it was UTF-8 before."""
    if encoding == "utf-8-sig":
        tally.add(STEP, None, "a byte order mark taken off", changed=1)
    elif encoding not in (None, "utf-8"):
        name = {"cp949": "CP949"}.get(encoding, "UTF-16")
        tally.add(STEP, None, f"read as {name}, written as UTF-8", changed=lines)
