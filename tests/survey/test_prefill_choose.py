"""Which suggestion is shown where several speak, and what is said of those that differ."""

from __future__ import annotations

from typing import Any

import pytest

from gotgan.survey.rules.prefill.fitting import fitted
from gotgan.survey.rules.prefill.known import percent
from gotgan.terms.survey import Answer, FilledBy
from tests.survey.known_facts import answered, described, scanned, suggested
from tests.survey.standard import item, standard


def test_scan_goes_before_the_last_wave_which_is_named() -> None:
    found = suggested(scanned(), {"record_count": answered(90)})["record_count"]
    assert (found.value, found.filled_by, found.confidence) == (100, FilledBy.SCAN, "medium")
    assert found.evidence[1].kind == "last_wave"
    assert found.evidence[1].note_en == "Otherwise says the last survey: 90"
    assert found.evidence[1].note_ko == "다른 답도 있습니다(이전 조사): 90"


def test_register_goes_before_the_last_wave_where_a_register_is_asked() -> None:
    found = suggested(described(department="새 부서"), {"department": answered("옛 부서")})["department"]
    assert (found.value, found.filled_by) == ("새 부서", FilledBy.CATALOGUE_IMPORT)


def test_correction_of_a_register_that_did_not_change_stays() -> None:
    last = {"department": answered("민원과", changed_from="민원실")}
    assert suggested(described(department="민원실"), last)["department"].value == "민원과"
    assert suggested(described(department="데이터과"), last)["department"].value == "데이터과"


def test_person_goes_first_in_what_only_a_person_knows() -> None:
    found = suggested(described(description="Mines"), {"description": answered("광산 대장")})["description"]
    assert (found.value, found.filled_by, found.confidence) == ("광산 대장", FilledBy.LAST_WAVE, "low")
    assert "Otherwise says the record: Mines" in found.evidence[1].note_en


def test_guess_stands_behind_the_last_wave() -> None:
    found = suggested(scanned(), {"processing_needed": answered(["label"])})["processing_needed"]
    assert (found.value, found.filled_by) == (["label"], FilledBy.LAST_WAVE)
    assert "the estimate" in found.evidence[1].note_en


def test_answer_of_the_last_wave_waits_for_confirmation_again() -> None:
    found = suggested(None, {"original_purpose": answered("민원 처리")})["original_purpose"]
    assert (found.value, found.is_confirmed, found.confidence) == ("민원 처리", False, "medium")
    assert found.evidence[0].note_en == "The answer of the last survey (2025-05-02)."


@pytest.mark.parametrize(
    "answer", [answered("unknown"), answered(None), answered("a", is_confirmed=False), answered("")]
)
def test_what_nobody_answered_is_not_carried_over(answer: Answer) -> None:
    assert suggested(None, {"original_purpose": answer}) == {}


def test_na_of_the_last_wave_is_an_answer() -> None:
    assert suggested(None, {"retention_end": answered("na", at="")})["retention_end"].value == "na"


def test_figures_of_the_last_wave_are_not_shown_again() -> None:
    last = {"profile": answered([{"measure": "missing_share", "value": 0.1}])}
    assert suggested(None, last) == {}


def test_number_of_the_earlier_survey() -> None:
    last = {"title_ko": answered("민원")}
    assert suggested(scanned(), last)["earlier_survey_id"].value == "d1"
    assert suggested(None, {"dataset_id": answered("d0")})["earlier_survey_id"].value == "d0"
    assert "earlier_survey_id" not in suggested(scanned(), {})
    assert "earlier_survey_id" not in suggested(None, last)


def test_answer_that_most_sheets_of_a_system_give() -> None:
    siblings = [{"legal_basis": answered(each)} for each in ("갑", "을", "갑")]
    found = suggested(None, None, siblings)["legal_basis"]
    assert (found.value, found.confidence, found.is_confirmed) == ("갑", "low", False)
    assert found.evidence[0].kind == "sibling"
    assert "2 dataset(s)" in found.evidence[0].note_en


@pytest.mark.parametrize(
    "siblings",
    [
        [{"legal_basis": answered("갑")}, {"legal_basis": answered("을")}],
        [{"legal_basis": answered("갑", is_confirmed=False)}],
        [{"legal_basis": answered("unknown")}],
        [{"original_purpose": answered("갑")}],
        [],
    ],
)
def test_sheets_of_a_system_that_do_not_agree_say_nothing(siblings: list[dict[str, Answer]]) -> None:
    assert suggested(None, None, siblings) == {}


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ({"from": "2014-01-01", "to": None}, "2014-01-01"),
        ({"from": "2014-01-01", "to": "2015-01-01"}, "2014-01-01 ~ 2015-01-01"),
    ],
)
def test_period_that_differs_is_shown(answer: dict[str, Any], shown: str) -> None:
    found = suggested(scanned(period=("2013-01-01", "2015-01-01")), {"period_covered": answered(answer)})
    assert found["period_covered"].evidence[1].note_en == f"Otherwise says the last survey: {shown}"


def test_table_that_differs_is_counted_and_long_text_cut() -> None:
    found = suggested(scanned(), {"formats": answered([{"format": "xlsx"}])})["formats"]
    assert found.evidence[1].note_en.endswith("1 row(s)")
    title = suggested(described(title="민원"), {"title_ko": answered("가" * 90)})["title_ko"]
    assert title.evidence[1].note_en.endswith("가" * 59 + "…")


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("modality", ["text", "table", "smell"], ["table", "text"]),
        ("modality", ["smell"], None),
        ("licence", "kogl_9", None),
        ("institution", "1741000", "1741000"),
        ("disclosure_exemption", ["statistics_act"], None),
        ("formats", [{"format": "csv", "colour": "red"}, {"colour": "red"}], [{"format": "csv"}]),
        ("formats", [{"colour": "red"}], None),
        ("price", {"model": "free", "colour": "red"}, {"model": "free"}),
        ("price", {"colour": "red"}, None),
        ("title_ko", "가\n나", "가 나"),
        ("title_ko", "  ", None),
        ("title_ko", "모름", "unknown"),
        ("file_count", True, None),
        ("file_count", "3", None),
        ("file_count", -1, None),
        ("splits", "na", "na"),
        ("description", "   ", None),
    ],
)
def test_value_is_made_to_fit_the_form_or_dropped(key: str, value: Any, kept: Any) -> None:
    assert fitted(standard(), item(key), value) == kept


@pytest.mark.parametrize(("share", "text"), [(0, "0 %"), (0.0012, "0.12 %"), (0.2506, "25 %")])
def test_small_share_stays_visible(share: float, text: str) -> None:
    assert percent(share) == text
