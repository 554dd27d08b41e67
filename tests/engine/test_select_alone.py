"""What one cell alone would have to be: raised so far its candidate comes in, and raised a little less it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from tests.engine.select_tables import Table, cases, csv_of, ids, listed, rules_of, table_of

from gotgan.engine.select import choose
from gotgan.engine.select.candidates import read_candidates, read_pairs
from gotgan.engine.select.least import MARGIN
from gotgan.engine.select.shapes import Change, Choice

LITTLE = 4 * MARGIN
"""By so much less, in worth, a candidate stays out: a margin, and what cells are rounded by."""


def again(case: tuple[Table, dict[str, Any], str], name: str, column: str, value: float) -> Choice:
    table, said, pairs = case
    changed = [row | {column: value} if row["id"] == name else row for row in table]
    rules = rules_of(**said)
    candidates = read_candidates(csv_of(changed), rules)
    return choose(candidates, rules, read_pairs(pairs.encode(), candidates.ids))


def check_is_the_least(case: tuple[Table, dict[str, Any], str], name: str, change: Change) -> None:
    before, after = float(change.before), float(change.after)
    assert after > before
    assert name in ids(again(case, name, change.column, after)), change
    weight = rules_of(**case[1]).weights.get(change.column, 1.0)
    if after - LITTLE / weight > before:
        assert name not in ids(again(case, name, change.column, after - LITTLE / weight)), change


@settings(max_examples=60, deadline=None)
@given(cases())
def test_each_cell_alone_brings_it_in_and_a_little_less_does_not(case: tuple[Table, dict[str, Any], str]) -> None:
    table, said, pairs = case
    rules = rules_of(**said)
    candidates = read_candidates(csv_of(table), rules)
    choice = choose(candidates, rules, read_pairs(pairs.encode(), candidates.ids))
    for each in choice.rejected[:2]:
        rises = [float(change.after) - float(change.before) for change in each.alone]
        assert rises == sorted(rises)
        for change in each.alone[:3]:
            check_is_the_least(case, each.id, change)


def test_every_criterion_in_reach_is_named_and_no_other() -> None:
    """0.6 x demand + 0.4 x unique: b needs 0.12 more: 0.2 of demand, or 0.3 of unique, which has 0.2 left."""
    table = table_of(0.9, 0.7)
    table[0]["unique"], table[1]["unique"] = 0.8, 0.8
    (rejected,) = again((table, {"choose": 1}, "a,b,penalty\n"), "b", "demand", 0.7).rejected
    assert [(each.column, each.before) for each in rejected.alone] == [("demand", 0.7)]
    table[0]["demand"] = 0.8
    (rejected,) = again((table, {"choose": 1}, "a,b,penalty\n"), "b", "demand", 0.7).rejected
    assert [each.column for each in rejected.alone] == ["demand", "unique"], "the smaller rise first"


def test_closed_candidate_is_brought_in_by_no_cell_alone() -> None:
    table = table_of(0.9, 0.1, lawful=["false", "true"])
    (rejected,) = again((table, {"choose": 1, "gates": ["lawful"]}, "a,b,penalty\n"), "a", "demand", 0.9).rejected
    assert rejected.alone == ()
    assert rejected.least_change is not None


def test_what_costs_too_much_is_told_what_it_may_cost() -> None:
    choice = listed(table_of(0.9, 0.8, 0.7, cost=[100, 4, 3]), rules_of(choose=2, budget=10))
    assert ids(choice) == ["b", "c"]
    (rejected,) = choice.rejected
    assert [(each.column, each.before, each.after) for each in rejected.least_change or ()] == [("cost", 100, 6)]


def test_a_list_that_is_worth_nothing_is_still_proven() -> None:
    """Penalties eat up what its members are worth; the last digits of that are no gap."""
    choice = listed(table_of(0.9, 0.8), rules_of())
    assert replace(choice, objective=-2.2e-16, bound=0.0).gap == 0
    assert replace(choice, objective=0.5, bound=0.6).gap == pytest.approx(0.2)
