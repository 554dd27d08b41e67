"""Golden folders: one input file and what must be read from it."""

from __future__ import annotations

import json

import pytest
from tests.engine.reading import names_of, only_table, rows_of
from tests.shared_data import ROOT

CASES = sorted(path for path in (ROOT / "tests/golden/tables").iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_read_tables_golden(case):
    expected = json.loads((case / "expected.json").read_text())
    (source,) = case.glob("input.*")
    table = only_table(source)
    rows = rows_of(table)
    read = {
        "format": table.format,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "header_rows": table.header_rows,
        "ragged_rows": table.ragged_rows,
        "columns": names_of(table),
        "rows": rows,
    }
    assert read == expected
    assert rows_of(table) == rows, "a second reading gives the same rows"
    assert table.ragged_rows == expected["ragged_rows"], "and counts afresh"
