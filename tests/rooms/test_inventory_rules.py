"""What the inventory decides, with plain values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.inventory import rules
from gotgan.inventory.rules import DatasetState, Known
from gotgan.terms.role import VISITOR, Role, RoleHeld, Viewer
from gotgan.terms.scan import Counts, Outcome, ScanState
from gotgan.terms.source import FINISHED_STATES

LIVE = Known(DatasetState.LIVE, "a")
REMOVED = Known(DatasetState.REMOVED, "a")


@pytest.mark.parametrize(
    ("known", "fingerprint", "problem", "expected"),
    [
        (None, "a", "", Outcome.ADDED),
        (LIVE, "a", "", Outcome.SAME),
        (LIVE, "b", "", Outcome.CHANGED),
        (REMOVED, "a", "", Outcome.ADDED),
        (LIVE, "a", "it has no title", Outcome.FAILED),
        (None, "a", "it has no title", Outcome.FAILED),
    ],
)
def test_decide_outcome(known: Known | None, fingerprint: str, problem: str, expected: Outcome) -> None:
    assert rules.decide_outcome(known, fingerprint, problem) is expected


@pytest.mark.parametrize(
    ("live", "absent", "complete", "hold", "counts"),
    [
        (100, 0, True, False, True),
        (100, 20, True, False, True),
        (100, 21, True, True, False),
        (3, 1, True, True, False),
        (100, 100, False, False, False),
        (0, 0, True, False, True),
    ],
)
def test_judge_removals(live: int, absent: int, complete: bool, hold: bool, counts: bool) -> None:
    verdict = rules.judge_removals(live_before=live, absent=absent, listing_complete=complete)
    assert (verdict.hold, verdict.counts_as_absence) == (hold, counts)


@given(st.integers(0, 5000), st.integers(0, 5000), st.booleans())
def test_judge_removals_never_takes_more_than_a_fifth(live: int, absent: int, complete: bool) -> None:
    absent = min(absent, live)
    verdict = rules.judge_removals(live_before=live, absent=absent, listing_complete=complete)
    if verdict.counts_as_absence:
        assert complete
        assert absent * 5 <= live
    else:
        assert verdict.reason


def test_check_books_balances() -> None:
    counts = Counts(seen=6, added=1, changed=1, same=2, failed=1, held=1, removed=2)
    assert rules.check_books(counts, live_before=10, live_after=9) == ""
    assert "9 should be" in rules.check_books(counts, live_before=10, live_after=10)
    assert "have an outcome" in rules.check_books(Counts(seen=2, added=1), live_before=0, live_after=1)


@pytest.mark.parametrize(
    ("counts", "hold", "complete", "expected"),
    [
        (Counts(), False, True, ScanState.DONE),
        (Counts(failed=1), False, True, ScanState.DONE_WITH_FAILURES),
        (Counts(), False, False, ScanState.DONE_WITH_FAILURES),
        (Counts(failed=1), True, True, ScanState.HELD),
    ],
)
def test_final_state(counts: Counts, hold: bool, complete: bool, expected: ScanState) -> None:
    assert rules.final_state(counts, hold=hold, listing_complete=complete) is expected


def test_every_state_has_transitions_and_an_end_in_reach() -> None:
    assert set(rules.TRANSITIONS) == set(ScanState)
    for state in rules.UNFINISHED_STATES:
        assert rules.TRANSITIONS[state] & FINISHED_STATES


def test_may_become_names_both_states() -> None:
    decision = rules.may_become(ScanState.DONE, ScanState.QUEUED)
    assert not decision
    assert "done cannot become queued" in decision.reasons[0]
    assert rules.may_become(ScanState.FAILED, ScanState.QUEUED)


def person(role: Role, organisation: str | None) -> Viewer:
    return Viewer(7, "a@example.org", (RoleHeld(role, organisation),))


@pytest.mark.parametrize(
    ("viewer", "manage", "release"),
    [
        (person(Role.OFFICER, "A"), True, True),
        (person(Role.LEAD, "A"), True, True),
        (person(Role.STEWARD, "A"), True, False),
        (person(Role.OPERATOR, None), True, True),
        (person(Role.OFFICER, "B"), False, False),
        (person(Role.USER, "A"), False, False),
        (VISITOR, False, False),
    ],
)
def test_may_manage_and_release(viewer: Viewer, manage: bool, release: bool) -> None:
    assert bool(rules.may_manage(viewer, "A")) is manage
    assert bool(rules.may_release(viewer, "A")) is release
