"""Section F: what was found is told with column and count; what was not found is no proof."""

from __future__ import annotations

from typing import Any

import pytest

from tests.survey.known_facts import described, finding, note, of_media, scanned, suggested, sure, table, value


def test_resident_numbers_in_a_column_are_personal_data() -> None:
    facts = scanned(findings=(finding("resident_number"),))
    assert (value(facts, "personal_data"), sure(facts, "personal_data")) == ("identifiable", "high")
    assert note(facts, "personal_data") == "Found Resident registration number: 4,210 in column '민원인번호'."
    korean = suggested(facts)["personal_data"].evidence[0].note_ko
    assert korean == "'민원인번호' 항목에서 주민등록번호 4,210건을 찾았습니다."
    assert (value(facts, "unique_identifiers"), sure(facts, "unique_identifiers")) == ("yes", "high")
    assert value(facts, "identifier_kinds") == ["resident_number"]


@pytest.mark.parametrize(
    "found", [finding("phone"), finding("resident_number", sure=0.6), finding("resident_number", None)]
)
def test_weaker_findings_are_personal_data_with_less_certainty(found: dict[str, Any]) -> None:
    facts = scanned(findings=(found,))
    assert (value(facts, "personal_data"), sure(facts, "personal_data")) == ("identifiable", "medium")


def test_telephone_by_its_form_alone_may_be_an_offices() -> None:
    assert sure(scanned(findings=(finding("phone", sure=0.5),)), "personal_data") == "low"


def test_finding_in_running_text_says_so() -> None:
    assert "Phone number: 4,210 in running text" in note(scanned(findings=(finding("phone", None),)), "personal_data")


def test_identifiers_of_firms_and_places_are_not_of_persons() -> None:
    facts = scanned(findings=(finding("business_number"), finding("address", sure=0.6)))
    assert (value(facts, "personal_data"), sure(facts, "personal_data")) == ("none", "low")
    assert (value(facts, "unique_identifiers"), sure(facts, "unique_identifiers")) == ("no", "low")
    assert sure(facts, "identifier_kinds") == "medium"


def test_none_is_never_more_than_a_weak_suggestion() -> None:
    assert (value(scanned(), "personal_data"), sure(scanned(), "personal_data")) == ("none", "low")
    assert "no proof" in note(scanned(), "personal_data")


@pytest.mark.parametrize("facts", [of_media("image"), of_media("audio"), scanned(unread=1), described(title="a")])
def test_what_could_not_be_searched_is_asked(facts: Any) -> None:
    assert value(facts, "personal_data") is None


def test_columns_that_single_rows_out_are_named_beside_none() -> None:
    risk = {"table": "a", "columns": ["학력", "나이"], "k_least": 1, "rows_alone": 0.9, "sensitive": None}
    sample = {**table(), "is_sample": True}
    facts = scanned(risks=(risk,), tables=(sample,))
    assert "학력, 나이 single out 90 %" in note(facts, "personal_data")
    assert "Only some rows" in note(facts, "personal_data")
    assert value(facts, "reidentification_risk") == [
        {"measure": "k", "value": 1, "columns": "학력, 나이"},
        {"measure": "rows_alone", "value": 0.9, "columns": "학력, 나이"},
    ]


def test_record_that_says_so_is_a_weak_yes() -> None:
    facts = described(rights="The dataset contains PII")
    assert (value(facts, "personal_data"), sure(facts, "personal_data")) == ("identifiable", "low")
    assert value(described(rights="contains no PII"), "personal_data") is None


def test_record_and_scan_that_differ_are_both_shown() -> None:
    facts = scanned(catalogue={"rights": "개인정보 포함"})
    assert value(facts, "personal_data") == "none"
    assert "Otherwise says the record: identifiable" in note(facts, "personal_data")


@pytest.mark.parametrize(
    ("item", "column"),
    [
        ("sensitive_information", "장애유형"), ("children", "학생명"), ("medical_information", "처방내역"),
        ("credit_information", "신용등급"),
    ],
)  # fmt: skip
def test_names_of_columns_are_a_sign_beside_identifiers_of_persons(item: str, column: str) -> None:
    tables = (table("a", "번호", column),)
    facts = scanned(tables=tables, findings=(finding("phone"),))
    assert (value(facts, item), sure(facts, item)) == ("yes", "low")
    assert column in note(facts, item)
    assert value(scanned(tables=tables), item) is None


def test_place_of_a_person() -> None:
    places = finding("coordinates", "위도")
    assert value(scanned(findings=(places, finding("phone"))), "location_information") == "yes"
    assert value(scanned(findings=(places,)), "location_information") is None
    media = {"kinds": {"image": 3}, "flags": {}, "with_place": 3}
    assert value(of_media("image", findings=(places,), media=media), "location_information") == "yes"


def test_nothing_is_found_out_about_the_risk_of_pictures() -> None:
    assert value(of_media("image"), "reidentification_risk") is None
