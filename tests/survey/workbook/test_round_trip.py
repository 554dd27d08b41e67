"""Out and in again: every answer of every kind comes back, and a workbook that nobody touched changes nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gotgan.survey.rules.values import check_value, normal_value
from gotgan.terms.questionnaire import Item, Kind, Scope
from tests.survey.standard import standard
from tests.survey.test_values import values_of
from tests.survey.workbook.books import answer, compared, known_of, make_sheet, read_all, sheet_id, values_read, written
from tests.survey.workbook.hard import hard_sheets

ITEMS = standard().of_scope(Scope.DATASET)
RESERVED = st.sampled_from(["unknown", "na"])


def good_values(item: Item) -> st.SearchStrategy[Any]:
    normal = values_of(item).map(lambda value: normal_value(standard(), item, value))
    return RESERVED | normal.filter(lambda value: value is not None and not check_value(standard(), item, value))


def draw_answers(data: Any) -> dict[str, Any]:
    """Answers of a few items; those of all items are in the test with hard values."""
    drawn = data.draw(st.lists(st.sampled_from(ITEMS), min_size=6, max_size=6, unique_by=lambda item: item.key))
    return {item.key: answer(data.draw(good_values(item)), is_confirmed=data.draw(st.booleans())) for item in drawn}


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from(["ko", "en"]))
def test_whatever_is_allowed_comes_back(data: Any, language: str) -> None:
    sheets = [make_sheet(number, draw_answers(data)) for number in (1,)]
    with tempfile.TemporaryDirectory() as folder:
        file = written(Path(folder), *sheets, language=language)
        read = read_all(file, known_of(*sheets))
        assert not read.problems
        values = values_read(read)
        for sheet in sheets:
            for key, each in sheet.answers.items():
                assert values[sheet.id, key] == each.value, key
        result = compared(file, *sheets)
    assert (result.problems, result.changes) == ((), ())
    assert result.same == len(ITEMS)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_hard_values_of_every_item_come_back(tmp_path: Path, language: str) -> None:
    sheets = hard_sheets(12)
    values = values_read(read_all(written(tmp_path, *sheets, language=language), known_of(*sheets)))
    said = {(sheet.id, key): each.value for sheet in sheets for key, each in sheet.answers.items()}
    assert {key: (values.get(key), value) for key, value in said.items() if values.get(key) != value} == {}
    plain = {key for (_sheet, key), value in said.items() if value not in ("unknown", "na")}
    assert plain == {item.key for item in ITEMS}


def test_all_kinds_are_among_the_items() -> None:
    assert {item.kind for item in ITEMS} == set(Kind)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_empty_sheet_comes_back_empty(tmp_path: Path, language: str) -> None:
    file = written(tmp_path, make_sheet(), language=language)
    read = read_all(file, known_of(make_sheet()))
    assert not read.problems
    assert set(values_read(read).values()) == {None}
    assert {key for _sheet, key in values_read(read)} == {item.key for item in ITEMS}


def test_the_first_wave_has_its_own_items_only(tmp_path: Path) -> None:
    sheet = make_sheet(wave=1, answers={"title_ko": answer("가")})
    file = written(tmp_path, sheet, is_whole=False)
    read = read_all(file, known_of(sheet))
    assert values_read(read)[sheet_id(1), "title_ko"] == "가"
    assert {entry.item.key for entry in read.entries} == {item.key for item in ITEMS if item.is_first_wave}


RAW: dict[str, Any] = {
    "profile": [{"measure": "missing_share", "value": 0.0, "note": None}, {"measure": "rows ", "value": 7.0}],
    "effort_days": 1.0,
    "processing_needed": ["label", "clean"],
    "record_unit": " 정류장  1곳",
    "description": "끝에 빈칸 \r\n둘째 줄",
    "listed_elsewhere": ["https://a.go.kr", "https://a.go.kr"],
}
"""As a scan may suggest it: not in its normal writing."""


def test_a_suggestion_in_another_writing_is_not_a_change(tmp_path: Path) -> None:
    """Nobody touched it, so it is neither changed nor confirmed."""
    assert all(normal_value(standard(), standard().by_key[key], value) != value for key, value in RAW.items()
               if key not in ("profile", "effort_days"))  # fmt: skip
    sheet = make_sheet(answers={key: answer(value, is_confirmed=False) for key, value in RAW.items()})
    result = compared(written(tmp_path, sheet), sheet)
    assert (result.problems, result.changes) == ((), ())
    sheet = make_sheet(answers={key: answer(value, is_confirmed=False) for key, value in RAW.items()}, wave=1)
    assert compared(written(tmp_path, sheet), sheet).problems == ()
