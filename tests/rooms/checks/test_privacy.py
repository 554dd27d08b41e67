"""Personal data against findings, flags, measures taken and consent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rooms.checks.sheet import facts, found, purposes


def finding(column: str | None = "민원인번호", kind: str = "resident_number", count: Any = 4210) -> dict[str, Any]:
    return {"table": "민원.csv", "column": column, "kind": kind, "count": count, "share": 0.5}


FOUND = facts(findings=(finding(),))


def test_none_vs_identifiers_says_column_kind_and_count() -> None:
    raised = found({"personal_data": "none"}, FOUND)["none_vs_identifiers"]
    assert raised.severity == "block"
    assert raised.message_ko == (
        "개인정보가 없다고 답했으나 '민원인번호' 열에서 주민등록번호 4,210건이 발견되었습니다."
    )
    assert "Resident registration number in column '민원인번호' (4,210)" in raised.message_en
    assert raised.evidence[0].ref == "e" * 64


@pytest.mark.parametrize(
    ("findings", "is_raised"),
    [
        ([], False),
        ([finding(count=1)], True),
        ([finding(count=0)], False),
        ([finding(column=None)], False),
        ([finding(kind="business_number")], False),
        ([finding(kind="business_number"), finding("전화", "phone", 3)], True),
        ([finding(count="many")], False),
    ],
)
def test_none_vs_identifiers_by_finding(findings: list[dict[str, Any]], is_raised: bool) -> None:
    raised = found({"personal_data": "none"}, facts(findings=tuple(findings)))
    assert ("none_vs_identifiers" in raised) is is_raised


@pytest.mark.parametrize("answer", ["identifiable", "pseudonymous", "unknown", "na", None])
def test_none_vs_identifiers_only_against_none(answer: str | None) -> None:
    assert "none_vs_identifiers" not in found({"personal_data": answer}, FOUND)


def test_none_vs_identifiers_without_a_scan() -> None:
    assert not found({"personal_data": "none"}, None)


def test_none_vs_identifiers_names_three_columns_and_counts_the_rest() -> None:
    many = facts(findings=tuple(finding(f"열{n}", "phone", 10 - n) for n in range(5)))
    raised = found({"personal_data": "none"}, many)["none_vs_identifiers"]
    assert (
        "'열0' 열에서 전화번호 10건, '열1' 열에서 전화번호 9건, '열2' 열에서 전화번호 8건, 외 2건이"
        in raised.message_ko
    )
    assert "and 2 more" in raised.message_en


def test_a_column_named_like_a_place_is_not_filled() -> None:
    raised = found({"personal_data": "none"}, facts(findings=(finding("{count}"),)))["none_vs_identifiers"]
    assert "'{count}' 열에서" in raised.message_ko


def test_key_changes_with_the_finding_and_not_with_the_day() -> None:
    first = found({"personal_data": "none"}, FOUND)["none_vs_identifiers"].key
    assert found({"personal_data": "none", "title_ko": "다른 이름"}, FOUND)["none_vs_identifiers"].key == first
    more = facts(findings=(finding(count=4211),))
    assert found({"personal_data": "none"}, more)["none_vs_identifiers"].key != first


@pytest.mark.parametrize(
    ("answer", "kind", "is_raised"),
    [
        ("no", "resident_number", True),
        ("no", "foreigner_number", True),
        ("no", "passport", True),
        ("no", "driver_licence", True),
        ("no", "phone", False),
        ("yes", "resident_number", False),
        ("unknown", "resident_number", False),
        ("na", "resident_number", False),
    ],
)
def test_unique_id_vs_scan(answer: str, kind: str, is_raised: bool) -> None:
    raised = found({"unique_identifiers": answer}, facts(findings=(finding(kind=kind),)))
    assert ("unique_id_vs_scan" in raised) is is_raised


@pytest.mark.parametrize(
    ("answer", "measures", "is_raised"),
    [
        ("pseudonymous", None, True),
        ("pseudonymous", [], True),
        ("pseudonymous", [{"technique": " "}], True),
        ("pseudonymous", "na", True),
        ("pseudonymous", "unknown", False),
        ("pseudonymous", [{"technique": "총계처리"}], False),
        ("identifiable", None, False),
    ],
)
def test_pseudonymous_vs_no_measure(answer: str, measures: Any, is_raised: bool) -> None:
    raised = found({"personal_data": answer, "prior_deidentification": measures})
    assert ("pseudonymous_vs_no_measure" in raised) is is_raised


def test_pseudonymous_vs_no_measure_waits_until_it_is_asked() -> None:
    values = {"personal_data": "pseudonymous"}
    assert not found(values, asked=frozenset({"personal_data"}))
    assert found(values, asked=frozenset({"personal_data", "prior_deidentification"}))
    assert not found(values, waiting=frozenset({"prior_deidentification"}))


@pytest.mark.parametrize(
    ("values", "flags"),
    [
        ({"sensitive_information": "yes"}, ["sensitive_information"]),
        ({"children": "yes", "video_of_people": "yes"}, ["children", "video_of_people"]),
        ({"children": "no", "location_information": "unknown"}, []),
        ({"unique_identifiers": "yes", "children": "na"}, ["unique_identifiers"]),
    ],
)
def test_none_vs_flags(values: dict[str, str], flags: list[str]) -> None:
    raised = found({"personal_data": "none", **values}).get("none_vs_flags")
    assert list(raised.items[1:] if raised else ()) == flags
    assert "none_vs_flags" not in found({"personal_data": "identifiable", **values})


@pytest.mark.parametrize(
    ("consent", "personal", "said", "is_raised"),
    [
        ("no", "identifiable", {"pretrain": "yes"}, True),
        ("no", "identifiable", {"finetune": "yes", "pretrain": "no"}, True),
        ("no", "identifiable", {"pretrain": "ask", "statistics": "yes"}, False),
        ("no", "pseudonymous", {"pretrain": "yes"}, False),
        ("yes", "identifiable", {"pretrain": "yes"}, False),
        ("unknown", "identifiable", {"pretrain": "yes"}, False),
    ],
)
def test_consent_vs_training(consent: str, personal: str, said: dict[str, str], is_raised: bool) -> None:
    values = {
        "consent_covers_ai": {"answer": consent},
        "personal_data": personal,
        "permitted_purposes": purposes(**said),
    }
    assert ("consent_vs_training" in found(values)) is is_raised


def test_consent_vs_training_reads_a_bare_yes_or_no_too() -> None:
    values = {"consent_covers_ai": "no", "personal_data": "identifiable", "permitted_purposes": {"pretrain": "yes"}}
    assert "consent_vs_training" in found(values)
