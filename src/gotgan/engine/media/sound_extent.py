"""Whether a sound file is as long as its header says; its reader fills up or shortens without a word.

Sources: RIFF/WAVE (IBM, Microsoft 1991); RFC 3533 (Ogg pages); the Xing/Info frame at the head of an MP3.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import IO

_UNKNOWN = 0xFFFFFFFF
"""The size that a WAV has which was written into a pipe."""
_TOLERANCE = 0.99
_HEAD = 4096
_LONGEST_PAGE = 65_307
_LAST_PAGE = 0x4
_TAG_HAS_FRAMES, _TAG_HAS_BYTES = 0x1, 0x2


def is_cut(file: Path) -> bool:
    """Whether bytes are missing at the end, as far as its header tells. Raises: OSError."""
    size = file.stat().st_size
    with file.open("rb") as content:
        head = content.read(12)
        if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
            return _wav_is_cut(content, size)
        if head[:4] == b"OggS":
            content.seek(max(0, size - _LONGEST_PAGE))
            return _ogg_is_cut(content.read())
        content.seek(_id3_bytes(head))
        return _mp3_is_cut(content.read(_HEAD), size - _id3_bytes(head))


def _wav_is_cut(content: IO[bytes], size: int) -> bool:
    """Chunk by chunk to `data`; a file that ends before it is cut too."""
    place = 12
    while len(header := content.read(8)) == 8:
        kind, length = struct.unpack("<4sI", header)
        place += 8
        if kind == b"data":
            return bool(length != _UNKNOWN and place + length > size)
        place += length + length % 2
        content.seek(place)
    return True


def _ogg_is_cut(tail: bytes) -> bool:
    """The last page must be whole and say that it is the last."""
    start = tail.rfind(b"OggS")
    page = tail[start:] if start >= 0 else b""
    if len(page) < 27 or not page[5] & _LAST_PAGE:
        return True
    lengths = page[27 : 27 + page[26]]
    return len(lengths) < page[26] or len(page) < 27 + len(lengths) + sum(lengths)


def _id3_bytes(head: bytes) -> int:
    """The length of the ID3v2 tag before the sound, 0 without one."""
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    return 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))


def _mp3_is_cut(head: bytes, size: int) -> bool:
    """By the count of bytes that a Xing or Info frame gives; without one nothing is known."""
    if len(head) < 2 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    place = max(head.find(b"Xing", 0, 64), head.find(b"Info", 0, 64))
    if place < 0:
        return False
    flags = int.from_bytes(head[place + 4 : place + 8], "big")
    if not flags & _TAG_HAS_BYTES:
        return False
    place += 12 if flags & _TAG_HAS_FRAMES else 8
    return size < int.from_bytes(head[place : place + 4], "big") * _TOLERANCE
