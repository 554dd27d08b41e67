"""A look at a table: its first rows as text, findings masked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.detect.masking import mask_cell, mask_text, mask_value
from gotgan.terms.finding import Finding
from gotgan.terms.preview import MOST_ROWS, Preview

LONGEST_CELL = 200
_LOOKED_AT = LONGEST_CELL + 256
"""Masking sees beyond the cut, so that a number lying across it is still seen whole."""
MOST_COLUMNS = 200


def make_preview(parquet: Path, table: str, findings: Sequence[Finding]) -> Preview:
    """The first rows as text, cells cut at 200 code points, at most 200 columns.

    A cell of a column with findings is masked whole (first sign and separators stay); every other
    cell, and every column name, goes through `mask_text`. Null stays None.
    """
    sensitive = {finding.column for finding in findings}
    with pq.ParquetFile(parquet) as file:
        names = file.schema_arrow.names[:MOST_COLUMNS]
        rows = _first_rows(file, len(names))
    secret = [name in sensitive for name in names]
    shown = [tuple(_show(cell, is_secret) for cell, is_secret in zip(row, secret, strict=True)) for row in rows]
    masked = [
        mask_text(name)
        for position, name in enumerate(names)
        if any(_is_masked(row[position], secret[position]) for row in rows)
    ]
    return Preview(table, tuple(mask_text(name) for name in names), tuple(shown), tuple(masked))


def _first_rows(file: pq.ParquetFile, width: int) -> list[list[Any]]:
    """By position, not by name: a table may hold one name twice."""
    rows: list[list[Any]] = []
    for batch in file.iter_batches(batch_size=MOST_ROWS):
        columns = [_values_of(column) for column in batch.columns[:width]]
        rows += [list(row) for row in islice(zip(*columns, strict=True), MOST_ROWS - len(rows))]
        if len(rows) >= MOST_ROWS:
            break
    return rows


def _values_of(column: pa.Array) -> list[Any]:
    """Python's values; days and times beyond its year 9999 as Arrow writes them."""
    try:
        values: list[Any] = column.to_pylist()
    except (OverflowError, ValueError):
        values = column.cast(pa.string()).to_pylist()
    return values


def _show(cell: Any, is_secret: bool) -> str | None:
    text = _as_text(cell)
    if text is None:
        return None
    looked = text[:_LOOKED_AT]
    safe = mask_value(looked) if is_secret else mask_cell(looked)
    return safe if len(safe) <= LONGEST_CELL else safe[:LONGEST_CELL] + "…"


def _is_masked(cell: Any, is_secret: bool) -> bool:
    text = (_as_text(cell) or "")[:_LOOKED_AT]
    return bool(text) and (mask_value(text) if is_secret else mask_cell(text)) != text


def _as_text(cell: Any) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, bytes):
        return f"({len(cell)} bytes)"
    if isinstance(cell, dict | list):
        return json.dumps(cell, ensure_ascii=False, default=str)
    return str(cell)
