"""What moved between two score sheets, and why, in sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gotgan.assess.rules.moving import Change, What, changes_between
from gotgan.terms.readiness import FactorResult, GateResult, GateState, ScoreSheet
from tests.assess.score_sheets import check, sheet, words


def of(*checks: Any, **more: Any) -> ScoreSheet:
    return replace(sheet(**more), factors=(FactorResult("clean", words("Clean"), 1.0, 50.0, checks),), gates=())


def test_nothing_moved_says_nothing() -> None:
    assert changes_between(sheet(), sheet()) == ()


def test_check_says_its_step_and_the_new_finding() -> None:
    before = of(check("a", 0.5, measured=0.5), check("b", 0.5), check("c", None))
    less = check("a", 0.9, measured=0.1, diagnosis=words("little is missing"))
    after = of(less, check("b", 0.4), check("c", None))
    first, second = changes_between(before, after)
    assert (first.what, first.id, second.id) == (What.CHECK, "a", "b")
    assert first.en == "a: 50.0% → 90.0%. Before: half is missing Now: little is missing"
    assert first.ko == "a 한글: 50.0% → 90.0%. 이전: half is missing 한글 이제: little is missing 한글"


def test_check_that_begins_to_apply_is_told() -> None:
    (begun,) = changes_between(of(check(value=None)), of(check(value=0.5)))
    assert "does not apply → 50.0%. It applies now." in begun.en
    assert "해당 없음 → 50.0%" in begun.ko


def test_gate_says_why() -> None:
    gate = GateResult("lawful", words("Lawful"), GateState.PASSED, words("a law was named"))
    (change,) = changes_between(sheet(), replace(sheet(), gates=(gate,)))
    assert (change.what, change.en) == (What.GATE, "Lawful: failed → passed. a law was named")


def test_rules_and_data_come_first() -> None:
    found = changes_between(of(check(value=0.1)), of(check(value=0.2), version="v2" * 32, book_version="2"))
    assert [each.what for each in found] == [What.BOOK, What.DATA, What.CHECK]
    assert found[0] == Change(What.BOOK, "규칙집 판: 1 → 2", "Version of the book: 1 → 2")
    (seen,) = changes_between(of(version=""), of())
    assert "first time" in seen.en
