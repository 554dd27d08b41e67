"""What a download has already got: one line per part, beside the files, until all is verified."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from gotgan.terms.manifest import FileEntry

PART_BYTES = 16 << 20


@dataclass(frozen=True)
class Part:
    """The bytes `start` to `last` of a file, both included."""

    path: str
    start: int
    last: int


def parts_of(entry: FileEntry) -> Iterator[Part]:
    """A file in pieces of at most 16 MiB; an empty file has none."""
    for start in range(0, entry.size_bytes, PART_BYTES):
        yield Part(entry.path, start, min(start + PART_BYTES, entry.size_bytes) - 1)


class Journal:
    """Parts that lie on disk, for one version. A journal of another version counts for nothing.

    A line is written only after the part's bytes are; a killed download repeats at most the
    parts under way. A half-written last line is ignored.
    """

    def __init__(self, path: Path, version: str) -> None:
        self._path = path
        self._lock = Lock()
        self.done = self._read(version)
        if not self.done:
            path.write_text(json.dumps({"version": version}) + "\n", encoding="utf-8")
        self._file = path.open("a", encoding="utf-8")

    def _read(self, version: str) -> set[Part]:
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return set()
        rows = list(_rows(lines))
        if not rows or rows[0].get("version") != version:
            return set()
        return {Part(str(row["path"]), int(row["start"]), int(row["last"])) for row in rows[1:]}

    def add(self, part: Part) -> None:
        line = json.dumps({"path": part.path, "start": part.start, "last": part.last}, ensure_ascii=False)
        with self._lock:
            self._file.write(line + "\n")
            self._file.flush()
            self.done.add(part)

    def forget(self, path: str) -> None:
        """The bytes of a file turned out wrong: all its parts are fetched again."""
        with self._lock:
            self.done = {part for part in self.done if part.path != path}

    def close(self) -> None:
        self._file.close()

    def remove(self) -> None:
        self.close()
        self._path.unlink(missing_ok=True)


def _rows(lines: list[str]) -> Iterator[dict[str, str | int]]:
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:
            return
