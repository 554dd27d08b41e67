"""What a Version is made of, file by file. The manifest's sha256 is the Version's id."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class FileEntry:
    """One file: path relative to the version (NFC, `/`), bytes, content hash."""

    path: str
    size_bytes: int
    sha256: str
    media_type: str = "application/octet-stream"


@dataclass(frozen=True)
class Manifest:
    """`files` are the original bytes and alone make the id; `derived` can be made again from them."""

    files: tuple[FileEntry, ...]
    derived: tuple[FileEntry, ...] = ()

    @property
    def sha256(self) -> str:
        """Over the sorted lines `sha256  path\\n` of `files` (SHAPES.md, package)."""
        lines = sorted(f"{entry.sha256}  {entry.path}\n" for entry in self.files)
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @property
    def size_bytes(self) -> int:
        return sum(entry.size_bytes for entry in self.files)

    def to_json(self) -> dict[str, Any]:
        return {
            "files": [asdict(entry) for entry in self.files],
            "derived": [asdict(entry) for entry in self.derived],
            "sha256": self.sha256,
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Manifest:
        """Raises: KeyError, TypeError when the document is not a manifest."""
        return cls(_entries(document["files"]), _entries(document.get("derived", ())))


def _entries(rows: Iterable[dict[str, Any]]) -> tuple[FileEntry, ...]:
    names = ("path", "size_bytes", "sha256", "media_type")
    return tuple(FileEntry(**{name: row[name] for name in names if name in row}) for row in rows)
