"""Rows of a release beside the rows they were made of, the latter told by their shape alone.

Whoever reads both learns of a row what the release tells, and how its identifiers are shaped: an original cell stands
there only where it passed unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.deidentify.census import batches_of
from gotgan.engine.deidentify.plan import Plan
from gotgan.engine.deidentify.texts import as_texts
from gotgan.engine.detect.masking import mask_cell
from gotgan.engine.package.lines import is_bytes

MOST_ROWS, WITHIN_ROWS = 20, 100_000
LONGEST_CELL = 80
_SHAPED = ("suppress", "pseudonymise", "mask", "mask_text")
"""Done to identifiers, whose shape is that of their kind: separators stay."""
_SIGN = re.compile(r"[^\W_]")
WHOLE, REAL, DAY, TEXT = "##", "##.##", "####-##-##", "***"


def look_beside(source: Path, written: Path, plan: Plan) -> dict[str, Any]:
    """At most MOST_ROWS rows, spread over the first WITHIN_ROWS: {rows, columns: [{name, do, before, after, changed}]}.

    `before`: None for a sensitive column, else by row the shape of a cell (`******-*******`, `##`), or the cell itself
    where it passed unchanged. `after`: None for a column that is not written, else cells as written, cut at 80
    characters, what looks like an identifier masked. `changed` by row; None where nothing is written.
    """
    total = pq.read_metadata(written).num_rows
    numbers = np.unique(np.linspace(0, max(min(total, WITHIN_ROWS) - 1, 0), min(MOST_ROWS, total)).astype(np.int64))
    names, output = pq.read_schema(source).names, set(pq.read_schema(written).names)
    before = _rows(source, names, numbers)
    after = _rows(written, [name for name in names if name in output], numbers)
    return {"rows": len(numbers), "columns": [_column(name, before, after, plan) for name in names]}


def _rows(parquet: Path, names: Sequence[str], numbers: npt.NDArray[np.int64]) -> pa.Table:
    """Some rows by their numbers, which ascend; reading ends with the last."""
    schema = pa.schema([pq.read_schema(parquet).field(name) for name in names])
    parts, first = [], 0
    for batch in batches_of(parquet, names, dictionaries=False):
        here = numbers[(numbers >= first) & (numbers < first + batch.num_rows)] - first
        parts.append(batch.take(pa.array(here)))
        first += batch.num_rows
        if not len(numbers) or first > numbers[-1]:
            break
    return pa.Table.from_batches(parts) if parts else schema.empty_table()


def _column(name: str, before: pa.Table, after: pa.Table, plan: Plan) -> dict[str, Any]:
    do = plan.columns[name].do if name in plan.columns else ("keep" if plan.unlisted == "keep" else "suppress")
    old, kind = _texts(before, name), _plain_type(before.schema.field(name).type)
    new = _texts(after, name) if name in after.column_names else None
    changed = None if new is None else [one != other for one, other in zip(old, new, strict=True)]
    shown = None if new is None else [_shown(text) for text in new]
    told: list[str | None] | None = None
    if do != "sensitive":
        told = [_shape(text, do, kind) for text in old]
        if shown is not None and changed is not None:
            told = [shape if differs else same for shape, differs, same in zip(told, changed, shown, strict=True)]
    return {"name": name, "do": do, "before": told, "after": shown, "changed": changed}


def _texts(table: pa.Table, name: str) -> list[str | None]:
    column = table.column(name)
    if is_bytes(column.type):
        return [None if cell is None else f"<{len(cell)} bytes>" for cell in column.to_pylist()]
    texts: list[str | None] = [text for chunk in column.chunks for text in as_texts(chunk).to_pylist()]
    return texts


def _plain_type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return WHOLE
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return REAL
    return DAY if pa.types.is_temporal(kind) else TEXT


def _shape(text: str | None, do: str, kind: str) -> str:
    if do not in _SHAPED or text is None or kind in (REAL, DAY):
        return kind
    stars = _SIGN.sub("*", text)
    return stars if len(stars) <= LONGEST_CELL // 2 else stars[: LONGEST_CELL // 2] + "…"


def _shown(text: str | None) -> str | None:
    if text is None:
        return None
    safe = mask_cell(text)
    return safe if len(safe) <= LONGEST_CELL else safe[:LONGEST_CELL] + "…"
