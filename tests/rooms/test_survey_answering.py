"""How a change meets what a sheet holds, who may step, which files are taken: plain values only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gotgan.survey.rules.answering import (
    Change,
    Conflict,
    Stamp,
    check_item,
    find_gaps,
    may_answer_item,
    merge_change,
    read_change,
)
from gotgan.survey.rules.counts import confirmed_values
from gotgan.survey.rules.evidence import LARGEST_BYTES, check_evidence, find_files
from gotgan.survey.rules.stepping import (
    may_accept,
    may_review_now,
    may_send_back,
    may_sign_sheet,
    may_submit,
    may_take_back,
)
from gotgan.terms.questionnaire import Fill, Item, Kind, Questionnaire, Scope, Section, Words
from gotgan.terms.role import Role, RoleHeld, Viewer
from gotgan.terms.survey import Answer, Confidence, EvidenceRef, FilledBy, SheetState

_W = Words("말", "word")
STAMP = Stamp("kim", "2026-11-26T00:00:00+00:00", 7)
PROOF = EvidenceRef("document", "0" * 64)
SUGGESTED = Answer("제안", FilledBy.SCAN, (EvidenceRef("scan"),), Confidence.HIGH)
SAID = Answer("말", FilledBy.OFFICER, is_confirmed=True, by="lee", at="t", revision=3)


def _person(*roles: Role, organisation: str | None = "1741000") -> Viewer:
    return Viewer(1, "kim", tuple(RoleHeld(role, organisation) for role in roles))


@pytest.mark.parametrize(
    ("stored", "change", "expected"),
    [
        (None, Change("새", 0), "새"),
        (None, Change("", 0), None),
        (SAID, Change("새", 3), "새"),
        (SAID, Change("새", 2), Conflict("a", "새", "말", "lee", "t", 3)),
        (SAID, Change("말", 0), None),
        (SUGGESTED, Change("제안", 0, confirms=False), None),
        (replace(SAID, value=None, is_confirmed=False), Change("", 0), None),
    ],
)
def test_change_meets_what_stands(stored: Answer | None, change: Change, expected: Any) -> None:
    met = merge_change("a", stored, change, STAMP)
    assert (met.value if isinstance(met, Answer) else met) == expected


def test_confirming_keeps_the_source_and_correcting_keeps_the_value_before() -> None:
    confirmed = merge_change("a", SUGGESTED, Change("제안", 0), STAMP)
    assert confirmed == replace(SUGGESTED, is_confirmed=True, by="kim", at=STAMP.at, revision=7)
    corrected = merge_change("a", SUGGESTED, Change("다름", 0, Confidence.LOW, (PROOF,)), STAMP)
    assert isinstance(corrected, Answer)
    assert (corrected.changed_from, corrected.filled_by, corrected.evidence) == ("제안", FilledBy.OFFICER, (PROOF,))
    assert corrected.confidence is Confidence.LOW
    unsure = merge_change("a", SUGGESTED, Change("unknown", 0, Confidence.HIGH), STAMP)
    assert isinstance(unsure, Answer)
    assert unsure.confidence is Confidence.UNKNOWN


def test_evidence_and_confidence_are_added_to_the_same_value() -> None:
    met = merge_change("a", SAID, Change("말", 3, Confidence.MEDIUM, (PROOF,)), STAMP)
    assert isinstance(met, Answer)
    assert (met.evidence, met.confidence, met.value) == ((PROOF,), Confidence.MEDIUM, "말")
    assert merge_change("a", met, Change("말", 7, Confidence.MEDIUM, (PROOF,)), STAMP) is None


def test_change_is_read_as_it_comes() -> None:
    change = read_change({"value": 1, "revision": "4", "confidence": "low", "evidence": [PROOF.to_json(), PROOF]})
    assert change == Change(1, 4, Confidence.LOW, (PROOF, PROOF))
    assert read_change({}) == Change(None, 0)
    with pytest.raises(ValueError, match="person's word"):
        read_change({"evidence": [{"kind": "scan"}]})
    with pytest.raises(ValueError, match="sure"):
        read_change({"confidence": "sure"})


_ITEMS = (
    Item("a", "A01", "A", _W, _W, (Fill.HUMAN,), Kind.TEXT, is_first_wave=True),
    Item("b", "A02", "A", _W, _W, (Fill.HUMAN,), Kind.TEXT),
    Item("id", "A03", "A", _W, _W, (Fill.PREFILL,), Kind.TEXT, is_read_only=True, is_first_wave=True),
    Item("l", "L01", "L", _W, _W, (Fill.HUMAN,), Kind.BOOL, scope=Scope.ORGANISATION),
)
FORM = Questionnaire("t", 1, _W, (Section("A", _W),), _ITEMS, {}, ())


@pytest.mark.parametrize(
    ("key", "wave", "is_taken"),
    [("a", 1, True), ("b", 1, False), ("b", 2, True), ("id", 2, False), ("l", 2, False), ("x", 1, False)],
)
def test_items_of_the_wave_are_taken(key: str, wave: int, is_taken: bool) -> None:
    assert (check_item(FORM, key, wave) is None) is is_taken


def test_gaps_are_items_without_answer_and_blocks_without_reply() -> None:
    block = {"check": "none_vs_identifiers", "severity": "block", "reply": None}
    warn, replied = {**block, "severity": "warn"}, {**block, "reply": {"text": "x"}}
    gaps = find_gaps(_ITEMS[:2], {"a": SUGGESTED}, [block, warn, replied])
    assert [(gap.place, gap.what) for gap in gaps] == [
        ("a", "is suggested but not confirmed"),
        ("b", "is not answered"),
        ("none_vs_identifiers", "this contradiction has no reply"),
    ]
    assert find_gaps(_ITEMS[:1], {"a": SAID.to_json()}, []) == ()
    assert confirmed_values({"a": SUGGESTED, "b": SAID}) == {"b": "말"}


@pytest.mark.parametrize(
    ("roles", "delegated", "expected"),
    [
        ((Role.OFFICER,), None, True),
        ((Role.LEAD,), ["b"], True),
        ((Role.APPROVER,), None, False),
        ((Role.STEWARD,), ["a"], True),
        ((Role.STEWARD,), ["b"], False),
        ((Role.STEWARD,), [], True),
    ],
)
def test_delegates_answer_what_was_passed_on(
    roles: tuple[Role, ...], delegated: list[str] | None, expected: bool
) -> None:
    assert bool(may_answer_item(_person(*roles), "1741000", "a", delegated)) is expected
    if delegated is None:
        assert not may_answer_item(_person(*roles), "1750000", "a", delegated)


def test_steps_ask_for_right_and_state() -> None:
    officer, head = _person(Role.OFFICER), _person(Role.APPROVER)
    manager, here = _person(Role.SURVEY_MANAGER, organisation=None), "1741000"
    assert may_submit(officer, here, SheetState.DRAFT)
    assert not may_submit(officer, here, SheetState.SIGNED)
    assert not may_submit(head, here, SheetState.DRAFT)
    assert may_take_back(officer, here, SheetState.SUBMITTED)
    assert may_sign_sheet(head, here, SheetState.SUBMITTED, 2)
    assert may_sign_sheet(head, here, SheetState.SUBMITTED, None)
    assert not may_sign_sheet(head, here, SheetState.SUBMITTED, 1)
    assert not may_sign_sheet(head, here, SheetState.DRAFT, 2)
    assert may_send_back(head, here, SheetState.SUBMITTED)
    assert may_send_back(head, here, SheetState.SIGNED)
    assert not may_send_back(head, here, SheetState.ACCEPTED)
    assert may_send_back(manager, here, SheetState.ACCEPTED)
    assert not may_send_back(manager, here, SheetState.DRAFT)
    assert may_accept(manager, SheetState.SIGNED)
    assert not may_accept(head, SheetState.SIGNED)
    assert [bool(may_review_now(state)) for state in ("draft", "open", "closed", "frozen")] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("name", "size", "beginning", "is_taken"),
    [
        ("근거.pdf", 10, b"%PDF-1.7", True),
        ("설명.hwp", 10, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", True),
        ("설명.hwpx", 10, b"PK\x03\x04", True),
        ("a.txt", 10, "가".encode("cp949"), True),
        ("a.txt", 10, b"a\x00", False),
        ("a.pdf", 10, b"PK\x03\x04", False),
        ("a.exe", 10, b"MZ", False),
        ("a", 10, b"a", False),
        ("", 10, b"a", False),
        ("a/b.txt", 10, b"a", False),
        ("a.txt", 0, b"", False),
        ("a.txt", LARGEST_BYTES + 1, b"a", False),
    ],
)
def test_files_are_what_they_say(name: str, size: int, beginning: bytes, is_taken: bool) -> None:
    assert (check_evidence(name, size, beginning) == ()) is is_taken


def test_files_are_found_however_deep() -> None:
    file = {"name": "a.txt", "sha256": "1", "size_bytes": 1}
    assert list(find_files({"consent": "yes", "text": [file, {"x": [{**file, "sha256": "2"}]}]})) == ["1", "2"]
    assert list(find_files("unknown")) == []
