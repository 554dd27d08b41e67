"""How far a list is from each limit, and what one more unit of it would add."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.engine.select_tables import Table, listed, rules_of, table_of
from tests.engine.test_select_checked import made

from gotgan.engine.select import choose, document_of
from gotgan.engine.select.near import relax
from gotgan.engine.select.problem import Problem, make_problem
from gotgan.engine.select.shapes import ConstraintState
from gotgan.engine.select.solver import shadow_prices


def states(table: Table, **said: object) -> dict[str, ConstraintState]:
    return {each.name: each for each in listed(table, rules_of(**said)).constraints}


def moved(problem: Problem, name: str, step: float) -> Problem:
    """The programme with every limit of that name moved."""
    rows = [
        replace(row, least=row.least + step, most=row.most + step) if row.name == name else row
        for row in problem.rows
    ]  # fmt: skip
    return replace(problem, rows=tuple(rows))


def bound_of(problem: Problem) -> float | None:
    found = relax(problem)
    return None if found is None else found.bound


@pytest.mark.parametrize("seed", range(3))
def test_a_price_lies_between_what_is_lost_by_less_and_gained_by_more(seed: int) -> None:
    candidates, rules, pairs = made(60, seed)
    problem = make_problem(candidates, rules, pairs, rules.names())
    prices, bound, step = shadow_prices(problem), bound_of(problem), 0.25
    assert prices is not None
    assert bound is not None
    held = 0
    for name, price in prices.items():
        less, more = bound_of(moved(problem, name, -step)), bound_of(moved(problem, name, step))
        if less is not None:
            assert bound - less >= price * step - 1e-6, name
        if more is not None:
            assert more - bound <= price * step + 1e-6, name
        held += abs(price) > 1e-6
    assert held >= 2


def test_one_member_more_that_costs_has_a_price_below_0() -> None:
    found = states(table_of(0.5, 0.5, 0.5, value_as_is=[-0.5, -0.6, -0.9]))
    assert -0.9 - 1e-9 <= (found["choose"].price or 0.0) <= -0.6 + 1e-9


def test_a_floor_that_holds_a_worse_one_in_costs_and_a_cap_that_keeps_a_better_one_out_gains() -> None:
    table = table_of(0.9, 0.8, 0.3, 0.2, field=["f", "f", "g", "g"], value_as_is=[0.9, 0.8, 0.3, 0.2])
    floor = states(table, floors={"field": {"g": 1}})["floors.field.g"]
    cap = states(table, caps={"field": {"*": 1}})["caps.field.*"]
    assert (floor.slack, cap.slack) == (0, 0)
    assert -0.7 - 1e-9 <= (floor.price or 0.0) <= -0.5 + 1e-9
    assert (cap.price or 0.0) >= 0.5 - 1e-9


def test_what_closes_modes_has_no_margin_and_a_gate_no_distance() -> None:
    table = table_of(0.9, 0.8, 0.3, risk=[0.5, 0.1, 0.2], value_as_is=[1.7, 0.8, 0.3])
    found = states(table, choose=1, risk_ceiling=0.4, gates=["lawful"])
    assert (found["risk_ceiling"].slack, found["risk_ceiling"].price) == (pytest.approx(0.3), None)
    assert (found["gates.lawful"].slack, found["gates.lawful"].price) == (None, None)
    candidates, rules, pairs = made(40, 1)
    written = {each["name"]: each for each in document_of(choose(candidates, rules, pairs))["constraints"]}
    assert written["gates.lawful"] == {"name": "gates.lawful", "slack": None, "price": None}


def test_a_limit_that_nobody_meets_is_as_far_away_as_it_is_wide() -> None:
    caps = {"organisation": {"제주": 3, "*": 2}}
    found = states(table_of(0.9, 0.8, organisation=["서울", "부산"]), caps=caps, one_per_cluster=True)
    assert (found["caps.organisation.제주"].slack, found["caps.organisation.제주"].price) == (3.0, 0.0)
    assert found["caps.organisation.*"].slack == 1.0
    assert (found["one_per_cluster"].slack, found["one_per_cluster"].price) == (1.0, 0.0)
    assert not np.isnan([each.slack for each in found.values() if each.slack is not None]).any()
