"""JSON as portals write it: halves of surrogate pairs and bytes that are no UTF-8 become U+FFFD.

Real listings hold them (`Future\\udc92s`); one such sign must not cut a listing of thousands.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import Any, BinaryIO

_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\.")
_LONE = 6
_GAPS = " ,:]}\n"


def loads(content: bytes) -> Any:
    """Raises: ValueError, RecursionError when it is no JSON."""
    return json.loads(whole_signs(content.decode("utf-8-sig", "replace")))


def whole_signs(text: str) -> str:
    """The JSON text with every escaped half of a surrogate pair replaced."""
    if "\\u" not in text:
        return text
    return _ESCAPE.sub(lambda match: "\\ufffd" if _is_lone(match.group()) else match.group(), text)


def _is_lone(escape: str) -> bool:
    return len(escape) == _LONE


class WholeSigns:
    """A file for a streaming parser, repaired on the way."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._held = ""
        self._is_over = False

    def read(self, size: int = -1) -> bytes:
        """About `size` bytes; empty only at the end."""
        if size == 0:
            return b""
        while not self._is_over:
            block = self._file.read(max(size, 1 << 16))
            self._is_over = not block
            self._held += self._decoder.decode(block, final=self._is_over)
            ready = self._take()
            if ready:
                return ready.encode("utf-8", "replace")
        return b""

    def _take(self) -> str:
        """What is held up to the last gap: no escape goes across one."""
        end = len(self._held) if self._is_over else max(map(self._held.rfind, _GAPS))
        if end <= 0:
            return ""
        ready, self._held = self._held[:end], self._held[end:]
        return whole_signs(ready)
