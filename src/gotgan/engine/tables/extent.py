"""How far the cells of an XLSX sheet reach, told before a reader makes room for all between them.

Two cells at the far corners of a sheet ask for 17 thousand million cells, and the process ends.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

_CHUNK = 1 << 20
_LONGEST_TAG = 1 << 10
_FILLED = re.compile(rb"<(?:\w+:)?c\b[^<>]*?\sr=[\"']([A-Za-z]+)([0-9]+)[\"'][^<>]*?(?<!/)>")
"""A cell that is not closed at once: it may hold a value."""
MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576


def check_extent(file: Path, most_cells: int) -> None:
    """Raises: ValueError when a sheet's cells span more than `most_cells`, or stand outside any sheet."""
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                try:
                    _check_sheet(archive, name, most_cells)
                except (zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
                    continue  # what is damaged is told by the reader


def _check_sheet(archive: zipfile.ZipFile, name: str, most_cells: int) -> None:
    columns: set[bytes] = set()
    first = last = 0
    for part in _parts(archive, name):
        found = _FILLED.findall(part)
        if not found:
            continue
        letters, numbers = zip(*found, strict=True)
        columns.update(letters)
        rows = list(map(int, {number[:20] for number in numbers}))
        first, last = min(first or min(rows), *rows), max(last, *rows)
    places = [_column(letters) for letters in columns] or [0]
    if max(places) > MOST_COLUMNS or last > MOST_ROWS:
        raise ValueError(f"{name}: a cell stands outside of any sheet")
    cells = (max(places) - min(places) + 1) * (last - first + 1)
    if cells > most_cells:
        raise ValueError(f"{name}: its cells span {cells} places, more than {most_cells}; take away the far ones")


def _parts(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The XML in pieces that end where a tag ends."""
    left = b""
    with archive.open(name) as content:
        while chunk := content.read(_CHUNK):
            text = left + chunk
            end = text.rfind(b">") + 1
            yield text[:end]
            left = text[end:][-_LONGEST_TAG:]


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters.upper()[:8]:
        place = place * 26 + letter - 64
    return place
