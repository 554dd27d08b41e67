"""The whole of a suggestion: every item of the reference has its source or is known to have none; all are valid."""

from __future__ import annotations

import dataclasses

import pytest

from gotgan.survey.rules.prefill import FILLERS, GUESSED, SIBLING_ITEMS, Origin, is_guess, suggest
from gotgan.survey.rules.values import check_value, normal_value
from gotgan.terms.questionnaire import NA, Fill, Scope
from gotgan.terms.survey import DatasetFacts, FilledBy
from tests.shared_data import ROOT
from tests.survey.known_facts import (
    answered,
    described,
    finding,
    of_media,
    overlap,
    quality,
    scanned,
    suggested,
    table,
)
from tests.survey.standard import item, standard

NOT_KNOWN_TO_ANY_MACHINE = {
    "data_dictionary": "files of a record are addresses, and an answer is a file",
    "labeller": "nothing measured tells who labelled",
    "label_schema": "an attachment of a person",
    "label_guideline": "an attachment of a person",
    "label_agreement": "nobody records it beside the data",
    "video_of_people": "no faces are sought in videos",
    "demand_tickets": "there is no register of demand in the hub yet",
    "earlier_survey_id": "comes from the last wave alone",
}
"""Items of the questionnaire marked scan or prefill that no function fills, and why."""


def everything() -> DatasetFacts:
    """A dataset of which as much is known as can be."""
    return scanned(
        tables=(table("민원.csv", "접수번호", "환자명", "진단명", "대출액", "학생명", "라벨"),),
        findings=(finding("resident_number"), finding("coordinates", "위치"), finding("phone", None)),
        languages=("ko",), period=("2014-01-01", "2026-05-01"), standards=("legal_dong",),
        regions=({"code": "11680", "is_nation": False, "provinces": 1, "districts": 1},),
        code_lists=({"table": "a", "column": "법정동코드", "list": "legal_dong", "as_of": "20220901", "valid": 0.9,
                     "abolished": 0.1, "unknown": 0.0},),
        risks=({"table": "민원.csv", "columns": ["성별", "나이"], "k_least": 1, "rows_alone": 0.3, "sensitive": None},),
        labels={"files": 3, "formats": ["coco"], "columns": [
            {"table": "민원.csv", "column": "라벨", "classes": 3, "missing": 10, "rows": 100, "is_sure": True}]},
        splits=({"split": "train", "files": 8}, {"split": "test", "files": 2}),
        documents=({"format": "hwp", "files": 4, "no_text": 0, "pages": 0},), overlaps=(overlap(),), downloads=7,
        quality=quality(missing=60, duplicate_rows=5, worst=[{"table": "민원.csv", "column": "비고", "missing": 0.6}]),
        last_real_change="2026-05-01", source_title="민원 창구",
        catalogue={
            "title": "민원 접수", "title_en": "Complaints", "description": "창구에서 접수한 민원", "keywords": ["민원"],
            "field": "공공행정", "licence": "kogl_1", "provision_now": "limited", "rights": "개인정보 포함",
            "cycle": "매월", "department": "민원과", "system": "새올", "part_of": "민원", "legal_basis": "민원처리법",
            "links": [{"location": "https://example.org/a.csv"}], "collection": "행정 업무",
            "landing": "https://example.org/a", "modified": "2026-05-02", "kind": "folder",
        },
    )  # fmt: skip


def test_every_item_of_the_reference_is_filled_or_known_to_have_no_source() -> None:
    fillable = {
        each.key for each in standard().of_scope(Scope.DATASET) if {Fill.SCAN, Fill.PREFILL} & set(each.fill)
    }  # fmt: skip
    filled = {key for origin in Origin for key in FILLERS[origin]}
    assert fillable - filled == set(NOT_KNOWN_TO_ANY_MACHINE)
    assert filled <= {each.key for each in standard().of_scope(Scope.DATASET)}
    assert set(SIBLING_ITEMS) <= {each.key for each in standard().of_scope(Scope.DATASET)}


DECIDED_IN_THE_HUB = {"possible_scope", "eligible_users", "future_routes"}
"""Guessed, unless their holder opened the dataset here."""


def test_item_that_is_guessed_is_a_persons_and_has_no_other_source() -> None:
    for key in GUESSED:
        assert item(key).fill == (Fill.HUMAN,), key
        has_other = any(key in FILLERS[origin] for origin in (Origin.SCAN, Origin.REGISTER))
        assert has_other == (key in DECIDED_IN_THE_HUB), key


def test_guess_is_told_from_what_its_holder_decided() -> None:
    likely = suggested(described(provision_now="open", title="가"))
    decided = suggested(scanned(catalogue={"provision_now": "open", "title": "가"}, is_opened=True))
    for key in DECIDED_IN_THE_HUB - {"future_routes"}:
        assert likely[key].value == decided[key].value
        assert is_guess(item(key), likely[key])
        assert not is_guess(item(key), decided[key])
    assert not is_guess(
        item("possible_scope"), suggested(None, {"possible_scope": answered(["all"])})["possible_scope"]
    )
    assert not is_guess(item("title_ko"), likely["title_ko"])


@pytest.mark.parametrize(
    "facts",
    [everything(), scanned(), of_media("image"), of_media("document"), of_media("text"), described(title="Mines")],
)
def test_every_suggestion_would_be_taken_from_a_person_too(facts: DatasetFacts) -> None:
    found = suggested(facts)
    assert found
    for key, answer in found.items():
        assert normal_value(standard(), item(key), answer.value) == answer.value, key
        assert check_value(standard(), item(key), answer.value) == (), key
        assert not answer.is_confirmed, key
        assert answer.evidence, key
        assert all(each.note_ko and each.note_en for each in answer.evidence), key


def test_as_much_as_can_be_is_suggested() -> None:
    found = suggested(everything())
    missing = (set(FILLERS[Origin.SCAN]) | set(FILLERS[Origin.REGISTER]) | GUESSED) - set(found)
    assert missing == {*DECIDED_IN_THE_HUB, "price", "permitted_purposes"}  # not open; its licence bars nothing


def test_nothing_is_suggested_of_what_nobody_knows() -> None:
    assert suggested(None) == {}
    assert set(suggested(described())) == {"dataset_id", "institution"}


def test_item_that_the_form_does_not_have_is_left_out() -> None:
    form = dataclasses.replace(standard(), items=(item("title_ko"), item("completeness_statement")), code_lists={})
    assert set(suggest(form, everything())) == {"title_ko"}


def test_code_that_the_form_does_not_know_is_told_as_it_is() -> None:
    lists = {name: each for name, each in standard().code_lists.items() if name != "identifier_kind"}
    form = dataclasses.replace(standard(), items=(item("personal_data"),), code_lists=lists)
    notes = suggest(form, scanned(findings=(finding("new_kind"),)))["personal_data"].evidence[0]
    assert "new_kind" in notes.note_ko


def test_unsealed_scan_that_was_carried_in_is_believed_less() -> None:
    facts = scanned(source_kind="scanfile")
    assert suggested(facts)["modality"].confidence == "medium"
    assert "not sealed" in suggested(facts)["modality"].evidence[0].note_en
    assert suggested(scanned(source_kind="scanfile", is_sealed=True))["modality"].confidence == "high"


def test_scan_that_met_none_says_so() -> None:
    found = suggested(scanned())
    none = {key for key, answer in found.items() if answer.value == NA}
    assert none == {
        "reported_by_other_body", "similar_sets", "languages", "standards_used", "splits", "nested_documents",
        "identifier_kinds",
    }  # fmt: skip
    assert {found[key].filled_by for key in none} == {FilledBy.SCAN}


def test_scan_that_could_not_read_all_says_nothing_of_what_it_did_not_meet() -> None:
    found = suggested(scanned(unread=1, is_compared=False))
    assert {key for key, answer in found.items() if answer.value == NA} == {"splits"}
    assert "personal_data" not in found


def test_reference_page_names_every_item_and_file() -> None:
    page = (ROOT / "docs" / "reference" / "prefill.md").read_text(encoding="utf-8")
    filled = {key for origin in Origin for key in FILLERS[origin]}
    missing = [key for key in filled | set(NOT_KNOWN_TO_ANY_MACHINE) | SIBLING_ITEMS if f"`{key}`" not in page]
    assert not missing
    assert all(f"`{name}.yaml`" in page for name in ("rights", "readings", "effort"))
