"""The search for what conflicts is bounded by a count, the same in every run, and says where it was cut short."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.select_tables import Table, best_by_hand, cases, csv_of, listed, rules_of, table_of
from tests.engine.test_select import _under, check_conflict

from gotgan.engine.select import choose, conflict, document_of, near, read_candidates
from gotgan.engine.select.rules import CONFLICT_SOLVES
from gotgan.engine.select.solver import Undecided
from gotgan.terms.errors import Invalid

IMPOSSIBLE: dict[str, Any] = {
    "choose": 3, "floors": {"field": {"g": 2, "f": 1}}, "caps": {"organisation": {"x": 1}, "region": {"*": 9}},
    "budget": 100, "zone_capacity": 4,
}  # fmt: skip


def table() -> Table:
    return table_of(0.9, 0.8, 0.7, 0.6, field=["g", "g", "f", "f"], organisation=["x", "x", "y", "y"])


def test_enough_solves_prove_the_least_conflict() -> None:
    choice = listed(table(), rules_of(**IMPOSSIBLE))
    assert choice.infeasible is not None
    assert choice.infeasible.conflict == ("floors.field.g", "caps.organisation.x")
    assert choice.infeasible.not_proven == ()
    found = document_of(choice)
    assert "not_proven" not in found["infeasible"]
    assert found["notes"] == []


@pytest.mark.parametrize("solves", [0, 1, 2, 3])
def test_search_that_is_cut_short_still_names_rules_that_conflict(solves: int) -> None:
    rules = rules_of(**IMPOSSIBLE, conflict_solves=solves)
    choice = listed(table(), rules)
    assert choice.infeasible is not None
    assert {"floors.field.g", "caps.organisation.x"} < set(choice.infeasible.conflict)
    assert choice.infeasible.not_proven == ("conflict",)
    found = document_of(choice)
    assert found["infeasible"]["not_proven"] == ["conflict"]
    assert f"within {solves} solves (conflict_solves)" in found["notes"][-1]
    assert found == document_of(listed(table(), rules)), "the same in every run"


def test_no_more_programmes_are_solved_than_the_rules_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(problem: Any, **more: Any) -> bool | None:
        asked.append(len(problem))
        return near.has_list(problem, **more)

    monkeypatch.setattr(conflict, "has_list", counted)
    listed(table(), rules_of(**IMPOSSIBLE, conflict_solves=2))
    assert len(asked) == 2
    asked.clear()
    listed(table(), rules_of(**IMPOSSIBLE))
    assert 2 < len(asked) <= CONFLICT_SOLVES


def test_name_that_cannot_be_decided_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if no programme were decided within its branches."""
    monkeypatch.setattr(conflict, "has_list", lambda problem, **_: None)
    choice = listed(table(), rules_of(**IMPOSSIBLE))
    assert choice.infeasible is not None
    assert choice.infeasible.conflict == rules_of(**IMPOSSIBLE).names()
    assert choice.infeasible.not_proven == ("conflict",)


def test_relaxation_that_was_not_proven_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    held = conflict._relaxed

    def cut(*given: Any) -> Any:
        return held(*given)[0], False

    monkeypatch.setattr(conflict, "_relaxed", cut)
    choice = listed(table(), rules_of(**IMPOSSIBLE))
    assert choice.infeasible is not None
    assert choice.infeasible.relaxation
    assert choice.infeasible.not_proven == ("relaxation",)
    assert any(note.startswith("relaxation: it is not proven") for note in choice.notes)

    def undecided(*_: Any) -> Any:
        raise Undecided("no")

    monkeypatch.setattr(conflict, "_relaxed", undecided)
    choice = listed(table(), rules_of(**IMPOSSIBLE))
    assert choice.infeasible is not None
    assert (choice.infeasible.relaxation, choice.infeasible.not_proven) == ((), ("relaxation",))


@settings(max_examples=40, deadline=None)
@given(cases(), st.integers(0, 6))
def test_cut_short_conflicts_hold_by_hand(case: tuple[Table, dict[str, Any], str], solves: int) -> None:
    made, said, _ = case
    rules = rules_of(**said, conflict_solves=solves)
    candidates = read_candidates(csv_of(made), rules)
    choice = choose(candidates, rules, {})
    if choice.infeasible is None:
        return
    if not choice.infeasible.not_proven:
        check_conflict(candidates, rules, choice)
    assert best_by_hand(*_under(candidates, rules, choice.infeasible.conflict), {}) is None
    whole = choose(candidates, replace(rules, conflict_solves=CONFLICT_SOLVES), {}).infeasible
    assert whole is not None
    assert whole.not_proven == ()
    assert len(whole.conflict) <= len(choice.infeasible.conflict)


def test_wrong_count_is_refused() -> None:
    with pytest.raises(Invalid, match="conflict_solves: it is no whole number"):
        rules_of(conflict_solves=-1)
