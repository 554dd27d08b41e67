"""Looking for planted identifiers in whatever a file holds: in every encoding, with any separator or none, full-width,
compressed or packed, in names and metadata as in cells."""

from __future__ import annotations

import io
import re
import tarfile
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow.parquet as pq

ENCODINGS = ("utf-8", "cp949", "utf-16-le", "utf-16-be")
LEAST_DIGITS = 9
"""Shorter numbers stand everywhere by chance."""
_BETWEEN = "[ \\t.\\-/()\u00a0\u00ad\u2010-\u2015\u2212\u200b-\u200f\ufeff]{0,3}"
_RUN = re.compile(f"[0-9](?:{_BETWEEN}[0-9])+")


def digits_of(text: str) -> str:
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))


class Sought:
    """Identifiers to look for: numbers by their digits alone, others as they read, in small letters."""

    def __init__(self, values: Iterable[str]) -> None:
        kept = set(values)
        self.numbers = {
            digits for value in kept if "@" not in value and len(digits := digits_of(value)) >= LEAST_DIGITS
        }
        self.words = {unicodedata.normalize("NFKC", value).casefold() for value in kept if "@" in value}
        self._lengths = sorted({len(number) for number in self.numbers})
        assert self.numbers or self.words, "nothing to look for"

    def in_bytes(self, content: bytes) -> set[str]:
        """Which of them stand in the bytes, whatever these are encoded in."""
        return set().union(*(self.in_text(text) for text in _read(content)))

    def in_text(self, text: str) -> set[str]:
        plain = unicodedata.normalize("NFKC", text)
        found = {word for word in self.words if word in plain.casefold()}
        for run in _RUN.finditer(plain):
            digits = digits_of(run[0])
            for length in self._lengths:
                for start in range(len(digits) - length + 1):
                    if digits[start : start + length] in self.numbers:
                        found.add(digits[start : start + length])
        return found

    def in_files(self, paths: Iterable[Path]) -> dict[str, int]:
        """Where some stand: name and place inside -> how many; without the values."""
        counts = {}
        for path in paths:
            for where, content in contents_of(path):
                if found := self.in_bytes(content):
                    counts[where] = len(found)
        return counts


def _read(content: bytes) -> Iterator[str]:
    """The bytes as text in each encoding; two-byte ones from both places."""
    for encoding in ENCODINGS:
        for start in (0, 1) if encoding.startswith("utf-16") else (0,):
            yield content[start:].decode(encoding, "ignore")


def contents_of(path: Path) -> Iterator[tuple[str, bytes]]:
    """The name of a file, its bytes, and what is packed in them."""
    yield f"name of {path.suffix}", str(path.name).encode()
    yield from unpacked(path.name, path.read_bytes())


def unpacked(where: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes as they are, and the cells of a Parquet or the members of a zip (a workbook is one) or tar."""
    yield where, content
    if content[:4] == b"PAR1":
        yield from _cells(where, content)
    elif content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                yield f"{where}!name", member.filename.encode()
                yield from unpacked(f"{where}!{member.filename}", archive.read(member))
    elif content[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            for each in archive:
                file = archive.extractfile(each)
                yield f"{where}!name", each.name.encode()
                yield from unpacked(f"{where}!{each.name}", file.read() if file else b"")


def _cells(where: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    table = pq.read_table(io.BytesIO(content))
    yield f"{where} schema", str(table.schema).encode()
    for name, column in zip(table.column_names, table.columns, strict=True):
        cells = (value if isinstance(value, bytes) else str(value).encode() for value in column.to_pylist())
        yield f"{where} column {name}", b"\n".join(cells)
