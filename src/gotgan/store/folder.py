"""Objects in a local folder, each under its sha256: written beside, checked, then moved in place."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from gotgan.terms.digest import CHUNK_BYTES
from gotgan.terms.errors import NotFound


class ObjectMissing(NotFound):
    """The store holds no object of this hash."""


@dataclass(frozen=True)
class StoredObject:
    sha256: str
    size_bytes: int


class FolderStore:
    """Content-addressed objects below `root`. The same bytes are kept once.

    An object appears whole or not at all: a killed writer leaves only a file in `incoming/`,
    which `sweep` removes.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._incoming = root / "incoming"

    def put(self, chunks: Iterable[bytes]) -> StoredObject:
        """Write chunks as one object. Raises: OSError (disk full); nothing half-written remains."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        beside = self._incoming / uuid4().hex
        digest, size = hashlib.sha256(), 0
        try:
            with beside.open("wb") as file:
                for chunk in chunks:
                    digest.update(chunk)
                    size += file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            target = self.path_of(digest.hexdigest())
            target.parent.mkdir(parents=True, exist_ok=True)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
        return StoredObject(digest.hexdigest(), size)

    def put_file(self, path: Path) -> StoredObject:
        """Copy a local file in."""
        with path.open("rb") as file:
            return self.put(iter(lambda: file.read(CHUNK_BYTES), b""))

    def path_of(self, sha256: str) -> Path:
        """Where the object lies, whether or not it exists."""
        return self.root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return self.path_of(sha256).is_file()

    def open(self, sha256: str) -> BinaryIO:
        """Raises: ObjectMissing."""
        try:
            return self.path_of(sha256).open("rb")
        except FileNotFoundError:
            raise ObjectMissing(f"object {sha256[:12]} is not in the store; restore a backup") from None

    def read(self, sha256: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Yield the bytes [start, start + length) in chunks of at most 1 MiB."""
        with self.open(sha256) as file:
            file.seek(start)
            left = length
            while left is None or left > 0:
                chunk = file.read(CHUNK_BYTES if left is None else min(CHUNK_BYTES, left))
                if not chunk:
                    return
                if left is not None:
                    left -= len(chunk)
                yield chunk

    def delete(self, sha256: str) -> None:
        self.path_of(sha256).unlink(missing_ok=True)

    def sweep(self) -> int:
        """Remove what killed writers left; returns how many. Call when no writer runs."""
        left_overs = list(self._incoming.glob("*")) if self._incoming.is_dir() else []
        for path in left_overs:
            path.unlink(missing_ok=True)
        return len(left_overs)
