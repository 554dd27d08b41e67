"""What a download has already got: one line per part, in its work folder, until all is verified."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TextIO

from gotgan.terms.manifest import FileEntry

if sys.platform != "win32":
    import fcntl

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
    parts under way. A half-written last line is ignored. Whoever comes second waits for the first:
    two downloads into one folder would move each other's files away.
    """

    def __init__(self, folder: Path, version: str) -> None:
        self._folder = folder
        self._lock = Lock()
        self._file = _locked(folder / "journal")
        self.done = _read(self._file, version)
        self._file.truncate(0)
        self._write({"version": version}, *map(_row, self.done))

    def add(self, part: Part) -> None:
        with self._lock:
            self._write(_row(part))
            self.done.add(part)

    def forget(self, path: str) -> None:
        """The bytes of a file turned out wrong: all its parts are fetched again."""
        with self._lock:
            self.done = {part for part in self.done if part.path != path}

    def close(self) -> None:
        self._file.close()

    def remove(self) -> None:
        """Everything is in place: the work folder goes."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self.close()

    def _write(self, *rows: dict[str, str | int]) -> None:
        self._file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        self._file.flush()


def _locked(path: Path) -> TextIO:
    """The journal, open and ours alone."""
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except FileExistsError:  # it was there, and another download took it away before mkdir looked what it is
            if path.parent.exists():
                raise
            continue
        file = _opened(path)
        if file is not None:
            return file


def _opened(path: Path) -> TextIO | None:
    """None when another download took the journal away while we waited for it."""
    try:
        file = path.open("a+", encoding="utf-8")
    except FileNotFoundError:
        return None
    _wait_for(file)
    if os.fstat(file.fileno()).st_nlink:
        return file
    file.close()
    return None


def _wait_for(file: TextIO) -> None:
    """Where a file system knows no locks, nobody waits."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)


def _read(file: TextIO, version: str) -> set[Part]:
    file.seek(0)
    rows = list(_rows(file.read().splitlines()))
    if not rows or rows[0].get("version") != version:
        return set()
    return {Part(str(row["path"]), int(row["start"]), int(row["last"])) for row in rows[1:]}


def _row(part: Part) -> dict[str, str | int]:
    return {"path": part.path, "start": part.start, "last": part.last}


def _rows(lines: list[str]) -> Iterator[dict[str, str | int]]:
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:
            return
