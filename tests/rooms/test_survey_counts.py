"""What counts as an answer, and how sheets add up in their organisation."""

from __future__ import annotations

from typing import Any

import pytest

from gotgan.survey.rules.counts import ItemCount, add_tally, count_sheet, is_empty, needed_items, values_of
from gotgan.survey.rules.systems import find_silent
from gotgan.terms.questionnaire import Fill, Item, Kind, Questionnaire, Section, Words
from gotgan.terms.survey import Answer, Contradiction, DatasetFacts, FilledBy, Severity

_W = Words("말", "word")


def _item(key: str, *fill: Fill, first: bool = True, **more: Any) -> Item:
    return Item(key, "A01", "A", _W, _W, fill or (Fill.HUMAN,), Kind.TEXT, is_first_wave=first, **more)


FORM = Questionnaire(
    "tiny",
    1,
    _W,
    (Section("A", _W),),
    (
        _item("dataset_id", Fill.PREFILL, is_read_only=True),
        _item("title_ko"),
        _item("description"),
        _item("record_unit"),
        _item("file_count", Fill.SCAN, first=False),
        _item("legal_basis", first=False),
    ),
    {},
    (),
)


def _said(value: Any, *, confirmed: bool = True) -> dict[str, Any]:
    return Answer(value, FilledBy.OFFICER, is_confirmed=confirmed).to_json()


@pytest.mark.parametrize(
    ("value", "expected"), [("", True), ([], True), ({}, True), (None, True), (0, False), ("na", False)]
)
def test_empty_is_neither_nothing_nor_unknown(value: Any, expected: bool) -> None:
    assert is_empty(value) is expected


def test_a_suggestion_is_no_answer_and_unknown_is_one() -> None:
    answers = {
        "title_ko": _said("버스"),
        "description": _said("unknown"),
        "record_unit": _said("민원 1건", confirmed=False),
    }
    counts = count_sheet(FORM, answers, None, 1, ())
    assert (counts.needed, counts.confirmed, counts.suggested, counts.unknown, counts.na) == (3, 2, 1, 1, 0)
    assert counts.items["description"] == ItemCount(confirmed=1, unknown=1, needed=1)
    assert counts.items["record_unit"] == ItemCount(suggested=1, needed=1)
    terms = {key: Answer.from_json(each) for key, each in answers.items()}
    assert count_sheet(FORM, terms, None, 1, ()) == counts


def test_what_only_a_scan_knows_is_needed_once_a_scan_found_it() -> None:
    shown = FORM.items
    assert [each.key for each in needed_items(shown, {})] == ["title_ko", "description", "record_unit", "legal_basis"]
    assert "file_count" in [each.key for each in needed_items(shown, {"file_count": _said(3, confirmed=False)})]
    assert "file_count" not in [each.key for each in needed_items(shown, {"file_count": _said(None)})]


def test_contradictions_count_until_they_are_replied_to() -> None:
    found = Contradiction("none_vs_identifiers", Severity.BLOCK, ("personal_data",), (), "가", "a", "k")
    warn = Contradiction("cycle_vs_change", Severity.WARN, (), (), "가", "a", "w").to_json()
    replied = found.to_json() | {"reply": {"text": "시험 값"}}
    counts = count_sheet(FORM, {}, None, 1, [found, warn, replied])
    assert (counts.blocks, counts.warns) == (1, 1)


def test_values_are_those_of_answers_and_suggestions() -> None:
    answers = {"a": _said("x", confirmed=False), "b": _said(""), "c": Answer(0, FilledBy.SCAN)}
    assert values_of(answers) == {"a": "x", "c": 0}


def test_tally_adds_and_takes_away() -> None:
    one = {"a": ItemCount(confirmed=1, needed=1), "b": ItemCount(suggested=1, needed=1)}
    twice = add_tally(add_tally({}, one), one)
    assert twice == {"a": [2, 0, 0, 0, 2], "b": [0, 2, 0, 0, 2]}
    assert add_tally(add_tally(twice, one, -1), one, -1) == {}


def test_silent_systems_have_neither_sheet_nor_reason() -> None:
    known = [("S-1", "버스 정보", ""), ("S-2", "민원", ""), ("", "인사", "다른 부처 소관"), ("", "회계", "")]
    assert find_silent(known, {"버스정보", "s-2", " "}) == ("회계",)


def test_facts_come_back_from_what_a_sheet_keeps() -> None:
    facts = DatasetFacts("d", "1741000", "haewon/bus", "버스", modality=("table",), findings=({"kind": "phone"},))
    kept = facts.to_json()
    assert kept["scanned_at"] is None
    back = DatasetFacts.from_json({**kept, "modality": ["table"], "of_a_later_version": 1})
    assert back == facts
    assert DatasetFacts.from_json({**kept, "scanned_at": "2026-11-23T00:00:00+00:00"}).scanned_at is not None
