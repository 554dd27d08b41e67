"""What holds of every check: it is there as the reference says, never breaks, and does not mind the order."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gotgan.survey.rules.checks import (
    OF_ORGANISATION,
    OF_SHEET,
    CheckContext,
    KnownSystem,
    LinkedSheet,
    find_contradictions,
    find_organisation_contradictions,
    policy_issues,
)
from gotgan.survey.rules.checks.policy import NEEDS
from gotgan.survey.rules.values import check_value, normal_value
from gotgan.terms.questionnaire import Check, Words
from tests.rooms.checks.sheet import FACTS, TODAY, facts, found, standard_checks, standard_form
from tests.shared_data import ROOT, SHARED
from tests.survey.test_values import values_of

REFERENCE = SHARED / "reference" / "questionnaire.md"
PLACE = re.compile(r"\{([a-z_]+)\}")
BY_ID = {check.id: check for check in standard_checks()}


@pytest.mark.skipif(not REFERENCE.is_file(), reason="NOT RUN: ../shared/reference/questionnaire.md is absent")
def test_reference_lists_the_same_checks_with_the_same_severity() -> None:
    section = REFERENCE.read_text(encoding="utf-8").partition("## 4. ")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z_]+)`[ *]*\|.*\| (block|warn) \|$", section, re.MULTILINE)
    assert len(rows) == 25
    assert {check.id: check.severity for check in standard_checks()} == dict(rows)
    assert [check.id for check in standard_checks()] == [name for name, _ in rows]


def test_every_check_has_a_function_and_its_settings() -> None:
    assert set(BY_ID) == set(OF_SHEET) | set(OF_ORGANISATION) == set(NEEDS)
    assert [issue for check in standard_checks() for issue in policy_issues(check)] == []


@pytest.mark.parametrize("check", standard_checks(), ids=lambda check: check.id)
def test_every_setting_is_used_and_has_a_sentence(check: Check) -> None:
    words = set(check.policy.get("words", {}))
    assert set(check.policy) - {"words"} | words == set(NEEDS[check.id])
    for name, entry in check.policy.items():
        if name != "words":
            assert set(entry) == {"value", "ko", "en"}
            assert re.search("[가-힣]", entry["ko"])
            assert entry["en"].endswith(".")


@pytest.mark.parametrize("check", standard_checks(), ids=lambda check: check.id)
def test_both_languages_have_the_same_places(check: Check) -> None:
    for words in (check.message, *(Words(**each) for each in check.policy.get("words", {}).values())):
        assert set(PLACE.findall(words.ko)) == set(PLACE.findall(words.en))
        assert re.search("[가-힣{]", words.ko)


@pytest.mark.parametrize("name", sorted(set(NEEDS) - {i for i, needs in NEEDS.items() if not needs}))
def test_without_a_setting_a_check_does_not_judge_and_says_so(name: str) -> None:
    issues = policy_issues(replace(BY_ID[name], policy={}))
    assert len(issues) == len(NEEDS[name])
    assert all(str(issue).startswith(f"check {name}, policy ") for issue in issues)


def test_settings_of_another_shape_are_told() -> None:
    policy = {"factor": "two", "grace_days": {"value": None}, "cycle_days": [1]}
    assert len(policy_issues(replace(BY_ID["cycle_vs_change"], policy=policy))) == 3
    shapeless = {"words": {"labels_without_share": {"ko": "가"}, "share_without_labels": "나"}}
    assert len(policy_issues(replace(BY_ID["labels_vs_share"], policy=shapeless))) == 2
    policy = {"flags": "all"}
    assert len(policy_issues(replace(BY_ID["none_vs_flags"], policy=policy))) == 1
    form = replace(standard_form(), checks=(replace(BY_ID["none_vs_flags"], policy=policy),))
    assert not found({"personal_data": "none", "children": "yes"}, form=form)


def test_unknown_check_is_told_and_ignored() -> None:
    strange = Check("sun_vs_moon", "warn", (), Words("", ""))
    assert "no such check" in str(policy_issues(strange)[0])
    assert not found({"personal_data": "none"}, form=replace(standard_form(), checks=(strange,)))


def test_form_without_the_items_raises_nothing_it_cannot_read() -> None:
    bare = replace(standard_form(), items=())
    values = {"contractor": [{"quantity": 5}], "permitted_purposes": [{"purpose": "pretrain", "answer": "no"}]}
    assert not found({"licence": "kogl_1_ai", **values}, facts(rows=1), form=bare)


def test_bare_settings_are_read_too() -> None:
    check = replace(BY_ID["none_vs_flags"], policy={"flags": ["children"]})
    form = replace(standard_form(), checks=(check,))
    assert "none_vs_flags" in found({"personal_data": "none", "children": "yes"}, form=form)
    assert not found({"personal_data": "none", "video_of_people": "yes"}, form=form)


def _told(name: str, value: Any) -> str:
    if isinstance(value, list):
        return f"`{name}`: {', '.join(value)}"
    return f"`{name}`: a table" if isinstance(value, dict) else f"`{name}` {value}"


def test_reference_page_tells_every_check_with_its_severity_and_thresholds() -> None:
    page = (ROOT / "docs" / "reference" / "contradiction-checks.md").read_text(encoding="utf-8")
    section = page.partition("## The checks")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    expected = []
    for check in standard_checks():
        told = [_told(name, entry["value"]) for name, entry in check.policy.items() if name != "words"]
        expected.append((f"`{check.id}`", check.severity, "; ".join(told) or "-"))
    assert [(row[0], row[2], row[3]) for row in rows] == expected
    assert all(row[1] for row in rows)


READ = sorted({key for check in standard_checks() for key in check.items} | {"title_ko", "description"})
ITEMS = [item for item in standard_form().items if item.key in READ]
_TEXT = st.text(max_size=12)
_SAID_BY_ALL = st.sampled_from(["unknown", "na", None])


def _allowed(values: dict[str, Any]) -> dict[str, Any]:
    form = standard_form()
    normal = {key: normal_value(form, form.by_key[key], each) for key, each in values.items()}
    return {key: each for key, each in normal.items() if not check_value(form, form.by_key[key], each)}


VALUES = st.fixed_dictionaries({}, optional={item.key: values_of(item) | _SAID_BY_ALL for item in ITEMS}).map(_allowed)
"""Answers as rules.values allows them."""
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)
ANYTHING = st.dictionaries(st.sampled_from(READ), _JSON, max_size=12)
SEEN = facts(
    rows=12, file_count=3, last_real_change="2020-01-01", modality_shares={"image": 0.7, "table": 0.3},
    findings=({"table": "t", "column": "c", "kind": "passport", "count": 2}, {"column": None}, {}),
    overlaps=({}, {"organisation": "B551234", "verb": "identical", "status": "confirmed"}),
    regions=({"provinces": 2},), period=("2001", "2020-12-31"),
)  # fmt: skip


WIDE = replace(
    standard_form(),
    checks=tuple(replace(check, items=tuple(i.key for i in standard_form().items)) for check in standard_checks()),
)
"""Checks that say they read every item: which of them judge must not change what is found."""


@settings(max_examples=100)
@example(values={"title_ko": "0"}, last={}, theirs={"retention_end": "2000-01-01"}, random=Random(0))
@given(values=VALUES | ANYTHING, last=VALUES | ANYTHING, theirs=VALUES, random=st.randoms(use_true_random=False))
def test_no_value_breaks_a_check_and_order_does_not_matter(
    values: dict[str, Any], last: dict[str, Any], theirs: dict[str, Any], random: Any
) -> None:
    context = CheckContext(TODAY, last=last, linked=(LinkedSheet("s", "B551234", "공단", theirs),), scanned=theirs,
                           systems=(KnownSystem("a"),))  # fmt: skip
    for known in (FACTS, SEEN, None):
        raised = find_contradictions(standard_form(), values, known, context)
        shuffled = list(values.items())
        random.shuffle(shuffled)
        assert find_contradictions(standard_form(), dict(shuffled), known, context) == raised
        assert find_contradictions(WIDE, values, known, context) == raised
        json.dumps([each.to_json() for each in raised], allow_nan=False)
        assert not any(PLACE.search(each.message_ko + each.message_en) for each in raised if each.check != "wave_jump")
    find_organisation_contradictions(standard_form(), values, context)


@settings(max_examples=100)
@given(
    keys=st.sets(st.sampled_from([i.key for i in standard_form().items])), word=st.sampled_from(["unknown", "na", None])
)
def test_unknown_and_absent_answers_raise_nothing(keys: set[str], word: str | None) -> None:
    assert not find_contradictions(standard_form(), dict.fromkeys(keys, word), SEEN, CheckContext(TODAY))
