"""Reading a small CSV that a person made: UTF-8 or cp949, every problem with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.text import nfc


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    rows: int
    added: int
    changed: int

    def to_json(self) -> dict[str, int]:
        return asdict(self)


def read_cells(
    source: Path | BinaryIO, *, needed: Sequence[str], aliases: Mapping[str, str] | None = None
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, cells by column name); blank lines are left out.

    Raises: Invalid when the text is neither UTF-8 nor cp949, or a needed column is absent.
    """
    reader = csv.DictReader(io.StringIO(_text_of(source), newline=""))
    names = [nfc(name or "").strip() for name in reader.fieldnames or ()]
    reader.fieldnames = [(aliases or {}).get(name, name) for name in names]
    missing = [name for name in needed if name not in reader.fieldnames]
    if missing:
        found = ", ".join(names) or "nothing"
        raise Invalid(*(Issue(f"column {name}", f"is missing; found {found}", "name it in line 1") for name in missing))
    for cells in reader:
        if any(value for value in cells.values() if isinstance(value, str)):
            yield reader.line_num, {key: value or "" for key, value in cells.items() if isinstance(key, str)}


def _text_of(source: Path | BinaryIO) -> str:
    data = source.read_bytes() if isinstance(source, Path) else source.read()
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(Issue("encoding", "the file is neither UTF-8 nor cp949", "save it as UTF-8"))
