"""What a file may cost: refused before it is opened, held against a few sheets at a time, problems counted not kept."""

from __future__ import annotations

import tracemalloc
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from gotgan.survey.workbook import package, shapes
from gotgan.survey.workbook.compare import SHEETS_AT_ONCE, compare
from gotgan.survey.workbook.read import read_workbook
from gotgan.survey.workbook.shapes import BookSheet
from tests.survey.workbook.bad import MAIN, many_rows
from tests.survey.workbook.books import known_of, make_sheet, sheet_id, told, written
from tests.survey.workbook.edit import edited

SHEETS = tuple(make_sheet(number, wave=1) for number in range(1, 2 * SHEETS_AT_ONCE + 20))
MOST_MEMORY = 12_000_000


def test_100000_rows_are_refused_before_anything_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(_file: Path) -> NoReturn:
        raise AssertionError("it was opened")

    monkeypatch.setattr("gotgan.survey.workbook.read.read_grids", opened)
    file = many_rows(tmp_path / "book.xlsx")
    tracemalloc.start()
    try:
        result = compare(read_workbook(file, known_of(*SHEETS)), known_of(*SHEETS))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert told(result) == [(MAIN, "A20001", "the sheet has more than 20000 rows")]
    assert peak < MOST_MEMORY


def test_sheets_are_read_a_number_at_a_time(tmp_path: Path) -> None:
    file = edited(
        written(tmp_path, *SHEETS, is_whole=False), {(row, "record_unit"): f"{row}번" for row in range(len(SHEETS))}
    )
    known, asked = known_of(*SHEETS), list[set[str]]()

    def sheets_of(ids: Collection[str]) -> Mapping[str, BookSheet]:
        asked.append(set(ids))
        return known.sheets_of(ids)

    result = compare(read_workbook(file, known), replace(known, sheets_of=sheets_of))
    assert [len(ids) for ids in asked] == [SHEETS_AT_ONCE, SHEETS_AT_ONCE, len(SHEETS) - 2 * SHEETS_AT_ONCE]
    assert set().union(*asked) == set(known.ids)
    assert (result.rows, result.problems) == (len(SHEETS), ())
    assert [each.sheet for each in result.changes] == [sheet_id(number) for number in range(1, len(SHEETS) + 1)]


def test_problems_beyond_the_most_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MOST_PROBLEMS", 10)
    sheets = SHEETS[:12]
    wrong = {(row, "personal_data"): "아마도" for row in range(12)} | {(0, "provision_now"): "아마도"}
    file = edited(written(tmp_path, *sheets, is_whole=False), wrong)
    result = compare(read_workbook(file, known_of(*sheets)), known_of(*sheets))
    assert len(result.problems) == 11
    assert result.problems[-1].what == "there are 3 more problems"
    assert {each.item for each in result.problems[:-1]} == {"personal_data", "provision_now"}
    assert result.changes == ()


def test_the_cells_of_all_sheets_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sheet is small enough; a file of many is not."""
    file = written(tmp_path, *SHEETS[:3], is_whole=False)
    look = package.look_into(file)
    assert look.problems == []
    monkeypatch.setattr(package, "MOST_CELLS", look.cells - 1)
    (problem,) = package.look_into(file).problems
    assert problem.what == "the sheet reaches further than a workbook of answers does"
