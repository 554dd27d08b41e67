"""Accepted answers as now usable, usable after processing, not usable: case by case. No database."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.survey.rules.usability import describe, judge, make_record, standard_usability
from gotgan.terms.questionnaire import Words
from gotgan.terms.usability import Acceptance, SurveyRecord, Usability
from tests.survey.standard import standard

ROOT = Path(__file__).resolve().parents[2]
ACCEPTED = Acceptance(
    "1741000", Words("행정안전부", "MOIS"), "c1", Words("조사", "Survey"), "s1", 7, datetime(2026, 11, 26, tzinfo=UTC),
    by="manager@example.org",
)  # fmt: skip


def answers(provision: Any = None, scope: Any = None, work: Any = None, why: Any = None, lifts: Any = None) -> Any:
    """Lists as words with spaces between; nothing answered is left out."""
    given = {
        "possible_scope": scope, "processing_needed": work, "reason_not_provided": why, "lifts_it": lifts,
    }  # fmt: skip
    lists = {key: each.split() for key, each in given.items() if each is not None}
    return lists | ({"provision_now": provision} if provision else {})


@pytest.mark.parametrize(
    ("values", "usability", "rule"),
    [
        (answers("open", "all", "none"), "now", "provided_open"),
        (answers("open", None, "none"), "now", "provided_open"),
        (answers("limited", "columns", "none", "art9_6_privacy", "deidentify"), "now", "provided_on_conditions"),
        (answers("limited", "safe_zone_only", "none", "art9_6_privacy", "safe_zone"), "now", "provided_on_conditions"),
        (answers("internal", "all", "none"), "now", "ready_not_opened"),
        (answers("none", "all columns", "none"), "now", "ready_not_opened"),
        (answers("open", "all", "clean label"), "after_processing", "needs_processing"),
        (answers("internal", "columns", "deidentify", "third_party_copyright", "rights_clearance"),
         "after_processing", "needs_processing"),
        (answers("internal", "aggregated synthetic", "none", "statistics_act", "aggregate"),
         "after_processing", "reduced_only"),
        (answers("none", "safe_zone_only", None, "medical_law", "safe_zone"), "after_processing", "reduced_only"),
        (answers("internal", "columns period", "none", "art9_6_privacy", "deidentify"), "after_processing",
         "part_only"),
        (answers("none", "impossible", "none", "art9_6_privacy", "deidentify"), "after_processing",
         "lifted_by_processing"),
        (answers("none", "impossible", "clean", "art9_6_privacy medical_law", "deidentify"), "after_processing",
         "lifted_by_processing"),
        # an officer's own choice of what lifts it counts where none of the usual ones was chosen
        (answers("none", "impossible", None, "art9_5_in_progress", "deidentify"), "not_usable", "blocked"),
        (answers("none", "impossible", None, "third_party_copyright", "synthetic"), "after_processing",
         "lifted_by_processing"),
        # one reason lifted by processing does not lift the other
        (answers("none", "impossible", "none", "art9_6_privacy third_party_copyright", "deidentify rights_clearance"),
         "not_usable", "blocked"),
        (answers("none", "impossible", "none", "art9_1_other_law", "legal_change"), "not_usable", "blocked"),
        (answers("none", "impossible", "none", "no_budget_staff", "money"), "not_usable", "blocked"),
        (answers("none", "impossible"), "not_usable", "blocked"),
        (answers("none", "impossible", "none", "retention_expired"), "not_usable", "final"),
        (answers("none", "impossible", "none", "art9_6_privacy not_ours", "deidentify"), "not_usable", "final"),
        (answers("none", None, None, "credit_law", "legal_change"), "not_usable", "blocked"),
        (answers("internal", "all", "none", "art9_6_privacy", "deidentify"), "after_processing",
         "lifted_by_processing"),
        (answers("open", "impossible", "none", "not_ours"), "unknown", "provided_but_impossible"),
        (answers("open", "all"), "unknown", "not_told"),
        (answers("internal", "columns"), "unknown", "not_told"),
        (answers("internal", None, "none"), "unknown", "not_told"),
        ({"provision_now": "unknown", "possible_scope": "unknown", "processing_needed": "na"}, "unknown", "not_told"),
        ({}, "unknown", "not_told"),
    ],
)  # fmt: skip
def test_judge(values: dict[str, Any], usability: str, rule: str) -> None:
    judged = judge(standard(), values)
    assert (str(judged.usability), judged.rule) == (usability, rule)
    assert judged.because.ko
    assert judged.because.en


def codes(name: str) -> list[str]:
    return [each.code for each in standard().code_lists[name].codes]


def many(name: str) -> st.SearchStrategy[Any]:
    return st.one_of(st.just("unknown"), st.lists(st.sampled_from(codes(name)), unique=True, max_size=4))


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "provision_now": st.sampled_from([*codes("provision_now"), "unknown"]),
            "possible_scope": many("possible_scope"),
            "reason_not_provided": many("reason_not_provided"),
            "lifts_it": many("lifts_it"),
            "processing_needed": many("processing_needed"),
        },
    )
)
def test_whatever_is_answered_one_rule_holds_and_never_says_more_than_was_said(values: dict[str, Any]) -> None:
    judged = judge(standard(), values)
    if judged.usability is Usability.NOW:
        assert values["processing_needed"] == ["none"]
        assert values.get("possible_scope") != ["impossible"]
    if judged.usability is Usability.NOT_USABLE:
        assert values.get("reason_not_provided") or values.get("possible_scope") == ["impossible"]


def test_the_codes_that_the_policy_names_are_in_the_code_lists() -> None:
    policy = standard_usability()
    assert set(policy["processing_lifts"]) <= set(codes("lifts_it"))
    assert set(policy["final_reasons"]) <= set(codes("reason_not_provided"))
    assert set(policy["reduced_scopes"]) <= set(codes("possible_scope"))


def test_a_record_keeps_labels_and_survives_storage() -> None:
    values = answers("internal", "safe_zone_only", "none", "art9_6_privacy", "safe_zone") | {
        "future_routes": ["safe_zone_online", "unheard_of"], "eligible_users": ["research_body"],
        "provision_now_how": {"routes": ["api"], "addresses": ["https://example.org"]}, "earliest_date": "2027-01-01",
        "title_ko": " 민원 접수 대장 ", "modality": ["table"],
    }  # fmt: skip
    record = make_record(standard(), values, ACCEPTED)
    assert record.codes("routes") == ("safe_zone_online", "unheard_of")
    assert record.routes[0].label == Words("온라인 안심구역", "Online safe zone")
    assert (record.codes("routes_now"), record.codes("users"), record.earliest) == (
        ("api",), ("research_body",), "2027-01-01",
    )  # fmt: skip
    assert record.described == {"title": "민원 접수 대장", "provision_now": "internal", "modality": ["table"]}
    assert SurveyRecord.from_json(record.to_json(), ACCEPTED) == record


def test_describe_leaves_out_what_is_not_known() -> None:
    found = describe(
        {"title_en": "na", "description": "unknown", "licence": "other", "field": "unknown",
         "keywords": "버스, 정류장;버스", "modality": ["table", "unknown"]}
    )  # fmt: skip
    assert found == {"keywords": ["버스", "정류장"], "modality": ["table"]}
    assert describe({"licence": "kogl_1", "field": ["교통물류"]}) == {"licence": "kogl_1", "field": "교통물류"}


def test_a_form_without_the_lists_is_read_by_the_codes_alone() -> None:
    bare = replace(standard(), code_lists={})
    values = answers("none", "impossible", "none", "art9_6_privacy", "deidentify")
    record = make_record(bare, values, ACCEPTED)
    assert (record.rule, record.reasons[0].label) == ("blocked", Words("art9_6_privacy", "art9_6_privacy"))


def test_the_reference_tells_every_rule_as_it_is() -> None:
    page = (ROOT / "docs" / "reference" / "usability.md").read_text(encoding="utf-8")
    policy = standard_usability()
    told = [line.split("|")[2:6] for line in page.splitlines() if re.match(r"\| \d+ \|", line)]
    rules = policy["rules"]
    assert [cells[0].strip(" `") for cells in told] == [rule["name"] for rule in rules]
    assert [cells[2].strip(" `") for cells in told] == [rule["usability"] for rule in rules]
    assert [cells[3].strip() for cells in told] == [f"{rule['en']}<br>{rule['ko']}" for rule in rules]
    for name in ("processing_lifts", "final_reasons", "reduced_scopes"):
        assert f"| `{name}` | {', '.join(f'`{code}`' for code in policy[name])} |" in page
