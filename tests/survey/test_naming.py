"""Names behind codes of institutions, in answers and in the columns of their rows."""

from __future__ import annotations

from gotgan.survey.rules.naming import institutions_in, with_institutions
from gotgan.survey.rules.values import value_from_text, value_to_text
from gotgan.terms.questionnaire import Words
from tests.survey.standard import item, standard

ROWS = [{"institution": "6110000", "title": "민원"}, {"title": "없음"}]


def test_codes_are_found_in_answers_and_in_rows() -> None:
    assert institutions_in(item("institution"), "1741000") == {"1741000"}
    assert institutions_in(item("institution"), ["1741000", "6110000"]) == {"1741000", "6110000"}
    assert institutions_in(item("reported_by_other_body"), ROWS) == {"6110000"}
    assert institutions_in(item("institution"), "unknown") == institutions_in(item("institution"), None) == frozenset()
    assert institutions_in(item("title_ko"), "1741000") == frozenset()


def test_a_name_stands_before_its_code() -> None:
    known = with_institutions(standard(), {"1741000": Words("행정안전부", ""), "6110000": Words("서울특별시", "Seoul")})
    assert value_to_text(known, item("institution"), "1741000", "ko") == "행정안전부 (1741000)"
    assert value_to_text(known, item("institution"), "1741000", "en") == "행정안전부 (1741000)"
    assert value_to_text(known, item("reported_by_other_body"), ROWS, "en").startswith("Seoul (6110000)")
    assert value_to_text(known, item("institution"), "9999999", "ko") == "9999999"
    assert value_to_text(known, item("institution"), "1741000", "") == "1741000"  # what a workbook holds
    assert value_from_text(known, item("institution"), "9999999") == "9999999"  # the list stays open
    assert with_institutions(standard(), {}) is standard()
