"""What-if, frontier and effects of constraints against `choose`, brute force and lists solved anew."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.test_select_checked import made

from gotgan.engine.select import Candidates, Rules, choose
from gotgan.engine.select.frontier import frontier
from gotgan.engine.select.near import is_allowed, relax, solve_near
from gotgan.engine.select.problem import Problem, make_problem
from gotgan.engine.select.rules import Robustness, read_rules
from gotgan.engine.select.sensitivity import sensitivity
from gotgan.engine.select.snapshot import Snapshot
from gotgan.engine.select.solver import Solver, TookTooLong, worth
from gotgan.engine.select.what_if import what_if
from gotgan.engine.select.without import without_each
from gotgan.terms.what_if import WhatIf

RULES: dict[str, Any] = {
    "choose": 3, "weights": {"demand": 0.5, "readiness": 0.3, "linkability": 0.2}, "gates": ["lawful"],
    "floors": {"field": {"f0": 1}}, "caps": {"organisation": {"*": 2}}, "one_per_cluster": True, "budget": 60,
    "zone_capacity": 1, "risk_ceiling": 0.25, "robustness": {"draws": 20, "spread": 0.3, "seed": 1},
}  # fmt: skip
MODES = ("as_is", "processed", "safezone")


def table_of(seed: int, count: int = 9) -> bytes:
    rng = np.random.default_rng(seed)
    rows = []
    for place in range(count):
        row: dict[str, Any] = {
            "id": f"d{place}", "organisation": f"o{rng.integers(3)}", "field": f"f{rng.integers(3)}",
            "cluster": "c" if rng.random() < 0.3 else "", "lawful": str(rng.random() < 0.9).lower(),
            "cost": int(rng.integers(1, 40)), "risk": round(float(rng.random()) * 0.3, 3),
            **{name: round(float(rng.random()), 3) for name in RULES["weights"]},
        }  # fmt: skip
        for mode in MODES:
            row[f"value_{mode}"] = round(float(rng.random()), 3) if rng.random() < 0.7 else ""
            row[f"cost_{mode}"] = int(rng.integers(1, 40))
        rows.append(row)
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def pairs_of(seed: int, count: int = 9) -> bytes:
    rng = np.random.default_rng(seed + 1)
    lines = [f"d{a},d{b},{rng.random() / 3:.3f}" for a, b in combinations(range(count), 2) if rng.random() < 0.2]
    return ("a,b,penalty\n" + "\n".join(lines) + "\n").encode()


def asked(snapshot: Snapshot, **changed: Any) -> tuple[WhatIf, Candidates, Rules]:
    rules = read_rules({**RULES, **changed})
    before = choose(snapshot.table(snapshot.rules), snapshot.rules, snapshot.pairs)
    return what_if(snapshot, rules, {each.id: each.mode for each in before.members}), snapshot.valued(rules), rules


def brute(problem: Problem, size: int) -> float | None:
    """The worth of the best list, from every choice of candidates and modes there is."""
    best = None
    for owners in combinations(sorted(problem.options_of), size):
        lost = sum(penalty for (a, b), penalty in problem.pairs.items() if a in owners and b in owners)
        for chosen in product(*(problem.options_of[owner].tolist() for owner in owners)):
            worth = sum(float(problem.value[option]) for option in chosen) - lost
            if (best is None or worth > best) and _keeps(problem, set(chosen)):
                best = worth
    return best


def _keeps(problem: Problem, chosen: set[int]) -> bool:
    for row in problem.rows:
        used = sum(weight for option, weight in zip(row.options, row.weights, strict=True) if option in chosen)
        if not row.least - 1e-9 <= used <= row.most + 1e-9:
            return False
    return True


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "choose": st.integers(1, 4),
        "weights": st.fixed_dictionaries({name: st.integers(1, 9).map(lambda n: n / 10) for name in RULES["weights"]}),
        "floors": st.dictionaries(st.just("field"), st.dictionaries(st.sampled_from(["f0", "f1"]), st.integers(0, 2))),
        "caps": st.just({"organisation": {"*": 1}}),
        "budget": st.integers(5, 90),
        "zone_capacity": st.integers(0, 3),
        "risk_ceiling": st.sampled_from([0.1, 0.2, 0.3]),
    },
)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), changed=CHANGES, is_known=st.booleans())
def test_a_what_if_is_the_list_chosen_by_the_changed_rules(seed: int, changed: dict[str, Any], is_known: bool) -> None:
    snapshot = Snapshot(table_of(seed), pairs_of(seed), RULES, lost=(0.001, 0.2) if is_known else None)
    answer, candidates, rules = asked(snapshot, **changed)
    full = choose(candidates, rules, snapshot.pairs)
    problem = make_problem(candidates, rules, snapshot.pairs, rules.names())
    assert answer.conflict == (full.infeasible.conflict if full.infeasible else ())
    assert [vars(each) for each in answer.relaxation] == [
        vars(each) for each in (full.infeasible.relaxation if full.infeasible else ())
    ]
    assert WhatIf.from_json(json.loads(json.dumps(answer.to_json()))) == answer
    assert answer.objective == full.objective
    assert [(each.id, each.mode) for each in answer.members] == [(each.id, each.mode) for each in full.members]
    truth = brute(problem, rules.choose) if len(problem) else None
    assert (truth is None) == (answer.objective is None)
    if truth is not None:
        assert answer.objective == pytest.approx(truth, abs=1e-9)
        quick = solve_near(problem, gap=0.0)
        assert quick is not None
        assert quick.objective == pytest.approx(truth, abs=1e-6)
        relaxed = relax(problem)
        assert relaxed is not None
        assert relaxed.bound >= truth - 1e-7
        assert answer.bound is not None
        assert answer.bound >= truth


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_entrants_and_leavers_are_what_the_two_lists_differ_by(seed: int) -> None:
    snapshot = Snapshot(table_of(seed), pairs_of(seed), RULES)
    before = choose(snapshot.table(snapshot.rules), snapshot.rules, snapshot.pairs)
    answer, _, _ = asked(snapshot, weights={"demand": 0.1, "readiness": 0.1, "linkability": 0.8})
    old, new = {each.id: each.mode for each in before.members}, {each.id: each.mode for each in answer.members}
    assert {each.id for each in answer.entrants} == new.keys() - old.keys()
    assert {each.id for each in answer.leavers} == old.keys() - new.keys()
    assert {each.id for each in answer.moved} == {name for name in old.keys() & new.keys() if old[name] != new[name]}
    if answer.before is not None and answer.objective is not None:
        assert answer.before <= answer.objective + 1e-9


def test_values_follow_the_weights() -> None:
    """One criterion in the base that moves, one outside: lost is .002 x 25 + .25 x .2 = .1; without that, by score."""
    weights = {"demand": 0.5, "linkability": 0.5, "readiness": 1.0}
    old = {"choose": 1, "weights": weights, "risk_ceiling": 1, "budget": 100}
    new = read_rules({**old, "weights": {"demand": 1.0, "linkability": 0.0, "readiness": 1.0}})
    text = b"id,demand,linkability,readiness,value_as_is,cost_as_is,risk_as_is\na,0.9,0.1,0.2,0.4,25,0.2\n"
    values = Snapshot(text, b"", old, lost=(0.002, 0.25)).valued(new).values
    assert values[0, 0] == pytest.approx((0.4 + 0.1) * 0.9 / 0.5 - 0.1)
    values = Snapshot(text, b"", old).valued(new).values
    assert values[0, 0] == pytest.approx(0.4 * (0.55 / 0.35))
    assert np.isnan(values[0, 1:]).all()


def test_rules_that_were_not_changed_change_nothing() -> None:
    answer, _, _ = asked(Snapshot(table_of(3), pairs_of(3), RULES))
    assert (answer.entrants, answer.leavers, answer.moved) == ((), (), ())
    assert answer.before == answer.objective


def test_counts_and_limits_are_those_of_the_members() -> None:
    snapshot = Snapshot(table_of(5), pairs_of(5), RULES)
    answer, candidates, _ = asked(snapshot)
    assert sum(answer.counts["mode"].values()) == len(answer.members) == 3
    fields = [candidates.texts["field"][candidates.ids.index(each.id)] for each in answer.members]
    assert answer.counts["field"]["f0"] == fields.count("f0")
    held = {each.name: each for each in answer.held}
    costs = [candidates.costs[candidates.ids.index(each.id), MODES.index(each.mode)] for each in answer.members]
    assert held["budget"].used == sum(costs)
    assert held["budget"].most == 60


@pytest.fixture(scope="module")
def large() -> tuple[Candidates, Rules, dict[tuple[int, int], float]]:
    candidates, rules, pairs = made(1_500, 3)
    return (
        candidates,
        replace(
            rules,
            choose=40,
            floors={"field": {"f1": 15}},
            caps={"organisation": {"*": 7}},
            budget=300.0,
            zone_capacity=10,
        ),
        pairs,
    )


def test_a_larger_one_is_within_its_gap_of_the_solver_and_its_bound_holds(large: Any) -> None:
    candidates, rules, pairs = large
    problem = make_problem(candidates, rules, pairs, rules.names())
    quick, exact = solve_near(problem, gap=1e-4), Solver(problem, gap=1e-7).solve()
    assert quick is not None
    assert exact is not None
    assert quick.bound >= exact.objective - 1e-7
    assert quick.objective >= exact.objective * (1 - 1e-4) - 1e-7
    assert (quick.bound - quick.objective) / quick.objective <= 1e-4
    assert _keeps(problem, set(quick.chosen.tolist()))
    again = solve_near(problem, gap=1e-4, start=tuple(quick.chosen.tolist()))
    assert again is not None
    assert again.chosen.tolist() == quick.chosen.tolist()


# -- frontier and effects


def alike(count: int = 3_000) -> Snapshot:
    """Hardly any two differ, and the budget pays for a third of the list to be processed: no search proves this."""
    rng = np.random.default_rng(1)
    rows = ["id,organisation,field,cluster,risk,value_as_is,value_processed,value_safezone,"
            "cost_processed,cost_safezone,cost,demand,readiness,linkability"]  # fmt: skip
    for place in range(count):
        value, cluster = 0.4 + rng.random() / 1000, f"c{place // 2}" if place % 10 < 2 else ""
        rows.append(
            f"d{place},o{place % 30},f{place % 6},{cluster},0.1,{value:.6f},{value * 1.1:.6f},{value * 1.02:.6f},"
            f"{1e6 * (1 + rng.random() / 1000):.2f},200000,0,0.5,0.5,0.5"
        )
    ends = rng.integers(0, count, (300, 2))
    pairs = sorted({(min(a, b), max(a, b)) for a, b in ends.tolist() if a != b})
    rules = {
        "choose": 100, "weights": RULES["weights"], "floors": {"field": {"f0": 10}},
        "caps": {"organisation": {"*": 5}}, "one_per_cluster": True, "budget": 3e7, "zone_capacity": 20,
    }  # fmt: skip
    table = "\n".join(["a,b,penalty", *(f"d{a},d{b},0.05" for a, b in pairs)])
    return Snapshot("\n".join(rows).encode(), table.encode(), rules)


def test_among_three_thousand_alike_the_search_ends_with_a_bound_that_holds() -> None:
    """It ran for minutes on one point of the frontier, and nothing would have ended it."""
    snapshot = alike()
    candidates = snapshot.table(snapshot.rules)
    problem = make_problem(candidates, snapshot.rules, snapshot.pairs, snapshot.rules.names())
    found, bound = solve_near(problem, nodes=20), relax(problem)
    assert found is not None
    assert bound is not None
    assert is_allowed(problem, found.chosen)
    assert found.objective == pytest.approx(worth(problem, found.chosen))
    assert found.objective < found.bound <= bound.bound + 1e-9
    assert found.bound - found.objective < 1e-3 * found.objective
    again = solve_near(problem, nodes=20)
    assert again is not None
    assert again.chosen.tolist() == found.chosen.tolist(), (
        "branches are counted, not seconds: a replay ends at the same"
    )


def test_what_is_cut_off_in_time_is_told_apart_from_no_list() -> None:
    snapshot = alike(1_200)
    nothing = replace(snapshot.rules, choose=1_300)
    with pytest.raises(TookTooLong, match="in time"):
        what_if(snapshot, nothing, {}, seconds=0.0)
    assert what_if(snapshot, nothing, {}, seconds=60).conflict


@pytest.mark.parametrize("seed", range(3))
def test_the_frontier_rises_and_each_point_is_a_list_solved_anew(seed: int) -> None:
    candidates, rules, pairs = made(40, seed)
    points = frontier(candidates, rules, pairs, points=5)
    assert len(points) >= 5
    assert [each.objective for each in points] == sorted(each.objective for each in points)
    assert rules.budget in {each.budget for each in points} or points[-1].budget <= (rules.budget or 0)
    inside: set[str] = set()
    for place, each in enumerate(points):
        fresh = choose(candidates, replace(rules, budget=each.budget + 1e-7), pairs)
        assert each.objective == pytest.approx(fresh.objective, abs=1e-6)
        assert each.cost <= each.budget + 1e-6
        if place:
            inside = (inside - set(each.leavers)) | set(each.entrants)
        else:
            inside = {member.id for member in fresh.members}
            assert choose(candidates, replace(rules, budget=each.budget - 0.5), pairs).infeasible
    free = choose(candidates, replace(rules, budget=None), pairs)
    assert points[-1].objective == pytest.approx(free.objective)
    assert len(inside) == rules.choose


def test_an_effect_is_the_difference_to_the_list_without_the_constraint() -> None:
    candidates, rules, pairs = made(40, 1)
    whole = choose(candidates, rules, pairs)
    found = {each.name: each for each in without_each(candidates, rules, pairs)}
    assert set(found) == {name for name in rules.names() if name != "choose" and not name.startswith("gates.")}
    without = {
        "budget": replace(rules, budget=None), "risk_ceiling": replace(rules, risk_ceiling=None),
        "zone_capacity": replace(rules, zone_capacity=None), "one_per_cluster": replace(rules, one_per_cluster=False),
        "floors.field.f1": replace(rules, floors={}), "caps.organisation.*": replace(rules, caps={}),
    }  # fmt: skip
    for name, changed in without.items():
        fresh = choose(candidates, changed, pairs)
        assert fresh.objective is not None
        assert whole.objective is not None
        assert found[name].gain == pytest.approx(fresh.objective - whole.objective, abs=1e-6), name
        old, new = ({each.id: each.mode for each in one.members} for one in (whole, fresh))
        if found[name].gain > 1e-9:
            assert set(found[name].entrants) == new.keys() - old.keys(), name
            assert set(found[name].leavers) == old.keys() - new.keys(), name
            assert set(found[name].moved) == {each for each in old.keys() & new.keys() if old[each] != new[each]}
    assert any(each.gain > 0.01 for each in found.values())


def test_no_list_has_neither_frontier_nor_effects() -> None:
    candidates, rules, pairs = made(40, 1)
    impossible = replace(rules, choose=30, caps={"organisation": {"*": 1}})
    assert frontier(candidates, impossible, pairs) == () == without_each(candidates, impossible, pairs)


# -- sensitivity


def test_sensitivity_agrees_with_the_list_and_its_shares_add_up() -> None:
    candidates, rules, pairs = made(60, 2)
    rules = replace(rules, robustness=Robustness(400, 0.9, 1))
    choice = choose(candidates, rules, pairs)
    members = {each.id for each in choice.members}
    document = sensitivity(candidates, rules, members)
    shares = {each.id: each.acceptability for each in (*choice.members, *choice.rejected)}
    assert {each["id"] for each in document["considered"] if each["is_member"]} == members
    for each in document["considered"]:
        assert each["acceptability"] == shares[each["id"]]
        assert sum(each["ranks"]) == pytest.approx(1, abs=1e-4)
        assert each["central"] is None or sum(each["central"]) == pytest.approx(1, abs=1e-4)
    assert document["beside"]
    for each in document["beside"]:
        assert each["id"] in members
        assert not members & each["against"].keys()
        assert all(0 <= share <= 1 for share in each["against"].values())
