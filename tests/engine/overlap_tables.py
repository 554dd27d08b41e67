"""Tables for the overlap tests: sketched as a scan does, without a scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from tests.engine.profile_tables import facts_of

from gotgan.engine.overlap import TableSketch, table_of
from gotgan.engine.profile import profile_parquet
from gotgan.engine.sketch import sketch_table


def entry_of(folder: Path, name: str, table: Mapping[str, Sequence[Any]], *, key_id: str = "k1") -> dict[str, Any]:
    """A scan's entry for a table of text cells, as read from a file with a header."""
    target = folder / "t.parquet"
    pq.write_table(pa.table({column: list(cells) for column, cells in table.items()}), target)
    facts = facts_of(list(table), typed=False)
    profile = profile_parquet(target, facts, findings=[])
    sketches = sketch_table(target, facts, key_id.encode() * 16, key_id, frozenset())
    document = profile.to_json() | {"header_rows": 1}
    return {
        "path": name,
        "sha256": name,
        "encoding": "utf-8",
        "profile": document,
        "findings": [],
        "sketches": sketches,
    }


def table(folder: Path, name: str, columns: Mapping[str, Sequence[Any]], *, key_id: str = "k1") -> TableSketch:
    return table_of(entry_of(folder, name, columns, key_id=key_id))
