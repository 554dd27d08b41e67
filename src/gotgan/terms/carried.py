"""A document of gotgan that is handed in as a file: told by how it begins, before anything of it is believed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

HEAD_BYTES = 1 << 16
SCAN = "scan"
LONGEST_ROOT = 1000
_PLACE = "carried:"
_BEGIN = re.compile(r'\s*\{\s*"gotgan"\s*:\s*"[^"\\]{1,80}"\s*,\s*"kind"\s*:\s*"([a-z_-]{1,40})"')
_ROOT = re.compile(r'"root"\s*:\s*("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True)
class DocumentHead:
    """`kind` is scan, profile, ...; `root` what a scan went through, empty where the beginning does not say."""

    kind: str
    root: str


def document_head(beginning: bytes) -> DocumentHead | None:
    """What a file's first HEAD_BYTES say it is; None for any file that gotgan did not write."""
    text = beginning.decode("utf-8", "replace")
    begin = _BEGIN.match(text)
    if begin is None:
        return None
    root = _ROOT.search(text, begin.end())
    return DocumentHead(begin[1], _unquoted(root[1]) if root else "")


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text))[:LONGEST_ROOT]
    except ValueError:
        return ""


def carried_place(root: str) -> str:
    """The location of a source whose scans are handed in; it is opened nowhere."""
    return _PLACE + root


def is_carried_place(location: str) -> bool:
    return location.startswith(_PLACE)


def carried_root(location: str) -> str:
    """What was scanned, where the location is such a place; else the location itself."""
    return location.removeprefix(_PLACE)


__all__ = [
    "HEAD_BYTES", "SCAN", "DocumentHead", "carried_place", "carried_root", "document_head", "is_carried_place",
]  # fmt: skip
