"""Each bad workbook gives its full list of problems, no more and no less, and nothing to apply."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.survey.workbook.bad import BAD, Bad, resolved
from tests.survey.workbook.books import answer, compared, make_sheet, suggestion, written

ROW = {"contractor": "한국데이터", "quantity": 100, "unit": "건", "year": 2024}
SHEETS = (
    make_sheet(1, {"title_ko": answer("버스"), "description": suggestion("설명"), "contractor": answer([ROW])}),
    make_sheet(2, {"modality": suggestion(["table"])}),
    make_sheet(3),
)


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_every_problem_is_told_with_its_cell(bad: Bad, tmp_path: Path) -> None:
    file = bad.make(written(tmp_path, *SHEETS))
    result = compared(file, *SHEETS)
    assert sorted((each.sheet, each.cell, each.what, each.remedy) for each in result.problems) == sorted(
        resolved(bad, file)
    )
    assert result.changes == ()
