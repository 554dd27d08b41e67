"""Rows of totals are counted in a warning and kept."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from tests.engine.reading import only_table, rows_of

ROWS = [("중구", 1), ("동구", 2), ("소계", 3), ("서구", 4), ("합계", 7)]


@pytest.fixture(params=["csv", "xlsx"])
def statistics(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"통계.{request.param}"
    if request.param == "csv":
        path.write_text("\n".join(["구,수", *(f"{name},{number}" for name, number in ROWS)]) + "\n", encoding="cp949")
        return path
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for place, row in enumerate([("구", "수"), *ROWS]):
            sheet.write_row(place, 0, row)
    return path


def test_totals_are_said_and_kept_however_often_they_are_read(statistics: Path) -> None:
    table = only_table(statistics)
    for _ in range(2):
        assert len(rows_of(table)) == len(ROWS)
        assert [warning for warning in table.warnings if "totals" in warning] == [
            "2 rows are totals (소계, 합계, 계): leave them out where you add up"
        ]


def test_nationwide_is_a_place(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("지역,수\n전국,1\n서울,2\n계룡시,3\n", encoding="utf-8")
    table = only_table(tmp_path / "a.csv")
    rows_of(table)
    assert not table.warnings
