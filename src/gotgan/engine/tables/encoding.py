"""The encoding of a text file: BOM, else strict UTF-8, else strict CP949, each over the whole file.

Never a sample and never a detector: one Hangul cell in the last row of a numeric file decides.
CP949 always, never EUC-KR, which holds 2,350 of the 11,172 syllables.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHUNK = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF32_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_NUL_SHARE_OF_UTF16 = 0.2
_LOPSIDED = 4
"""How many times more NUL bytes one half of UTF-16 holds; letters such as 가 (U+AC00) add to the other."""


@dataclass(frozen=True)
class TextFacts:
    """`encoding` is None when the bytes are no text in any known encoding; `reason` then says where."""

    sha256: str
    size_bytes: int
    encoding: str | None
    reason: str
    nul_bytes: int
    longest_line: int
    has_line_feed: bool
    only_white: bool


@dataclass(frozen=True)
class _Stop:
    """The first byte that an encoding cannot read."""

    offset: int
    line: int


def examine_text(file: Path) -> TextFacts:
    """Read a file once (twice when it is not UTF-8): hash, encoding, longest line. Raises: OSError."""
    scan = _Scan(file)
    encoding, reason = _encoding_of(file, scan)
    return TextFacts(
        sha256=scan.digest.hexdigest(),
        size_bytes=scan.size,
        encoding=encoding,
        reason=reason,
        nul_bytes=0 if encoding in {"utf-16-le", "utf-16-be"} or _is_wide(scan.head) else scan.nuls,
        longest_line=max(scan.longest, scan.size - scan.line_start),
        has_line_feed=scan.has_line_feed,
        only_white=scan.only_white,
    )


class _Scan:
    """Everything one pass over the bytes can tell, with the strict UTF-8 check riding along."""

    def __init__(self, file: Path) -> None:
        self.digest = hashlib.sha256()
        self.size = self.nuls = self.longest = self.line_start = 0
        self.has_line_feed = False
        self.only_white = True
        self.head = b""
        self.utf8_stop: int | None = None
        decoder = codecs.getincrementaldecoder("utf-8")("strict")
        for chunk in _chunks(file):
            self._take(chunk)
            if self.utf8_stop is None:
                self.utf8_stop = _feed(decoder, chunk, self.size - len(chunk))
        if self.utf8_stop is None:
            self.utf8_stop = _finish(decoder, self.size)

    def _take(self, chunk: bytes) -> None:
        self.head = self.head or chunk[:4]
        self.digest.update(chunk)
        self.nuls += chunk.count(0)
        self.only_white = self.only_white and not chunk.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
        self._measure_lines(chunk)
        self.size += len(chunk)

    def _measure_lines(self, chunk: bytes) -> None:
        """The longest stretch without a line end, to the nearest line end of each chunk."""
        if not self.has_line_feed and b"\n" in chunk:
            self.has_line_feed = True
        end = b"\n" if b"\n" in chunk else b"\r"
        first, last = chunk.find(end), chunk.rfind(end)
        if first >= 0:
            self.longest = max(self.longest, self.size + first - self.line_start)
            self.line_start = self.size + last + 1


def _is_wide(head: bytes) -> bool:
    """Whether a mark says that each character takes two bytes or four."""
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, *_UTF32_BOMS))


def _encoding_of(file: Path, scan: _Scan) -> tuple[str | None, str]:
    if scan.head.startswith(_UTF32_BOMS):
        return None, "marked as UTF-32, which is not read; write the file again as UTF-8"
    marked = next((name for bom, name in _BOMS if scan.head.startswith(bom)), None)
    if marked == "utf-8-sig" and scan.utf8_stop is None:
        return marked, ""
    if marked and marked != "utf-8-sig":
        return _judge_marked(file, marked)
    if marked is None and scan.nuls > _NUL_SHARE_OF_UTF16 * scan.size:
        unmarked = _unmarked_utf16(file)
        if unmarked:
            return unmarked, ""
    if scan.utf8_stop is None:
        return "utf-8", ""
    cp949_stop = None if marked else first_stop(file, "cp949")
    if marked is None and cp949_stop is None:
        return "cp949", ""
    return None, _why_neither(file, scan, cp949_stop, marked)


def _judge_marked(file: Path, encoding: str) -> tuple[str | None, str]:
    stop = first_stop(file, encoding)
    if stop is None:
        return encoding, ""
    return None, f"marked as {encoding} but byte {stop} is not; write the file again in its source"


def _unmarked_utf16(file: Path) -> str | None:
    """UTF-16 without a mark: every other byte of its ASCII part is NUL."""
    head = next(_chunks(file), b"")
    even, odd = head[0::2].count(0), head[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    lopsided = min(even, odd) * _LOPSIDED < max(even, odd)
    return encoding if lopsided and first_stop(file, encoding) is None else None


def _why_neither(file: Path, scan: _Scan, cp949_stop: int | None, marked: str | None) -> str:
    stop = scan.utf8_stop or 0
    place = f"line {_line_of(file, stop)} (byte {stop})"
    if marked:
        return f"marked as UTF-8 but stops being UTF-8 at {place}; run gotgan repair on it"
    if scan.size - stop < 4 and stop:
        return f"cut in the middle of a character at its end, {place}; fetch the file again"
    other = f"line {_line_of(file, cp949_stop or 0)} (byte {cp949_stop})"
    return (
        f"mixed encodings: UTF-8 stops at {place} and CP949 stops at {other}; "
        "run gotgan repair on it, which reads line by line"
    )


def _line_of(file: Path, offset: int) -> int:
    """The line, counted from 1, that holds a byte."""
    lines, left = 1, offset
    for chunk in _chunks(file):
        lines += chunk.count(b"\n", 0, left) if left < len(chunk) else chunk.count(b"\n")
        left -= len(chunk)
        if left <= 0:
            break
    return lines


def first_stop(file: Path, encoding: str) -> int | None:
    """The offset of the first byte that strict decoding refuses; None when the whole file decodes."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset = 0
    for chunk in _chunks(file):
        stop = _feed(decoder, chunk, offset)
        if stop is not None:
            return stop
        offset += len(chunk)
    return _finish(decoder, offset)


def _feed(decoder: codecs.IncrementalDecoder, chunk: bytes, offset: int) -> int | None:
    pending = len(decoder.getstate()[0])
    if not pending and decoder.getstate()[1] == 0 and _is_plain(decoder, chunk):
        return None
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError as error:
        return offset - pending + error.start
    return None


def _is_plain(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    """ASCII needs no decoding in the encodings that contain it."""
    return "utf_16" not in type(decoder).__module__ and chunk.isascii()


def _finish(decoder: codecs.IncrementalDecoder, size: int) -> int | None:
    pending = len(decoder.getstate()[0])
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return size - pending
    return None


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while chunk := content.read(CHUNK):
            yield chunk


def utf8_chunks(file: Path, encoding: str) -> Iterator[bytes]:
    """The content as UTF-8 without BOM, in chunks of about 1 MiB that may cut a character."""
    chunks = _chunks(file)
    first = next(chunks, b"")
    for bom, name in _BOMS:
        if name == encoding:
            first = first.removeprefix(bom)
    if encoding in {"utf-8", "utf-8-sig"}:
        yield first
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    yield decoder.decode(first).encode()
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()
