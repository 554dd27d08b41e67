"""One type per column of a source with types: the narrowest that loses nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.engine.reading import only_table, rows_of


@pytest.mark.parametrize(
    ("largest", "type_"), [(2**63 - 1, "int64"), (10**25, "decimal128(38, 0)"), (10**38, "string")]
)
def test_json_whole_numbers_stay_exact(tmp_path: Path, largest: int, type_: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps([{"a": 1}, {"a": -largest}, {"a": None}]))
    table = only_table(tmp_path / "a.json")
    assert str(table.schema.field("a").type) == type_
    assert [None if cell is None else int(cell) for (cell,) in rows_of(table)] == [1, -largest, None]
