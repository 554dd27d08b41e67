"""Which items are asked of a dataset."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gotgan.survey.rules.conditions import Asking, check_conditions, is_given, shown_items
from gotgan.terms.survey import DatasetFacts
from tests.survey.standard import item, standard


def facts(**known: Any) -> DatasetFacts:
    return DatasetFacts(dataset="d", organisation="1741000", address="haewon/d", title="민원", **known)


def keys(values: dict[str, Any], known: DatasetFacts | None = None, wave: int = 2) -> set[str]:
    return {each.key for each in shown_items(standard(), values, known, wave)}


FINDING = {"table": "t", "column": "c", "kind": "resident_number", "count": 3, "share": 1.0}
PERSONAL = {"consent_covers_ai", "sensitive_information", "children", "reidentification_risk", "irb"}
LABELS = {"label_type", "label_schema", "labeller", "label_guideline", "label_agreement", "label_share"}


def test_first_wave_asks_fifteen_items_and_thirteen_when_all_can_be_provided():
    assert len(keys({}, wave=1)) == 15
    assert {"reason_not_provided", "lifts_it"} == keys({}, wave=1) - keys({"possible_scope": ["all"]}, wave=1)
    assert "reason_not_provided" in keys({"possible_scope": ["all", "columns"]}, wave=1)


def test_organisation_and_systems_are_not_asked_of_a_dataset():
    assert not keys({}) & {"completeness_statement", "none_held_reason"}


@pytest.mark.parametrize(
    ("values", "shown", "hidden"),
    [
        ({}, LABELS | PERSONAL | {"effort_days", "future_routes"}, {"sampling_method", "label_error_sample"}),
        ({"population_or_sample": "sample"}, {"sampling_method"}, set()),
        ({"population_or_sample": "unknown"}, set(), {"sampling_method"}),
        ({"standards_used": ["kcd", "legal_dong"]}, {"code_time_version"}, set()),
        ({"standards_used": ["kcd"]}, set(), {"code_time_version"}),
        ({"labels_present": "no"}, set(), LABELS | {"label_error_sample"}),
        ({"labels_present": "yes"}, LABELS | {"label_error_sample"}, set()),
        ({"labels_present": "unknown"}, LABELS, {"label_error_sample"}),
        ({"source_bodies": [{"body": "통계청"}]}, {"joint_owners", "database_right"}, set()),
        ({"source_bodies": "na"}, set(), {"joint_owners"}),
        ({"contractor": [{"contractor": "주식회사"}]}, {"contract_restrictions"}, set()),
        ({"owner": "한국저작권위원회"}, {"joint_owners"}, set()),
        ({"owner": "우리기관"}, set(), {"joint_owners"}),
        ({"owner": "1741000", "institution": "1741000"}, set(), {"joint_owners"}),
        ({"modality": ["table", "audio"]}, {"portrait_voice", "video_of_people"}, {"map_security"}),
        ({"modality": ["three_d"]}, {"map_security"}, {"portrait_voice"}),
        ({"personal_data": "none"}, set(), PERSONAL),
        ({"personal_data": "pseudonymous"}, PERSONAL, set()),
        ({"possible_scope": ["all"]}, {"future_routes"}, {"reason_not_provided", "disclosure_exemption"}),
        ({"possible_scope": ["impossible"]}, set(), {"future_routes", "price", "service_level"}),
        ({"reason_not_provided": ["art9_6_privacy"]}, {"disclosure_exemption"}, set()),
        ({"reason_not_provided": ["medical_law"]}, set(), {"disclosure_exemption"}),
        ({"provision_now": "open"}, {"provision_now_how", "downloads", "outside_uses"}, set()),
        ({"provision_now": "internal"}, set(), {"provision_now_how", "downloads"}),
        ({"processing_needed": ["none"]}, set(), {"effort_days", "blocking_issue"}),
        ({"processing_needed": ["none", "label"]}, {"effort_days"}, set()),
    ],
)
def test_answers_show_and_hide(values, shown, hidden):
    found = keys(values)
    assert shown <= found
    assert not hidden & found


def test_answer_of_an_item_that_is_not_shown_counts_as_missing():
    values = {"possible_scope": ["all"], "reason_not_provided": ["art9_6_privacy"]}
    assert "disclosure_exemption" not in keys(values)
    assert "disclosure_exemption" in keys(values | {"possible_scope": ["columns"]})


def test_facts_show_what_the_answers_deny():
    denied = {"personal_data": "none"}
    assert keys(denied, facts(findings=(FINDING,))) >= PERSONAL
    assert not keys(denied, facts()) & PERSONAL
    assert not keys(denied, facts(findings=(FINDING | {"kind": "business_number"},))) & PERSONAL
    place = {"table": "t", "column": "x", "kind": "coordinates", "count": 1, "share": 1.0}
    assert "map_security" in keys({}, facts(findings=(place,)))
    column = {"name": "위도", "type": "DOUBLE", "semantic_type": "latitude"}
    assert "map_security" in keys({}, facts(tables=({"table": "t", "columns": [column]},)))
    assert "map_security" not in keys({}, facts(tables=({"table": "t", "columns": [{"name": "a"}]},)))


def test_owner_is_compared_with_the_names_that_the_inventory_knows():
    values = {"owner": "해원시"}
    assert "joint_owners" in keys(values, facts())
    assert "joint_owners" not in keys(values, facts(organisation_name="해원 시"))
    assert "joint_owners" not in keys(values, facts(catalogue={"publisher": "해원시"}))


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        ({"all": [{"item": "modality", "holds": ["table"]}, {"item": "first_year", "given": True}]}, True),
        ({"all": [{"item": "modality", "holds": ["table"]}, {"item": "build_cost", "given": True}]}, False),
        ({"item": "formats", "holds": ["csv"]}, False),
        ({"fact": "identifiers_found"}, False),
    ],
)
def test_condition_is_decided(condition, met):
    values = {"modality": ["table"], "first_year": 1999, "formats": [{"format": "csv"}]}
    assert Asking(standard(), values, None).is_met(condition) is met


@pytest.mark.parametrize(
    ("value", "given"),
    [(None, False), ("", False), ([], False), ("na", False), ("unknown", False), (0, True), ("x", True)],
)
def test_given_is_what_says_something(value, given):
    assert is_given(value) is given


def with_condition(condition: Any, key: str = "owner") -> list[str]:
    items = [replace(each, shown_if=condition) if each.key == key else each for each in standard().items]
    return [str(issue) for issue in check_conditions(items)]


@pytest.mark.parametrize(
    "condition",
    [
        "modality", {}, {"item": "modality"}, {"item": "modality", "is": "table"}, {"item": 3, "given": True},
        {"item": "modality", "given": False}, {"item": "modality", "is": [1]}, {"fact": "no_such"}, {"any": "x"},
        {"not": {"any": [3]}}, {"item": "licence", "names_another": 3}, {"item": "a", "is": ["x"], "holds": ["y"]},
    ],
)  # fmt: skip
def test_condition_that_cannot_be_read(condition):
    (issue,) = with_condition(condition)
    assert issue.startswith("item owner: its condition cannot be read; ")


def test_condition_on_an_item_that_is_not_there():
    (issue,) = with_condition({"all": [{"item": "nowhere", "given": True}, {"fact": "coordinates_found"}]})
    assert "an item that is not there" in issue


def test_condition_that_leads_back_to_itself():
    issues = with_condition({"not": {"item": "joint_owners", "given": True}})
    assert [issue for issue in issues if "item owner: its condition leads back to itself" in issue]
    assert with_condition({"item": "owner", "given": True})


def test_circle_in_a_document_that_was_never_checked_ends():
    circle = replace(item("owner"), shown_if={"item": "owner", "given": True})
    form = replace(standard(), items=(circle,))
    assert shown_items(form, {"owner": "x"}, None, 2) == ()
