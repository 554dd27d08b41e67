"""What is left of a ZIP whose list of members is gone: the list stands at the end, so a file cut short has none.

The members before the cut are found by their own headers and read to their end, in bounded memory and size.
Source: PKWARE, .ZIP File Format Specification (APPNOTE), 4.3.7.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from gotgan.engine.tables.model import MIB
from gotgan.engine.tables.names import member_name

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_SIGNATURE, _DESCRIPTOR = b"PK\x03\x04", b"PK\x07\x08"
_STREAMED, _STORED, _DEFLATED = 0x8, 0, 8
MOST_MEMBERS = 10_000
MOST_BYTES = 1 << 30
"""Unpacked bytes that are looked at, all members together."""
_SHEET, _STRINGS = "xl/worksheets/", "xl/sharedStrings.xml"


@dataclass(frozen=True)
class Left:
    """One member: `is_whole` when it could be read to its end and its check sum, where it has one, holds."""

    name: str
    is_whole: bool


def why_cut(file: Path, name: str) -> str:
    """What is broken, what is whole, and what to do. Raises: OSError."""
    found = list(members_left(file))
    whole = sum(each.is_whole for each in found)
    broken = "the list of members at its end is gone"
    is_workbook = any(each.name.startswith("xl/") for each in found) or name.lower().endswith(".xlsx")
    if not found:
        what = "workbook" if is_workbook else "archive"
        return f"the {what} is damaged or cut short: no member can be found in it; fetch it again"
    if is_workbook:
        return f"the workbook is damaged or cut short: {broken}; {_of_workbook(found)}"
    counted = f"{whole} of {len(found)} members in it are whole"
    rescue = " (`zip -FF` brings the whole ones into a new archive)" if whole else ""
    return f"the archive is damaged or cut short: {broken}, {counted}; fetch it again{rescue}"


def _of_workbook(found: list[Left]) -> str:
    sheets = [each.is_whole for each in found if each.name.startswith(_SHEET) and each.name.endswith(".xml")]
    texts = any(each.is_whole for each in found if each.name == _STRINGS)
    if not any(sheets):
        return "no sheet in it is whole; fetch it again"
    kept = f"{sum(sheets)} of {len(sheets)} sheets found are whole"
    if texts:
        return f"{kept}, their texts too; fetch it again, or let a spreadsheet program repair it and save it anew"
    return f"{kept}, but their shared texts are lost; fetch it again, for a repair would keep the numbers alone"


def members_left(file: Path) -> Iterator[Left]:
    with file.open("rb") as content:
        meter = [MOST_BYTES]
        for _ in range(MOST_MEMBERS):
            head = content.read(_LOCAL.size)
            if len(head) < _LOCAL.size or not head.startswith(_SIGNATURE):
                return
            _, _, flags, method, _, _, crc, packed, _, name_bytes, extra_bytes = _LOCAL.unpack(head)
            raw = content.read(name_bytes)
            content.seek(extra_bytes, 1)
            is_streamed = bool(flags & _STREAMED)
            whole = _read_member(content, method, None if is_streamed else (packed, crc), meter)
            yield Left(member_name(raw), bool(whole))
            if whole is None:
                return
            if is_streamed and not _skip_descriptor(content):
                return


def _read_member(content: IO[bytes], method: int, said: tuple[int, int] | None, meter: list[int]) -> bool | None:
    """Whether the member is whole; None when what follows it cannot be found. The content stands after it then."""
    start = content.tell()
    if said is None and method != _DEFLATED:
        return None
    end = None if said is None else start + said[0]
    crc, is_ended, left = _unpack(content, method, end, meter)
    if end is None:
        content.seek(-left, 1)
        return True if is_ended else None
    content.seek(end)
    return is_ended and said is not None and crc == said[1]


def _unpack(content: IO[bytes], method: int, end: int | None, meter: list[int]) -> tuple[int, bool, int]:
    """(check sum, whether the end was reached, bytes read beyond it)."""
    unpacker = zlib.decompressobj(-15) if method == _DEFLATED else None
    crc = 0
    while meter[0] > 0 and (end is None or content.tell() < end):
        chunk = content.read(MIB if end is None else min(MIB, end - content.tell()))
        if not chunk:
            return crc, False, 0
        try:
            while chunk:
                made = unpacker.decompress(chunk, MIB) if unpacker else chunk
                crc, meter[0] = zlib.crc32(made, crc), meter[0] - len(made)
                chunk = unpacker.unconsumed_tail if unpacker and meter[0] > 0 else b""
        except zlib.error:
            return crc, False, 0
        if unpacker and unpacker.eof:
            return crc, True, len(unpacker.unused_data)
    return crc, unpacker is None and meter[0] > 0, 0


def _skip_descriptor(content: IO[bytes]) -> bool:
    """Past the sizes that follow a streamed member, with or without a signature, of 32 or 64 bits."""
    place = content.tell()
    ahead = content.read(32)
    for size in (16, 12, 24, 20):
        if ahead[size : size + 4] == _SIGNATURE:
            content.seek(place + size)
            return True
    return False
