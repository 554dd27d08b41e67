"""Rows that add up others (소계, 합계): they are counted, for who adds a column up counts them twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

WORDS = ("소계", "합계", "총계", "누계", "계", "소 계", "합 계", "총 계")
"""전국 is not here: it is a place as often as a sum."""
COLUMNS = 3
"""The word stands in one of the first columns."""
_END = "rows are totals (소계, 합계, 계): leave them out where you add up"


def counting_totals(batches: Iterable[pa.RecordBatch], warnings: list[str]) -> Iterator[pa.RecordBatch]:
    """The batches as they are; at their end `warnings` says how many rows are totals, if any."""
    found = 0
    for batch in batches:
        found += _totals_in(batch)
        yield batch
    warnings[:] = [warning for warning in warnings if not warning.endswith(_END)]
    if found:
        warnings.append(f"{found} {_END}")


def _totals_in(batch: pa.RecordBatch) -> int:
    words = pa.array(WORDS)
    texts = [column for column in batch.columns[:COLUMNS] if pa.types.is_string(column.type)]
    if not texts or not batch.num_rows:
        return 0
    are = pc.is_in(texts[0], words)
    for column in texts[1:]:
        are = pc.or_(are, pc.is_in(column, words))
    return int(pc.sum(are).as_py() or 0)
