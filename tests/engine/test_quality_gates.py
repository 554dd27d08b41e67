"""Each gate, case by case: what passes, what fails, and that silence is unknown."""

from __future__ import annotations

from typing import Any

import pytest
from tests.engine.quality_subjects import DAY, answers, subject, table

from gotgan.engine.quality import assess
from gotgan.terms.readiness import GateResult, GateState

PASSED, FAILED, UNKNOWN = GateState.PASSED, GateState.FAILED, GateState.UNKNOWN
NO_CONSENT = {"personal_data": "identifiable", "consent_covers_ai": {"answer": "no", "files": []}}


def gate(name: str, said: dict[str, Any], **facts: Any) -> GateResult:
    sheet = assess(subject(said=answers(**said), scanned_at=DAY, **facts), "ai_readiness", "tabular")
    return next(each for each in sheet.gates if each.id == name)


@pytest.mark.parametrize(
    ("name", "said", "state"),
    [
        ("lawful", {}, UNKNOWN),
        ("lawful", {"legal_basis": "unknown"}, UNKNOWN),
        ("lawful", {"legal_basis": "na"}, UNKNOWN),
        ("lawful", {"legal_basis": "  "}, UNKNOWN),
        ("lawful", {"legal_basis": "도로법"}, PASSED),
        ("lawful", {"legal_basis": "도로법", "retention_end": "2026-11-25"}, FAILED),
        ("lawful", {"legal_basis": "도로법", "retention_end": "2026-11-26"}, PASSED),
        ("lawful", {"legal_basis": "도로법", "reason_not_provided": ["retention_expired"]}, FAILED),
        ("lawful", {"legal_basis": "도로법", **NO_CONSENT}, FAILED),
        ("lawful", {"legal_basis": "도로법", **NO_CONSENT, "lifts_it": ["legal_change"]}, FAILED),
        ("lawful", {"legal_basis": "도로법", **NO_CONSENT, "lifts_it": ["deidentify"]}, PASSED),
        ("lawful", {**NO_CONSENT, "lifts_it": ["deidentify"]}, UNKNOWN),
        ("lawful", {"legal_basis": "도로법", **NO_CONSENT, "personal_data": "pseudonymous"}, PASSED),
        ("not_classified", {}, UNKNOWN),
        ("not_classified", {"security_class": "general"}, PASSED),
        ("not_classified", {"security_class": "secret"}, FAILED),
        ("not_classified", {"security_class": "restricted"}, FAILED),
        ("not_classified", {"security_class": "general", "state_or_trade_secret": "yes"}, FAILED),
        ("not_classified", {"security_class": "general", "reason_not_provided": ["art9_2_security"]}, FAILED),
        ("provenance", {}, UNKNOWN),
        ("provenance", {"collection_method": []}, UNKNOWN),
        ("provenance", {"lineage": "원천에서 뽑음"}, PASSED),
        ("provenance", {"source_bodies": [{"body": "가", "what": "", "terms": ""}]}, PASSED),
        ("provenance", {"lineage": "원천에서 뽑음", "reason_not_provided": ["not_ours"]}, FAILED),
        ("harm", {}, UNKNOWN),
        ("harm", {"harm_if_misused": {"score": "", "reason": "적음"}}, UNKNOWN),
        ("harm", {"harm_if_misused": {"score": "3", "reason": ""}}, PASSED),
        ("harm", {"harm_if_misused": {"score": "4", "reason": ""}}, UNKNOWN),
        ("harm", {"harm_if_misused": {"score": "5", "reason": ""}}, FAILED),
        ("updates", {}, UNKNOWN),
        ("updates", {"update_cycle": "irregular"}, UNKNOWN),
        ("updates", {"update_cycle": "irregular", "service_level": "분기마다"}, PASSED),
        ("updates", {"update_cycle": "yearly"}, PASSED),
        ("updates", {"update_cycle": "once"}, UNKNOWN),
        ("updates", {"update_cycle": "once", "service_level": "오류 신고를 30일 안에 고침"}, PASSED),
    ],
)
def test_gate_decides(name: str, said: dict[str, Any], state: GateState) -> None:
    found = gate(name, said)
    assert found.state is state, found.because
    assert found.because.ko
    assert found.because.en
    assert bool(found.evidence) == (state is not UNKNOWN or found.because.en.startswith("Harm if misused is judged"))


def test_finished_corpus_is_told_why_it_passes_or_what_is_asked() -> None:
    passed = gate("updates", {"update_cycle": "once", "service_level": "오류 신고를 30일 안에 고침"}).because
    asked = gate("updates", {"update_cycle": "once"}).because
    assert "no update is due; answers and corrections are promised" in passed.en
    assert "errors will be corrected" in asked.en
    assert "오류" in passed.ko
    assert "오류" in asked.ko


def test_lawful_after_processing_says_so() -> None:
    said = {"legal_basis": "도로법", **NO_CONSENT, "lifts_it": ["safe_zone"]}
    assert "after processing or in a safe zone only" in gate("lawful", said).because.en


def test_nobody_is_said_to_have_looked_for_persons_where_nobody_did() -> None:
    opened = {"provision_now": "open"}
    assert "nobody has looked" in gate("lawful", {}, catalogue=opened).because.en
    assert gate("lawful", {"personal_data": "identifiable"}, catalogue=opened).state is UNKNOWN


@pytest.mark.parametrize(
    ("name", "stated"),
    [
        ("lawful", {"legal_basis": "법"}),
        ("not_classified", {"provision_now": "open"}),
        ("lawful", {"provision_now": "open"}),
        ("provenance", {"collection": "조사"}),
        ("provenance", {"publisher": "Department of Energy", "landing": "https://energy.example/oil"}),
        ("updates", {"cycle": "R/P1Y"}),
        ("updates", {"cycle": "매월"}),
        ("updates", {"cycle": "http://publications.europa.eu/resource/authority/frequency/ANNUAL"}),
    ],
)
def test_record_of_the_source_speaks_where_nobody_answered(name: str, stated: dict[str, str]) -> None:
    found = gate(name, {}, catalogue=stated)
    assert found.state is PASSED
    assert found.evidence[0].kind == "register"


@pytest.mark.parametrize(
    ("name", "stated", "facts"),
    [
        ("lawful", {"provision_now": "limited"}, {}),
        (
            "lawful",
            {"provision_now": "open"},
            {"findings": ({"table": "a.csv", "column": "전화", "kind": "phone", "count": 9, "share": 1.0},)},
        ),
        ("provenance", {"publisher": "Department of Energy"}, {}),
        ("updates", {"cycle": "irregular"}, {}),
        ("updates", {"cycle": "수시"}, {}),
        ("updates", {"cycle": "R/P"}, {}),
    ],
)
def test_record_that_says_too_little_is_asked_about(name: str, stated: dict[str, str], facts: dict[str, Any]) -> None:
    assert gate(name, {}, catalogue=stated, **facts).state is UNKNOWN


def test_scan_alone_passes_no_gate() -> None:
    held = subject(table([{"name": "가", "nulls": 0}]), is_opened=True, size_bytes=1, versions=3)
    assert {each.state for each in assess(held, "ai_readiness", "tabular").gates} == {UNKNOWN}
