"""Small subjects for the tests of rule books: a column, a table, a dataset, with what a test says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.readiness import Subject
from gotgan.terms.survey import Answer, DatasetFacts, FilledBy

DAY = datetime(2026, 11, 26, tzinfo=UTC)
BARE: dict[str, Any] = {
    "type": "text", "semantic_type": None, "nulls": 0, "blanks": 0, "sentinels": [], "distinct": 10, "min": None,
    "max": None, "negatives": None, "top": None, "patterns": None, "replacement_characters": 0, "entropy": None,
    "outlier_share": None, "semantic_types": {}, "unit": None, "lexical_types": None, "mixed_type_rate": None,
    "code_list": None, "text_use": None,
}  # fmt: skip


def column(name: str, **told: Any) -> dict[str, Any]:
    return {**BARE, "name": name, **told}


def table(columns: Sequence[Mapping[str, Any]], rows: int = 100, **told: Any) -> dict[str, Any]:
    bare = {
        "path": "t.csv", "format": "csv", "encoding": "utf-8", "header_rows": 1, "rows": rows, "duplicate_rows": 0,
        "ragged_rows": 0, "keys": None, "dependencies": None, "time_coverage": None, "spatial_extent": None,
        "ai_use": None, "examined": None,
    }  # fmt: skip
    return {**bare, "columns": list(columns), **told}


def answers(**values: Any) -> dict[str, Answer]:
    """Confirmed by an officer."""
    return {key: Answer(value, FilledBy.OFFICER, is_confirmed=True) for key, value in values.items()}


def subject(
    *tables: Mapping[str, Any],
    said: Mapping[str, Answer] | None = None,
    record: Mapping[str, Any] | None = None,
    **facts: Any,
) -> Subject:
    """`facts`: fields of DatasetFacts that differ; `record` those of DatasetRecord."""
    known = {"scanned_at": DAY if tables else None, **facts}
    return Subject(
        DatasetRecord("d1", "0001", "org", "name", "s", "r", "제목", version_id="v1", **(record or {})),
        DatasetFacts("d1", "0001", "org/name", "제목", **known),
        tuple(tables),
        dict(said or {}),
    )
