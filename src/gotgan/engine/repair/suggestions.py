"""Suggestions that a person looks at: a CSV beside the receipt, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from gotgan.engine.deidentify.csv_file import guard

_MARK = "\ufeff"
"""With it a spreadsheet reads the file as UTF-8."""


def write_suggestions(target: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows under `names`, readable by their owner alone; returns how many. Raises: OSError."""
    count = 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as content:
        content.write(_MARK)
        writer = csv.writer(content, lineterminator="\n")
        writer.writerow(guard(pa.array(names, pa.string())).to_pylist())
        for row in rows:
            writer.writerow(_safe(row))
            count += 1
    return count


def _safe(row: Sequence[Any]) -> list[Any]:
    texts = [place for place, value in enumerate(row) if isinstance(value, str)]
    safe = list(row)
    for place, text in zip(
        texts, guard(pa.array([row[place] for place in texts], pa.string())).to_pylist(), strict=True
    ):
        safe[place] = text
    return safe


def read_suggestions(source: Path) -> Iterator[dict[str, str]]:
    """The rows by column name. Raises: OSError, UnicodeError, csv.Error."""
    with source.open(encoding="utf-8-sig", newline="") as content:
        yield from csv.DictReader(content)
