"""The list against a second solver, and the robustness against closed forms."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np
import pytest
from ortools.linear_solver import pywraplp

from gotgan.engine.select import Candidates, Robustness, Rules, choose
from gotgan.engine.select.robust import acceptability, pairwise_winning, rank_acceptability
from gotgan.engine.select.shapes import MODES

DRAWS = 40_000
TOLERANCE = 5 * 0.5 / DRAWS**0.5
"""Five standard deviations of a share."""


def made(count: int, seed: int) -> tuple[Candidates, Rules, dict[tuple[int, int], float]]:
    """Candidates at random with every kind of rule."""
    rng = np.random.default_rng(seed)
    values = np.where(rng.random((count, 3)) < 0.7, rng.random((count, 3)), np.nan)
    texts = {
        "organisation": tuple(f"o{each}" for each in rng.integers(0, 7, count)),
        "field": tuple(f"f{each}" for each in rng.integers(0, 4, count)),
        "cluster": tuple(f"c{each}" if each < count // 4 else "" for each in rng.integers(0, count, count)),
    }
    candidates = Candidates(
        tuple(f"d{place:04}" for place in range(count)), rng.random((count, 2)), {"lawful": rng.random(count) < 0.9},
        texts, values, rng.integers(1, 50, (count, 3)).astype(float), rng.random((count, 3)) * 0.3, True, {},
    )  # fmt: skip
    size = count // 5
    rules = Rules(
        size, {"a": 0.5, "b": 0.5}, ("lawful",), {"field": {"f1": size // 3}}, {"organisation": {"*": size // 4}}, True,
        size * 22.0, size // 3, 0.25, robustness=Robustness(50, 0.3, 1),
    )  # fmt: skip
    chosen = rng.choice(count * (count - 1) // 2, count, replace=False)
    every = list(combinations(range(count), 2))
    return candidates, rules, {every[place]: float(rng.random() / 3) for place in chosen}


def best_of_scip(candidates: Candidates, rules: Rules, pairs: dict[tuple[int, int], float]) -> float:
    """The objective as SCIP proves it, from a formulation of its own."""
    solver = pywraplp.Solver.CreateSolver("SCIP")
    taken = {}
    for owner, mode in zip(*np.nonzero(~np.isnan(candidates.values)), strict=True):
        if candidates.gates["lawful"][owner] and candidates.risks[owner, mode] <= (rules.risk_ceiling or 0):
            taken[int(owner), int(mode)] = solver.BoolVar("")
    inside = defaultdict(list)
    for (owner, _), variable in taken.items():
        inside[owner].append(variable)
    for variables in inside.values():
        solver.Add(solver.Sum(variables) <= 1)
    solver.Add(solver.Sum(taken.values()) == rules.choose)
    groups: dict[tuple[str, str], list[pywraplp.Variable]] = defaultdict(list)
    for (owner, _), variable in taken.items():
        for column, words in candidates.texts.items():
            groups[column, words[owner]].append(variable)
    for (column, value), variables in groups.items():
        if column == "organisation":
            solver.Add(solver.Sum(variables) <= rules.caps["organisation"]["*"])
        if column == "cluster" and value:
            solver.Add(solver.Sum(variables) <= 1)
    solver.Add(solver.Sum(groups["field", "f1"]) >= rules.floors["field"]["f1"])
    solver.Add(solver.Sum(candidates.costs[key] * each for key, each in taken.items()) <= rules.budget)
    solver.Add(solver.Sum(each for (_, mode), each in taken.items() if mode == 2) <= rules.zone_capacity)
    lost = []
    for (first, second), penalty in pairs.items():
        both = solver.NumVar(0, 1, "")
        solver.Add(both >= solver.Sum(inside[first]) + solver.Sum(inside[second]) - 1)
        lost.append(penalty * both)
    solver.Maximize(solver.Sum(candidates.values[key] * each for key, each in taken.items()) - solver.Sum(lost))
    assert solver.Solve() == pywraplp.Solver.OPTIMAL
    return float(solver.Objective().Value())


@pytest.mark.parametrize("seed", range(4))
def test_a_second_solver_finds_no_better_list(seed: int) -> None:
    candidates, rules, pairs = made(60, seed)
    choice = choose(candidates, rules, pairs)
    assert choice.objective == pytest.approx(best_of_scip(candidates, rules, pairs), rel=1e-6)
    assert {each.mode for each in choice.members} <= set(MODES)


def test_the_order_of_rows_is_nothing_to_the_list() -> None:
    candidates, rules, pairs = made(60, 9)
    assert choose(candidates, rules, pairs) == choose(candidates, rules, dict(reversed(pairs.items())))


# -- robustness


def test_share_of_two_that_stand_apart_is_the_area_where_one_weight_beats_the_other() -> None:
    """Weights .6 and .4 shaken by .3 are uniform on (.42, .78) and (.28, .52): the second is the larger on a triangle
    of .1 by .1, of an area of .36 by .24."""
    found = acceptability(np.eye(2), np.array([0.6, 0.4]), 1, Robustness(DRAWS, 0.3, 7)).share
    assert found[1] == pytest.approx(0.005 / (0.36 * 0.24), abs=TOLERANCE)
    assert found.sum() == pytest.approx(1)


def test_without_a_preference_weights_are_uniform_on_the_simplex() -> None:
    """(.6, .6) beats (1, 0) and (0, 1) where the first weight lies between .4 and .6: a fifth of the simplex."""
    criteria = np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]])
    result = acceptability(criteria, np.array([0.5, 0.5]), 1, Robustness(DRAWS, 0.3, 3), is_free=True)
    assert result.share == pytest.approx([0.4, 0.4, 0.2], abs=TOLERANCE)
    assert result.central[0] == pytest.approx([0.8, 0.2], abs=TOLERANCE)
    assert result.central[2] == pytest.approx([0.5, 0.5], abs=TOLERANCE)


def test_ranks_and_pairs_agree_with_shares() -> None:
    criteria, weights, robustness = np.random.default_rng(1).random((6, 3)), np.array([0.5, 0.3, 0.2]), Robustness(500)
    ranks = rank_acceptability(criteria, weights, robustness)
    assert ranks.sum(axis=0) == pytest.approx(1)
    assert ranks.sum(axis=1) == pytest.approx(1)
    assert ranks[:, :2].sum(axis=1) == pytest.approx(acceptability(criteria, weights, 2, robustness).share)
    wins = pairwise_winning(criteria, weights, robustness)
    assert wins + wins.T == pytest.approx(np.ones((6, 6)))


def test_a_criterion_that_is_the_same_for_all_decides_nothing_and_equals_go_by_row() -> None:
    criteria = np.array([[0.5, 0.5]] * 3)
    assert acceptability(criteria, np.array([0.5, 0.5]), 2, Robustness(100)).share.tolist() == [1.0, 1.0, 0.0]
