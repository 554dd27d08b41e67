"""Diagnoses speak in words with units: no code, no bare number, nothing that gainsays its neighbour."""

from __future__ import annotations

import re

import pytest
from tests.engine.quality_subjects import answers, column, subject, table

from gotgan.engine.quality import assess, uses_of
from gotgan.engine.quality.words import LICENCES
from gotgan.terms.readiness import CheckResult, Subject, Use

CODES = re.compile(
    r"legal_|kogl_|cc_by|_number|person_name|identifiable|pretrain\b|finetune|\byes\b|\bask\b|\btrain\b|utf-8 \d"
)
PERSONS = table([column("주민등록번호"), column("급여종류")], ai_use={
    "labels": [{"column": "급여종류", "classes": ["가", "나"], "evenness": 1.0, "imbalance_ratio": 1.0, "leaks": []}],
    "groups": [], "quasi_identifiers": None,
})  # fmt: skip
FINDING = {"table": "t.csv", "column": "주민등록번호", "kind": "resident_number", "count": 100, "share": 1.0}


def checks(held: Subject, use: str = "tabular") -> dict[str, CheckResult]:
    return {check.id: check for factor in assess(held, "ai_readiness", use).factors for check in factor.checks}


def test_diagnoses_hold_no_code() -> None:
    said = answers(
        consent_covers_ai={"answer": "yes"}, portrait_voice="yes", personal_data="identifiable", licence="kogl_1_ai",
    )  # fmt: skip
    held = subject(
        PERSONS,
        said=said,
        standards=("legal_dong",),
        findings=(FINDING,),
        modality=("image",),
        splits=({"split": "train"},),
    )
    for book in ("ai_readiness", "nia", "mois_ai_ready", "fair", "iso_5259_2"):
        sheet = assess(held, book)
        for check in (check for factor in sheet.factors for check in factor.checks):
            assert not CODES.search(check.diagnosis.ko), check
    by_purpose = answers(permitted_purposes=[{"purpose": "pretrain", "answer": "ask"}])
    told = checks(subject(PERSONS, said=by_purpose))["licence"].diagnosis
    assert told.ko == "목적별 허용: 사전학습 허락을 받으면 가능."
    assert told.en == "Permission by purpose: pre-training after asking."


@pytest.mark.parametrize("code", sorted(LICENCES))
def test_licence_is_told_by_its_name_and_how_far_it_goes(code: str) -> None:
    said = checks(subject(PERSONS, said=answers(licence=code)))["licence"].diagnosis
    assert code not in said.ko
    assert ". " in said.ko
    assert not re.search(r"\d\.?$", said.en)


def test_kinds_of_identifiers_and_counts_have_their_words() -> None:
    found = checks(subject(PERSONS, findings=(FINDING,), formats=({"format": "csv", "files": 2},)))
    assert "(주민등록번호)" in found["identifiers"].diagnosis.ko
    assert "csv 파일 2개" in found["machine_readable"].diagnosis.ko
    assert "2 files csv" in found["machine_readable"].diagnosis.en
    assert found["encoding"].diagnosis.ko == "문자 인코딩: utf-8 표 1개."


def test_short_texts_of_a_corpus_are_texts_too() -> None:
    said = {"values": 300, "mean_tokens": 12, "tokens": 36_000, "duplicate_share": 0.97, "repeated_gram_share": 0.1}
    corpus = table([column("질문", text_use=said)], rows=3000)
    assert checks(subject(corpus), "language")["unique_texts"].value is None
    found = checks(subject(corpus, modality=("text",)), "language")
    assert found["unique_texts"].value == 0
    assert "97.0%" in found["unique_texts"].diagnosis.en
    assert found["tokens"].measured == 36_000


@pytest.mark.parametrize(
    ("name", "is_series"),
    [("설치연도", False), ("식재연도", False), ("준공일자", False), ("인허가일자", False), ("birth_date", False),
     ("단속일시", True), ("연월", True), ("채수일자", True), ("year", True)],
)  # fmt: skip
def test_register_of_things_is_no_time_series(name: str, is_series: bool) -> None:
    time = {"column": name, "periods": 60, "missing": 0, "gaps_are_exact": True}
    assert (Use.TIME_SERIES in uses_of(subject(table([column(name)], time_coverage=time)))) is is_series


def test_column_named_as_a_day_and_read_as_text_is_told() -> None:
    hourly = table([column("관측일시", lexical_types={"text": 100}), column("기온(°C)", type="decimal")])
    found = checks(subject(hourly))["real_days"]
    assert found.value == 0
    assert found.fields == ("관측일시",)
    assert checks(subject(table([column("관측일시")])))["real_days"].value is None, "nobody looked"
    assert checks(subject(table([column("비고", lexical_types={"text": 100})])))["real_days"].value is None


def test_label_candidates_are_not_said_to_be_missing() -> None:
    found = checks(subject(PERSONS))
    assert found["labels"].diagnosis.en.startswith("Some columns may serve as labels.")
    assert "nobody has said which" in found["labels_filled"].diagnosis.en


def test_table_without_a_row_is_called_empty_and_not_clean_of_identifiers() -> None:
    found = checks(subject(table([column("가"), column("나")], rows=0), file_count=1))
    assert found["filled"].diagnosis.en == "Its tables have no rows."
    assert found["records"].value == 0
    assert "0 records" in found["records"].diagnosis.en
    assert found["identifiers"].value is None


def test_files_that_all_open_are_told_so() -> None:
    assert checks(subject(PERSONS, file_count=3))["readable"].diagnosis.en == "Every one of 3 files and tables opens."
    held = subject(PERSONS, file_count=3, unread=1)
    assert checks(held)["readable"].diagnosis.en == "1 of 3 files and tables could not be opened."
