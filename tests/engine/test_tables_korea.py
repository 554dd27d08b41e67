"""The official Korean files: what is read agrees with the list that came with them.

`files.csv` counts header rows as yes or no, SHAPES.md as a number: yes is 1 for every text file here.
It calls a file of ASCII alone "ascii", which SHAPES.md calls utf-8, and says nothing of workbooks; their
figures below were counted by hand.
"""

from __future__ import annotations

import csv

import pytest
from tests.engine.reading import names_of, read, rows_of
from tests.shared_data import SHARED, needs_shared

from gotgan.engine.tables import Table

KOREA = SHARED / "data/tables/korea"
LISTED = list(csv.DictReader((KOREA / "files.csv").open(encoding="utf-8"))) if KOREA.is_dir() else []
TEXT = [row for row in LISTED if row["encoding"] != "binary"]

BOOKS = {
    # path of the sheet: (header rows, rows, columns, a name that joins header levels)
    "01. population_in_Seoul.xls!YainSoft_Excel1": (3, 27, 14, "인구_합계_계"),
    "05. population_raw_data.xlsx!데이터": (2, 846, 16, "2016_계"),
    "05. population_raw_data.xlsx!메타정보": (1, 23, 2, "○ 통계표ID"),
    "지역_위치별(주유소).xls!지역_위치별(주유소)": (3, 46, 10, "전화번호"),
    "지역_위치별(주유소) (14).xls!지역_위치별(주유소)": (3, 42, 10, "전화번호"),
}


@needs_shared
def test_korea_lists_all_files():
    assert len(LISTED) == 52
    assert all((KOREA / row["file"]).is_file() for row in LISTED)


@needs_shared
@pytest.mark.parametrize("listed", TEXT, ids=lambda row: row["file"])
def test_korea_text_file_agrees_with_its_list(listed):
    (table,) = read(KOREA / listed["file"])
    rows = sum(batch.num_rows for batch in table.batches())
    assert table.encoding == {"ascii": "utf-8"}.get(listed["encoding"], listed["encoding"])
    assert table.header_rows == (listed["header_row"] == "yes")
    assert (rows, len(table.columns)) == (int(listed["data_rows"]), int(listed["columns"]))
    assert table.ragged_rows == int(listed["ragged_rows"])
    assert (table.sha256, table.size_bytes) == (listed["sha256"], int(listed["bytes"]))


@needs_shared
def test_korea_workbooks_headers_of_several_rows():
    sheets = [sheet for path in sorted(KOREA.glob("DataScience/*.xls*")) for sheet in read(path)]
    measured = {}
    for sheet in sheets:
        assert isinstance(sheet, Table)
        rows = rows_of(sheet)
        expected = BOOKS[sheet.path]
        assert expected[3] in names_of(sheet)
        measured[sheet.path] = (sheet.header_rows, len(rows), len(sheet.columns), expected[3])
    assert measured == BOOKS


@needs_shared
def test_korea_codes_keep_their_leading_zeros():
    (table,) = read(KOREA / "crime_analysis/충청북도_증평군_가로등현황.csv")
    assert {row[0].split("-")[0] for row in rows_of(table)} >= {"011"}
