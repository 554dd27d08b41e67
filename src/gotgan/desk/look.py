"""A filtered, bounded, masked look into a stored Parquet object."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.engine.preview import make_preview
from gotgan.store.folder import FolderStore
from gotgan.terms.desk import PreviewQuestion, RowFilter
from gotgan.terms.errors import Invalid, Issue, NotFound
from gotgan.terms.finding import Finding
from gotgan.terms.preview import MOST_ROWS, Preview

MOST_FILTERS = 10
_SHA256 = re.compile("[0-9a-f]{64}")
MOST_ROWS_READ = 5_000_000


class NoSuchTable(NotFound):
    """The store holds no such object."""


def look(store: FolderStore, question: PreviewQuestion) -> Preview:
    """The first rows that meet every filter. Raises: NoSuchTable, Invalid.

    Reads at most five million rows, so that an answer comes while a person waits.
    """
    if not _SHA256.fullmatch(question.sha256) or not store.has(question.sha256):
        raise NoSuchTable(f"table {question.table}: its object is not in the store")
    path = store.path_of(question.sha256)
    findings = [_finding(row) for row in question.findings]
    with pq.ParquetFile(path) as file:
        _check(question.filters, set(file.schema_arrow.names), {found.column for found in findings})
        rows = _matching(file, question.filters)
    with tempfile.TemporaryDirectory(prefix="gotgan-look-") as folder:
        part = Path(folder) / "part.parquet"
        pq.write_table(rows, part)
        return make_preview(part, question.table, findings)


def _finding(row: Any) -> Finding:
    """Only column and kind matter for masking."""
    return Finding(row["column"], row["kind"], int(row.get("count", 0)), float(row.get("share", 0)), 1.0, "")


def _check(filters: tuple[RowFilter, ...], names: set[str], sensitive: set[str | None]) -> None:
    issues = [Issue("filters", f"more than {MOST_FILTERS}")] if len(filters) > MOST_FILTERS else []
    for row in filters:
        place = f'filter on "{row.column}"'
        if row.column not in names:
            issues.append(Issue(place, "there is no such column", "choose one of the table's columns"))
        elif row.column in sensitive:
            issues.append(Issue(place, "identifiers were found in it", "choose a column that is not masked"))
        if row.comparison not in _TESTS:
            issues.append(Issue(place, "unknown comparison", f"use one of {', '.join(_TESTS)}"))
    if issues:
        raise Invalid(*issues)


def _matching(file: pq.ParquetFile, filters: tuple[RowFilter, ...]) -> pa.Table:
    parts: list[pa.RecordBatch] = []
    wanted, read = MOST_ROWS, 0
    for batch in file.iter_batches(batch_size=65_536):
        kept = batch
        for row in filters:
            kept = kept.filter(_TESTS[row.comparison](kept.column(row.column), row.value))
        parts.append(kept.slice(0, wanted))
        wanted -= parts[-1].num_rows
        read += batch.num_rows
        if wanted <= 0 or read >= MOST_ROWS_READ:
            break
    return pa.Table.from_batches(parts, file.schema_arrow)


def _text(column: pa.Array) -> pa.Array:
    return pc.cast(column, pa.string())


def _number(column: pa.Array, value: str) -> tuple[pa.Array, Any]:
    """Numbers compare as numbers, everything else as text by code point."""
    try:
        return pc.cast(column, pa.float64()), float(value)
    except (ValueError, pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return _text(column), value


_TESTS: dict[str, Callable[[Any, str], Any]] = {
    "equals": lambda column, value: pc.equal(_text(column), value),
    "contains": lambda column, value: pc.match_substring(_text(column), value, ignore_case=True),
    "at_least": lambda column, value: pc.greater_equal(*_number(column, value)),
    "at_most": lambda column, value: pc.less_equal(*_number(column, value)),
    "is_empty": lambda column, _: pc.or_kleene(pc.is_null(column), pc.equal(_text(column), "")),
    "is_filled": lambda column, _: pc.greater(pc.utf8_length(_text(column)), 0),
}
