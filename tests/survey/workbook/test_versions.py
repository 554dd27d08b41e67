"""A workbook of an earlier questionnaire: its answers are carried over, and what has no place is a problem."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gotgan.terms.questionnaire import Questionnaire
from tests.survey.standard import standard
from tests.survey.workbook.books import answer, compared, make_sheet, written
from tests.survey.workbook.edit import edited

SHEET = make_sheet(answers={"title_ko": answer("버스"), "personal_data": answer("none")})


def next_version() -> Questionnaire:
    """`record_unit` is called `unit_of_record`, `irb` is gone."""
    items = tuple(
        replace(item, key="unit_of_record") if item.key == "record_unit" else item
        for item in standard().items
        if item.key != "irb"
    )
    mapping = {"record_unit": {"key": "unit_of_record"}, "irb": {"key": None}}
    return replace(standard(), version=2, items=items, mapping=mapping)


def test_answers_of_an_earlier_version_are_carried_over(tmp_path: Path) -> None:
    new = next_version()
    file = edited(written(tmp_path, SHEET), {(0, "record_unit"): "정류장 1곳"})
    result = compared(file, SHEET, form=new, earlier={("standard", 1): (standard(), new)})
    assert result.problems == ()
    assert [(each.item, each.after) for each in result.changes] == [("unit_of_record", "정류장 1곳")]


def test_an_answer_without_a_place_is_a_problem(tmp_path: Path) -> None:
    new = next_version()
    file = edited(written(tmp_path, SHEET), {(0, "irb"): "면제", (0, "record_unit"): "정류장"})
    result = compared(file, SHEET, form=new, earlier={("standard", 1): (standard(), new)})
    assert [each.what for each in result.problems] == [
        "the questionnaire changed, and this answer has no place in the new one"
    ]
    assert result.changes == ()
