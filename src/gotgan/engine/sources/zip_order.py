"""A zip whose parts were joined in the order of their names: 0, 1, 10, 11, 2. The central directory shows it."""

from __future__ import annotations

import io
import mmap
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gotgan.engine.sources.joined import Piece, open_joined
from gotgan.engine.sources.zip_parts import ZIP_BEGINS, Archive

FEWEST_PARTS = 10
MOST_PARTS = 1000
MOST_ENDS = 16
MOST_SIZES = 4096
ENTRIES_TRIED = 64
_END = b"PK\x05\x06"
_END_BYTES = 22
_MIB = 1 << 20
_OFFSET_STEP = 1 << 30
"""How large the parts are that AI Hub names by the byte they begin at."""


@dataclass(frozen=True)
class Cutting:
    """How a file would have been cut: the names of its parts, their size, and the size of the last."""

    names: tuple[str, ...]
    part: int
    last: int


def right_pieces(archive: Archive) -> tuple[Piece, ...]:
    """The archive's pieces; those of a zip that was joined in the order of names are put right."""
    if archive.is_cut or _shows_entries(archive.pieces):
        return archive.pieces
    return pieces_in_order(archive.pieces[0].path) or archive.pieces


def pieces_in_order(path: Path) -> tuple[Piece, ...] | None:
    """The pieces of a zip that was joined in the order of names, in the right order; None when it was not.

    Only an order in which the directory can be read, and the entries it points to begin where it says,
    is believed. Raises: OSError.
    """
    size = path.stat().st_size
    for cutting in _cuttings(path, size):
        pieces = _reordered(path, cutting)
        if _shows_entries(pieces):
            return pieces
    return None


def _cuttings(path: Path, size: int) -> Iterator[Cutting]:
    ends = _end_records(path, size)
    for count in range(FEWEST_PARTS, MOST_PARTS + 1) if ends else ():
        for first in (0, 1):
            names = tuple(str(number) for number in range(first, first + count))
            yield from _fitting(names, size, ends)
    count = -(-size // _OFFSET_STEP)
    if ends and count > 1:
        names = tuple(str(number * _OFFSET_STEP) for number in range(count))
        yield Cutting(names, _OFFSET_STEP, size - (count - 1) * _OFFSET_STEP)


def _fitting(names: tuple[str, ...], size: int, ends: list[int]) -> Iterator[Cutting]:
    """The part sizes for which the last part, wherever its name put it, ends at one of `ends`."""
    after = sum(name > names[-1] for name in names)
    for end in ends:
        if after:
            sizes = [(size - end) // after] if end < size and (size - end) % after == 0 else []
        else:
            sizes = _sizes(size, len(names)) if end == size else []
        for part in sizes:
            last = size - (len(names) - 1) * part
            if 0 < last <= part:
                yield Cutting(names, part, last)


def _sizes(size: int, count: int) -> list[int]:
    """Part sizes that cut `size` into `count`: every one when they are few, else whole megabytes."""
    least, most = -(-size // count), (size - 1) // (count - 1)
    step = 1 if most - least < MOST_SIZES else _MIB
    return list(range(-(-least // step) * step, most + 1, step))[:MOST_SIZES]


def _end_records(path: Path, size: int) -> list[int]:
    """Where end records end, the last one first. A zip in a zip has one of its own."""
    found: list[int] = []
    if size < _END_BYTES:
        return found
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        place = content.rfind(_END)
        while place >= 0 and len(found) < MOST_ENDS:
            record = content[place : place + _END_BYTES]
            if len(record) == _END_BYTES:
                found.append(place + _END_BYTES + int(struct.unpack("<H", record[20:])[0]))
            place = content.rfind(_END, 0, place)
    return [end for end in found if end <= size]


def _reordered(path: Path, cutting: Cutting) -> tuple[Piece, ...]:
    """The pieces by number, each taken from where the order of names has put it."""
    names, last, place = cutting.names, len(cutting.names) - 1, 0
    pieces: dict[int, Piece] = {}
    for index in sorted(range(len(names)), key=names.__getitem__):
        length = cutting.last if index == last else cutting.part
        pieces[index] = Piece(path, int(names[index]), place, length)
        place += length
    return tuple(pieces[index] for index in range(len(names)))


def _shows_entries(pieces: tuple[Piece, ...]) -> bool:
    with open_joined(pieces) as file:
        if file.read(4) != ZIP_BEGINS:
            return False
        try:
            with zipfile.ZipFile(file) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            return False
        tried = entries[:: max(1, len(entries) // ENTRIES_TRIED)]
        return bool(tried) and all(entry.header_offset >= 0 and _begins(file, entry.header_offset) for entry in tried)


def _begins(file: io.BufferedReader, place: int) -> bool:
    file.seek(place)
    return file.read(4) == ZIP_BEGINS
