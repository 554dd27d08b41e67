"""Compound files, the container of HWP 5 and of older office documents: a small file system of sectors.

Chains of sectors are followed at most once round: a file that points in circles is damaged, not endless.
Memory: the sector table (4 bytes a sector) and one stream. Source: [MS-CFB], "Compound File Binary File Format".
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_NO_ENTRY = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_ENTRY = struct.Struct("<64sHBB3I16sI8s8sIQ")
_IN_HEADER = 109
_DEEPEST = 64


class BrokenCompound(Exception):
    """The file breaks the rules of its format."""


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """An open compound file. `streams` are its paths, such as `BodyText/Section0`, as they are written."""

    def __init__(self, content: IO[bytes]) -> None:
        """Raises: BrokenCompound, OSError."""
        self._content = content
        header = self._header()
        self._fat = self._read_fat(header)
        directory = b"".join(self._sectors(header.first_directory))
        self._entries = [_entry(directory[at : at + 128], header.is_long) for at in range(0, len(directory) - 127, 128)]
        if not self._entries or self._entries[0].kind != _ROOT:
            raise BrokenCompound
        self._mini_fat = _numbers(b"".join(self._sectors(header.first_mini_fat)))
        self._cutoff = header.cutoff
        self._places = dict(self._walk(self._entries[0].child, "", set(), 0))

    @property
    def streams(self) -> list[str]:
        return list(self._places)

    def read(self, path: str, most: int) -> bytes:
        """A stream's bytes. Raises: KeyError, BrokenCompound when it is cut or longer than `most`."""
        entry = self._places[path]
        if entry.size > most:
            raise BrokenCompound
        parts = self._mini_sectors(entry.start) if entry.size < self._cutoff else self._sectors(entry.start)
        found = bytearray()
        while len(found) < entry.size:
            part = next(parts, b"")
            if not part:
                raise BrokenCompound
            found += part
        return bytes(found[: entry.size])

    def _header(self) -> _Header:
        raw = self._content.read(512)
        if len(raw) < 512 or not raw.startswith(SIGNATURE):
            raise BrokenCompound
        header = _Header(raw)
        if header.shift not in (9, 12) or header.mini_shift != 6:
            raise BrokenCompound
        self._size = 1 << header.shift
        self._content.seek(0, 2)
        self._count = max(0, -(-self._content.tell() // self._size) - 1)
        return header

    def _read_fat(self, header: _Header) -> array[int]:
        """The sector table; where its own sectors lie says the header, and a chain of more behind it."""
        places = [number for number in header.fat_places if number < _END]
        number, seen = header.first_more, 0
        while number < _END:
            more = _numbers(self._sector(number))
            places += [place for place in more[:-1] if place < _END]
            number, seen = more[-1], seen + 1
            if seen > self._count:
                raise BrokenCompound
        if len(places) > self._count:
            raise BrokenCompound
        return _numbers(b"".join(self._sector(place) for place in places))

    def _sector(self, number: int) -> bytes:
        if number >= self._count:
            raise BrokenCompound
        self._content.seek((number + 1) * self._size)
        return self._content.read(self._size)

    def _sectors(self, number: int) -> Iterator[bytes]:
        for place in _chain(self._fat, number):
            yield self._sector(place)

    def _mini_sectors(self, number: int) -> Iterator[bytes]:
        """Short streams lie in pieces of 64 bytes inside the root's stream."""
        sectors = list(_chain(self._fat, self._entries[0].start))
        each = self._size // 64
        for place in _chain(self._mini_fat, number):
            if place // each >= len(sectors):
                raise BrokenCompound
            start = place % each * 64
            yield self._sector(sectors[place // each])[start : start + 64]

    def _walk(self, number: int, above: str, seen: set[int], depth: int) -> Iterator[tuple[str, _Entry]]:
        """Streams below one tree of siblings, without going deeper by each sibling."""
        waiting = [number]
        while waiting:
            number = waiting.pop()
            if number == _NO_ENTRY:
                continue
            if number >= len(self._entries) or number in seen or depth > _DEEPEST:
                raise BrokenCompound
            seen.add(number)
            entry = self._entries[number]
            waiting += [entry.right, entry.left]
            if entry.kind == _STREAM:
                yield above + entry.name, entry
            elif entry.kind == _STORAGE:
                yield from self._walk(entry.child, f"{above}{entry.name}/", seen, depth + 1)


class _Header:
    def __init__(self, raw: bytes) -> None:
        major, _, self.shift, self.mini_shift = struct.unpack_from("<4H", raw, 26)
        self.is_long = major >= 4
        """Whether sizes have 64 bits; in version 3 the upper half may hold anything."""
        (self.first_directory,) = struct.unpack_from("<I", raw, 48)
        self.cutoff, self.first_mini_fat, _, self.first_more, _ = struct.unpack_from("<5I", raw, 56)
        self.fat_places = struct.unpack_from(f"<{_IN_HEADER}I", raw, 76)


def _chain(table: array[int], number: int) -> Iterator[int]:
    for _ in range(len(table) + 1):
        if number in (_END, _FREE):
            return
        if number >= len(table):
            break
        yield number
        number = table[number]
    raise BrokenCompound


def _entry(raw: bytes, is_long: bool) -> _Entry:
    name, length, kind, _, left, right, child, _, _, _, _, start, size = _ENTRY.unpack(raw)
    text = name[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return _Entry(text, kind, left, right, child, start, size if is_long else size & 0xFFFFFFFF)


def _numbers(raw: bytes) -> array[int]:
    return array("I", struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))
