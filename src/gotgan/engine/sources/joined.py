"""Pieces of files read as one file, without writing them together."""

from __future__ import annotations

import errno
import io
import os
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True)
class Piece:
    """`length` bytes of a file from `start` on; `number` is what its part is called by."""

    path: Path
    number: int
    start: int
    length: int


def whole(path: Path, number: int = 0) -> Piece:
    return Piece(path, number, 0, path.stat().st_size)


class JoinedFile(io.RawIOBase):
    """Pieces one after the other, seekable, one of them open at a time. Raises: OSError on reading."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = [piece for piece in pieces if piece.length]
        self._ends = list(accumulate(piece.length for piece in self._pieces))
        self.size = self._ends[-1] if self._ends else 0
        self._position = 0
        self._open: tuple[Path, BinaryIO] | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        self._position = base + offset
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Up to the end of a piece; 0 only at the end, or where a piece is shorter than it was."""
        if self._position >= self.size or not len(buffer):
            return 0
        index = bisect_right(self._ends, self._position)
        piece = self._pieces[index]
        inner = self._position - (self._ends[index] - piece.length)
        file = self._file(piece.path)
        file.seek(piece.start + inner)
        count = file.readinto(memoryview(buffer)[: piece.length - inner])  # type: ignore[attr-defined]
        self._position += count
        return int(count)

    def numbers(self, start: int, end: int) -> list[int]:
        """The parts that hold the bytes from `start` up to `end`."""
        first, last = bisect_right(self._ends, start), bisect_right(self._ends, max(start, end - 1))
        return [piece.number for piece in self._pieces[first : last + 1]]

    def _file(self, path: Path) -> BinaryIO:
        if self._open is None or self._open[0] != path:
            self._drop()
            self._open = (path, path.open("rb", buffering=0))
        return self._open[1]

    def _drop(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None

    def close(self) -> None:
        self._drop()
        super().close()


def open_joined(pieces: Sequence[Piece]) -> io.BufferedReader:
    return io.BufferedReader(JoinedFile(pieces), 1 << 20)
