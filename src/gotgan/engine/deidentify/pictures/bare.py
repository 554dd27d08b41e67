"""What stands in the bytes of a picture beside its pixels, read without Pillow: by segments, chunks and boxes.

Knows what a release writes (JPEG, PNG, WebP); anything else is not bare.
"""

from __future__ import annotations

from collections.abc import Iterator

_PNG, _JPEG, _RIFF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"RIFF"
_PNG_PLAIN = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_WEBP_PLAIN = frozenset({b"VP8 ", b"VP8L"})
_SOS, _EOI, _COM, _APP0, _ADOBE = 0xDA, 0xD9, 0xFE, 0xE0, 0xEE
_APPS = range(0xE0, 0xF0)
_JFIF_BYTES = 14
"""JFIF without a thumbnail."""
_CUT, _BEHIND = "cut short", "bytes behind its end"


def parts_beside(content: bytes) -> list[str]:
    """The names of such parts: a segment, a chunk, bytes behind the end. Empty for pixels alone."""
    if content.startswith(_PNG):
        return list(_of_png(content))
    if content.startswith(_JPEG):
        return list(_of_jpeg(content))
    if content.startswith(_RIFF) and content[8:12] == b"WEBP":
        return list(_of_webp(content))
    return ["another form"]


def _of_png(content: bytes) -> Iterator[str]:
    at = len(_PNG)
    while at + 12 <= len(content):
        name, size = content[at + 4 : at + 8], int.from_bytes(content[at : at + 4])
        if name not in _PNG_PLAIN:
            yield f"chunk {name.decode('latin-1')}"
        at += size + 12
        if name == b"IEND":
            break
    yield from _end(at, len(content))


def _of_webp(content: bytes) -> Iterator[str]:
    at, end = 12, 8 + int.from_bytes(content[4:8], "little")
    while at + 8 <= min(end, len(content)):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if name not in _WEBP_PLAIN:
            yield f"chunk {name.decode('latin-1')}"
        at += 8 + size + size % 2
    yield from _end(at, len(content))


def _of_jpeg(content: bytes) -> Iterator[str]:
    at = len(_JPEG)
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if (marker in _APPS or marker == _COM) and not _is_plain(marker, content[at + 4 : at + 2 + size]):
            yield "comment" if marker == _COM else f"segment APP{marker - _APP0}"
        at += 2 + size
        if marker == _SOS:
            at = _behind_scan(content, at)
            if content[at + 1 : at + 2] == bytes([_EOI]):
                at += 2
                break
    yield from _end(at, len(content))


def _is_plain(marker: int, payload: bytes) -> bool:
    if marker == _APP0:
        return payload.startswith(b"JFIF\0") and len(payload) == _JFIF_BYTES
    return marker == _ADOBE and payload.startswith(b"Adobe") and len(payload) == 12


def _behind_scan(content: bytes, at: int) -> int:
    """Where the next marker stands: in a scan 0xFF is followed by 0 or by a restart marker."""
    while (at := content.find(b"\xff", at)) >= 0:
        following = content[at + 1 : at + 2]
        if following and following != b"\0" and not 0xD0 <= following[0] <= 0xD7:
            return at
        at += 2
    return len(content) + 1


def _end(at: int, size: int) -> Iterator[str]:
    if at != size:
        yield _CUT if at > size else _BEHIND
