"""Which datasets are asked everything, and why."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.survey.rules.triage import may_open_rest, rules_of, say_reasons, standard_triage, triage_issues
from tests.rooms.checks.sheet import FACTS, facts

BIG = facts(rows=10_000)


@pytest.mark.parametrize(
    ("values", "known", "is_open", "reasons"),
    [
        ({"possible_scope": ["all"]}, BIG, True, ["many_rows"]),
        ({"possible_scope": ["all"]}, facts(rows=9_999), False, ["no_reason"]),
        ({"possible_scope": ["all"]}, facts(modality=("image",)), True, ["scarce_kind"]),
        ({"possible_scope": ["all"], "modality": ["audio", "table"]}, None, True, ["scarce_kind"]),
        ({"possible_scope": ["all"], "modality": ["table"]}, None, False, ["no_reason"]),
        ({"possible_scope": ["aggregated"]}, facts(downloads=100, file_count=1_000), True, ["many_files", "in_demand"]),
        ({"possible_scope": ["all"], "requests": [{"received": 3}]}, None, True, ["in_demand"]),
        ({"possible_scope": ["all"], "requests": "na"}, None, False, ["no_reason"]),
        ({"possible_scope": ["impossible"]}, BIG, False, ["could_be_provided"]),
        ({"possible_scope": "unknown"}, BIG, False, ["could_be_provided"]),
        ({}, BIG, False, ["could_be_provided"]),
        (
            {"possible_scope": ["impossible"], "provision_now": "none", "lifts_it": ["safe_zone"]},
            FACTS, True, ["locked_but_liftable"],
        ),
        ({"possible_scope": ["all"], "reason_not_provided": ["not_ours"]}, BIG, False, ["nothing_to_provide"]),
    ],
)  # fmt: skip
def test_standard_rules(values: dict[str, Any], known: Any, is_open: bool, reasons: list[str]) -> None:
    decision = may_open_rest({}, values, known)
    assert (decision.allowed, list(decision.reasons)) == (is_open, reasons)
    assert all(said.ko.endswith(".") and said.en.endswith(".") for said in say_reasons({}, decision))


def test_by_hand_comes_first_and_exclusion_before_inclusion() -> None:
    assert not may_open_rest({"exclude": ["d1"]}, {"possible_scope": ["all"]}, BIG)
    assert may_open_rest({"include": ["d1"]}, {}, FACTS).reasons == ("by_hand",)
    assert may_open_rest({"include": ["s1"]}, {}, None, sheet="s1")
    assert not may_open_rest({"include": ["d1"], "exclude": ["s1"]}, {}, FACTS, sheet="s1")
    assert not may_open_rest({"include": [""]}, {}, None)
    assert "직접" in say_reasons({}, may_open_rest({"include": ["d1"]}, {}, FACTS))[0].ko


def rule(when: dict[str, Any]) -> dict[str, Any]:
    return {"name": "own", "ko": "가", "en": "a", "when": when}


@pytest.mark.parametrize(
    ("when", "is_open"),
    [
        ({"item": "field", "is": ["health"]}, True),
        ({"item": "field", "is": ["traffic"]}, False),
        ({"item": "field", "is_not": ["traffic"]}, True),
        ({"item": "field", "is_not": ["health"]}, False),
        ({"item": "title_en", "is_not": ["health"]}, False),
        ({"not": {"item": "title_en", "is_answered": True}}, True),
        ({"all": [{"item": "field", "is": ["health"]}, {"fact": "rows", "least": 1}]}, True),
        ({"all": [{"item": "field", "is": ["health"]}, {"fact": "rows", "least": 10_001}]}, False),
        ({"fact": "languages", "is": ["ko"]}, False),
        ({"fact": "title", "least": 1}, False),
    ],
)
def test_rules_of_a_campaign_replace_the_standard(when: dict[str, Any], is_open: bool) -> None:
    values = {"field": {"nia": ["health", "unknown"]}, "possible_scope": ["impossible"]}
    assert may_open_rest({"any": [rule(when)]}, values, BIG).allowed is is_open
    needs = may_open_rest({"needs": [rule(when)]}, values, BIG)
    assert (needs.allowed, needs.reasons) == (is_open, ("own",))


def test_standard_rules_are_sound() -> None:
    assert triage_issues(standard_triage()) == ()
    assert triage_issues({}) == ()
    assert rules_of({"include": ["d1"]}) == standard_triage()
    assert say_reasons({"any": [rule({"any": []})]}, may_open_rest({}, {}, None))[0].ko == "could_be_provided"


@pytest.mark.parametrize(
    ("triage", "place"),
    [
        ({"any": {}}, "triage any"),
        ({"any": ["x"]}, "triage any 1"),
        ({"needs": [{"name": "a", "ko": "", "en": "b", "when": {"any": []}}]}, "triage needs 1"),
        ({"stops": [rule({"any": []}), rule({"some": []})]}, "triage stops 2 (own)"),
        ({"any": [rule({"any": {}})]}, "triage any 1 (own)"),
        ({"any": [rule({"not": 1})]}, "triage any 1 (own)"),
        ({"any": [rule({"item": "a", "is": "b"})]}, "triage any 1 (own)"),
        ({"any": [rule({"item": 1, "is": ["b"]})]}, "triage any 1 (own)"),
        ({"any": [rule({"fact": "findings", "is": ["b"]})]}, "triage any 1 (own)"),
        ({"any": [rule({"fact": "rows", "least": "many"})]}, "triage any 1 (own)"),
        ({"any": [rule({"item": "a", "is_answered": False})]}, "triage any 1 (own)"),
        ({"include": "d1"}, "triage include"),
        ({"exclude": [1]}, "triage exclude"),
        ({"sometimes": []}, "triage sometimes"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(triage: dict[str, Any], place: str) -> None:
    assert [issue.place for issue in triage_issues(triage)] == [place]


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["all", "impossible", "unknown", "image"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=3),
    max_leaves=6,
)
_ITEMS = st.sampled_from(["possible_scope", "modality", "lifts_it", "provision_now", "requests", "reason_not_provided"])


@given(values=st.dictionaries(_ITEMS, _JSON))
def test_any_answers_get_a_decision_with_a_reason(values: dict[str, Any]) -> None:
    for known in (BIG, None):
        assert may_open_rest({}, values, known).reasons
