"""Whom to call, in which order, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gotgan.survey.rules.followup import (
    SheetFacts,
    TargetFacts,
    read_reasons,
    sheets_to_call,
    standard_reasons,
    targets_to_call,
)
from gotgan.terms.survey import SheetState, TargetState

NOW = datetime(2026, 11, 26, tzinfo=UTC)
CALM = TargetFacts(
    1, "1741000", TargetState.ANSWERING, NOW + timedelta(60), is_seen=True, sheets=5, found=5, needed=10, confirmed=5
)
NEAR = replace(CALM, closes=NOW + timedelta(7))


def names(**changes: Any) -> list[str]:
    base = changes.pop("base", CALM)
    calls = targets_to_call([replace(base, **changes)], NOW)
    return [name for call in calls for name, _ in call.reasons]


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"state": TargetState.NONE_HELD, "sheets": 0}, ["none_held_but_found"]),
        ({"state": TargetState.NONE_HELD, "sheets": 0, "found": 0}, []),
        ({"state": TargetState.SIGNED, "sheets": 0, "found": 1}, ["none_held_but_found"]),
        ({"state": TargetState.SIGNED, "blocks": 0}, []),
        ({"state": TargetState.SIGNED, "silent_systems": 1}, ["declared_but_silent"]),
        ({"state": TargetState.DECLARED, "silent_systems": 1}, ["declared_but_silent"]),
        ({"state": TargetState.SIGNED, "silent_systems": 1, "sheets": 0, "found": 0}, []),
        ({"state": TargetState.SIGNED, "call_back": "전화"}, ["asked_by_hand"]),
        ({"call_back": " "}, []),
        ({"state": TargetState.WAITING, "is_seen": False, "reminders": 2}, ["never_seen"]),
        ({"state": TargetState.WAITING, "is_seen": False, "reminders": 1}, []),
        ({"state": TargetState.WAITING, "is_seen": False, "reminders": 5, "is_invited": False}, []),
        ({"confirmed": 0, "reminders": 2}, ["nothing_answered"]),
        ({"confirmed": 0, "reminders": 1}, []),
        ({"confirmed": 0, "needed": 0, "reminders": 2}, []),
        ({"returned_untouched": (6, 7, 20)}, ["returned_untouched"]),
        ({"returned_untouched": (6,)}, []),
    ],
)
def test_reasons_far_from_the_deadline(changes: dict[str, Any], reasons: list[str]) -> None:
    assert names(**changes) == reasons


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"confirmed": 8}, []),
        ({"confirmed": 7}, ["incomplete"]),
        ({"confirmed": 7, "closes": NOW + timedelta(8)}, []),
        ({"confirmed": 7, "closes": NOW - timedelta(30)}, ["incomplete"]),
        ({"confirmed": 8, "blocks": 1}, ["blocks_open"]),
        ({"confirmed": 8, "blocks": 1, "closes": NOW + timedelta(8)}, []),
        ({"confirmed": 8, "silent_systems": 2, "closes": NOW + timedelta(14)}, ["silent_systems"]),
        ({"confirmed": 8, "silent_systems": 2, "closes": NOW + timedelta(15)}, []),
        ({"confirmed": 1, "blocks": 9, "state": TargetState.DECLARED}, []),
        ({"needed": 0, "confirmed": 0}, []),
    ],
)
def test_reasons_near_the_deadline(changes: dict[str, Any], reasons: list[str]) -> None:
    assert names(base=NEAR, **changes) == reasons


def test_reasons_are_said_with_counts_the_most_pressing_first() -> None:
    (call,) = targets_to_call([replace(NEAR, confirmed=7, blocks=3, returned_untouched=(9, 12))], NOW)
    assert [said.ko for _, said in call.reasons] == [
        "소명하지 않은 모순이 3건 있어 서명할 수 없습니다.",
        "돌려보낸 뒤 12일이 지나도록 손대지 않은 응답이 2건 있습니다.",
        "필요한 답의 70 %만 확인되었습니다.",
    ]
    assert call.reasons[1][1].en == "2 returned sheets lie untouched, the oldest for 12 days."
    assert call.weight == 90


def test_list_is_ordered_by_weight_then_size_then_code() -> None:
    facts = [
        replace(NEAR, target=1, organisation="B", confirmed=1),
        replace(NEAR, target=2, organisation="A", confirmed=1),
        replace(NEAR, target=3, organisation="C", confirmed=1, sheets=9),
        replace(NEAR, target=4, organisation="D", state=TargetState.NONE_HELD),
        replace(CALM, target=5),
    ]
    assert [call.subject for call in targets_to_call(facts, NOW)] == [4, 3, 2, 1]


SHEET = SheetFacts("s1", SheetState.DRAFT, NOW + timedelta(60), NOW - timedelta(7), needed=10, confirmed=4)


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"blocks": 1}, ["sheet_blocked"]),
        ({"blocks": 1, "state": SheetState.SIGNED}, []),
        ({"state": SheetState.RETURNED}, ["sheet_returned"]),
        ({"state": SheetState.RETURNED, "updated": NOW - timedelta(6)}, []),
        ({"closes": NOW}, ["sheet_incomplete"]),
        ({"closes": NOW, "confirmed": 5}, []),
        ({"closes": NOW, "state": SheetState.SUBMITTED}, []),
        (
            {"closes": NOW, "state": SheetState.RETURNED, "blocks": 2},
            ["sheet_blocked", "sheet_returned", "sheet_incomplete"],
        ),
    ],
)
def test_sheets_to_call(changes: dict[str, Any], reasons: list[str]) -> None:
    calls = sheets_to_call([replace(SHEET, **changes)], NOW)
    assert [name for call in calls for name, _ in call.reasons] == reasons


def test_sheets_are_ordered_by_weight() -> None:
    sheets = [replace(SHEET, sheet="b", closes=NOW), replace(SHEET, sheet="a", closes=NOW), replace(SHEET, blocks=1)]
    assert [call.subject for call in sheets_to_call(sheets, NOW)] == ["s1", "a", "b"]


def test_policy_changes_thresholds_weights_and_switches_off() -> None:
    said = {"ko": "알림 {count}번", "en": "{count} reminders"}
    own = read_reasons(
        [
            {
                "name": "nothing_answered",
                "of": "target",
                "weight": 1,
                "said": said,
                "settings": {"reminders": {"value": 0}},
            },
            {"name": "asked_by_hand", "of": "target", "weight": 0, "said": said},
            {"name": "unheard_of", "of": "target", "weight": 9, "said": said},
        ]
    )
    (call,) = targets_to_call([replace(CALM, confirmed=0, call_back="전화")], NOW, own)
    assert [(name, words.ko) for name, words in call.reasons] == [("nothing_answered", "알림 0번")]


def test_standard_policy_is_in_order_and_every_setting_has_a_sentence() -> None:
    for of in ("target", "sheet"):
        weights = [each.weight for each in standard_reasons() if each.of == of]
        assert weights == sorted(weights, reverse=True)
    assert all(each.said.ko.endswith(".") and each.said.en.endswith(".") for each in standard_reasons())
