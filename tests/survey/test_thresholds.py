"""Thresholds as text: every one of the standard's checks is written and read again without loss."""

from __future__ import annotations

import pytest

from gotgan.survey.rules.form import read_form, standard_document
from gotgan.survey.rules.thresholds import LIST, TABLE, known_words, read_threshold, shape_of, thresholds_of
from gotgan.terms.errors import Invalid

FORM = read_form(standard_document())


def test_every_list_and_table_of_the_standard_goes_through_text_unchanged() -> None:
    shapes = set()
    for check in FORM.checks:
        for each in thresholds_of(FORM, check.policy):
            before = check.policy[each.name]["value"]
            assert read_threshold(FORM, each.name, before, each.text) == before, f"{check.id} {each.name}"
            shapes.add(each.shape)
        named = {name for name, entry in check.policy.items() if name != "words" and "value" in entry}
        assert named == {each.name for each in thresholds_of(FORM, check.policy)}, check.id
    assert shapes >= {LIST, TABLE}


def test_free_words_are_free_and_codes_are_not() -> None:
    assert known_words(FORM, ["전국", "nationwide"]) == frozenset()
    assert {"kogl_0", "kogl_1"} <= known_words(FORM, ["kogl_1"])
    assert read_threshold(FORM, "x", ["전국"], "전국\n온 나라\n전국\n") == ["전국", "온 나라"]
    with pytest.raises(Invalid, match="kogl_9"):
        read_threshold(FORM, "x", ["kogl_1"], "kogl_1\nkogl_9")


def test_pairs_stay_pairs() -> None:
    before = {"personal_data": [["none", "pseudonymous"]]}
    text = "personal_data = none / pseudonymous, none / identifiable"
    assert read_threshold(FORM, "x", before, text) == {
        "personal_data": [["none", "pseudonymous"], ["none", "identifiable"]]
    }
    with pytest.raises(Invalid):
        read_threshold(FORM, "x", before, "personal_data = none")


def test_what_text_would_lose_is_not_offered() -> None:
    assert [shape_of(value) for value in ({"a": ["b,c"]}, {"a": {"b": 1}}, True, None, ["a\nb"], {})] == [""] * 6


def test_a_cell_that_was_a_number_stays_one() -> None:
    before = {"low": 1, "high": 2.5}
    assert read_threshold(FORM, "x", before, "low = 3\nhigh = 4.5") == {"low": 3, "high": 4.5}
    with pytest.raises(Invalid, match="low"):
        read_threshold(FORM, "x", before, "low = many\nhigh = 4")


def test_a_cell_that_was_one_word_takes_no_list() -> None:
    assert read_threshold(FORM, "x", {"이름": "전국"}, "이름 = 온 나라") == {"이름": "온 나라"}
    with pytest.raises(Invalid, match="이름"):
        read_threshold(FORM, "x", {"이름": "전국"}, "이름 = 서울, 부산")
