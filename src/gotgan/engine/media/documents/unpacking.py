"""Whether a PDF's streams unpack to more than a document has, before a parser unpacks them without asking.

Every stream of a PDF lies open in the file between `stream` and `endstream`. Those that are deflated once are tried
out in pieces, which nobody keeps. Streams under another filter or a cipher are not judged.
"""

from __future__ import annotations

import mmap
import re
import zlib
from io import BufferedReader

from gotgan.engine.media.documents.grid import Unfit

MOST_BYTES = 256 << 20
"""The most that one stream may unpack to."""
_STREAM = re.compile(rb"stream\r?\n")
_PIECE = 1 << 16
_KEPT = 1 << 20


def check_streams(content: BufferedReader) -> None:
    """Raises: Unfit for a bomb. The file's place stays where it was; it must not be empty."""
    with mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        for found in _STREAM.finditer(whole):
            head = whole[found.end() : found.end() + 2]
            if len(head) == 2 and head[0] & 0x0F == 8 and int.from_bytes(head, "big") % 31 == 0:
                _check_stream(whole, found.end())


def _check_stream(whole: mmap.mmap, start: int) -> None:
    inflater = zlib.decompressobj()
    unpacked, left = 0, b""
    try:
        while not inflater.eof:
            piece = left or whole[start : start + _PIECE]
            start += 0 if left else len(piece)
            if not piece:
                return
            unpacked += len(inflater.decompress(piece, _KEPT))
            left = inflater.unconsumed_tail
            if unpacked > MOST_BYTES:
                raise Unfit(f"unpacks to more than {MOST_BYTES} bytes in one stream, as a bomb does; save it again")
    except zlib.error:
        return
