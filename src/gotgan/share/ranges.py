"""HTTP byte ranges (RFC 9110, section 14). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SINGLE = re.compile(r"\s*bytes\s*=\s*(\d{0,19})\s*-\s*(\d{0,19})\s*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class ByteRange:
    """Bytes `start` to `last`, both included."""

    start: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.start + 1


class PastTheEnd(Exception):
    """No byte of the file lies in the range: 416."""


def parse_range(header: str, size_bytes: int) -> ByteRange | None:
    """The one range asked for, or None: send the whole file.

    Several ranges, another unit or nonsense are answered with the whole file, as the RFC allows.
    Raises: PastTheEnd.
    """
    match = _SINGLE.fullmatch(header or "")
    if not match or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return _suffix(int(last), size_bytes)
    start, end = int(first), int(last) if last else size_bytes - 1
    if last and end < start:
        return None
    if start >= size_bytes:
        raise PastTheEnd
    return ByteRange(start, min(end, size_bytes - 1))


def _suffix(length: int, size_bytes: int) -> ByteRange:
    if length == 0 or size_bytes == 0:
        raise PastTheEnd
    return ByteRange(max(0, size_bytes - length), size_bytes - 1)
