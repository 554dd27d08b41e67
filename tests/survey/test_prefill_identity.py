"""Section A: from the record, the hub and the comparison; names and departments are never invented."""

from __future__ import annotations

import dataclasses

import pytest

from tests.survey.known_facts import described, finding, note, overlap, scanned, suggested, sure, table, value


def test_korean_and_english_title() -> None:
    facts = described(title="민원 접수", title_en="Complaints")
    assert (value(facts, "title_ko"), sure(facts, "title_ko")) == ("민원 접수", "high")
    assert value(facts, "title_en") == "Complaints"


def test_english_title_alone_waits_for_a_translation() -> None:
    facts = described(title="Mines")
    assert (value(facts, "title_ko"), sure(facts, "title_ko")) == ("Mines", "low")
    assert "translate" in note(facts, "title_ko")
    assert value(facts, "title_en") == "Mines"


def test_no_english_title_is_invented() -> None:
    assert value(described(title="민원 접수"), "title_en") is None


def test_name_of_a_file_is_a_weak_title() -> None:
    assert (value(scanned(), "title_ko"), sure(scanned(), "title_ko")) == ("민원", "low")


@pytest.mark.parametrize(
    ("stated", "expected", "confidence"),
    [
        ({"department": "민원과"}, "민원과", "medium"),
        ({"publisher": "Mine Safety"}, "Mine Safety", "low"),
        ({"publisher": "행정안전부"}, None, ""),
        ({}, None, ""),
    ],
)
def test_department(stated: dict[str, str], expected: str | None, confidence: str) -> None:
    facts = described(**stated)
    assert value(facts, "department") == expected
    assert not expected or sure(facts, "department") == confidence


@pytest.mark.parametrize(
    ("kind", "title", "expected", "confidence"),
    [
        ("sql", "민원 통합 DB", "민원 통합 DB", "medium"),
        ("sftp", "민원 서버", "민원 서버", "low"),
        ("upload", "올린 파일", None, ""),
        ("folder", "행정안전부", None, ""),
        ("folder", "", None, ""),
    ],
)
def test_system_by_what_was_scanned(kind: str, title: str, expected: str | None, confidence: str) -> None:
    facts = scanned(source_kind=kind, source_title=title)
    assert value(facts, "information_system") == expected
    assert not expected or sure(facts, "information_system") == confidence


def test_system_of_the_record_goes_before_the_name_of_the_store() -> None:
    facts = scanned(source_title="창고", catalogue={"system": "새올"})
    assert value(facts, "information_system") == "새올"


def test_larger_collection() -> None:
    assert value(described(part_of="COAL-1"), "parent_collection") == "COAL-1"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"landing": "https://a.example/x", "links": [{"location": "https://a.example/y"}]}, ["https://a.example/x"]),
        ({"links": [{"location": "https://a.example/y"}, {"location": "ftp://a.example/z"}]}, ["https://a.example/y"]),
        ({"address": "https://a.example/data.json"}, ["https://a.example/data.json"]),
        ({"landing": "see the office"}, None),
        ({}, None),
    ],
)
def test_where_it_is_listed(stated: dict[str, object], expected: list[str] | None) -> None:
    assert value(described(**stated), "listed_elsewhere") == expected


def test_same_content_of_another_body_is_a_candidate() -> None:
    facts = scanned(overlaps=(overlap(),))
    row = {"institution": "6110000", "title": "민원 사본", "dataset": "d2"}
    assert (value(facts, "reported_by_other_body"), sure(facts, "reported_by_other_body")) == ([row], "medium")
    confirmed = scanned(overlaps=(overlap(status="confirmed"),))
    assert value(confirmed, "reported_by_other_body") == [{**row, "same": "yes"}]
    assert sure(confirmed, "reported_by_other_body") == "high"


@pytest.mark.parametrize("more", [{"organisation": "1741000"}, {"relation": "same_schema"}, {"verb": "same_subject"}])
def test_what_is_merely_alike_is_no_candidate(more: dict[str, str]) -> None:
    assert value(scanned(overlaps=(overlap(**more),)), "reported_by_other_body") == "na"


def test_regulators_by_the_topics_met() -> None:
    facts = scanned(
        tables=(table("a", "환자명", "대출액"),), modality=("table", "geospatial"),
        findings=(finding("phone"), finding("coordinates")),
    )  # fmt: skip
    topics = [row["topic"] for row in value(facts, "responsible_regulator")]
    assert topics == ["개인정보", "위치정보", "공간정보", "의료", "신용정보"]
    assert value(scanned(), "responsible_regulator") is None


def test_identifier_and_institution_are_the_hubs() -> None:
    found = suggested(described())
    assert (found["dataset_id"].value, found["institution"].value) == ("d1", "1741000")
    assert "행정안전부" in note(described(), "institution")


def test_institution_is_named_once_and_known_by_that_name() -> None:
    """The name comes of the facts alone: in the evidence, against a publisher and against a source's title."""
    facts = described(publisher="행정 안전부", title="민원")
    assert "행정안전부" in note(facts, "institution")
    assert value(facts, "department") is None
    assert value(described(publisher="민원과", title="민원"), "department") == "민원과"
    assert value(scanned(source_title="행정 안전부 "), "information_system") is None
    assert value(scanned(source_title="새올"), "information_system") == "새올"
    nameless = dataclasses.replace(facts, organisation_name="")
    assert "1741000" in note(nameless, "institution")
    assert value(nameless, "department") == "행정 안전부"
