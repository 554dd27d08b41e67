"""The list against a second solver, and the robustness against closed forms."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import defaultdict
from itertools import combinations

import numpy as np
import pytest
from ortools.linear_solver import pywraplp

from gotgan.engine.select import (
    Candidates,
    Robustness,
    Rules,
    choose,
    document_of,
    read_candidates,
    read_pairs,
    read_rules,
)
from gotgan.engine.select.robust import acceptability, pairwise_winning, rank_acceptability
from gotgan.engine.select.shapes import MODES
from gotgan.terms.errors import Invalid

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


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_pairs_and_of_rows_is_nothing_to_the_list(seed: int) -> None:
    candidates, rules, pairs = made(60, seed)
    lines = csv_of(candidates)
    first = read_candidates("\n".join([HEADER, *lines]).encode(), rules)
    choice = choose(first, rules, pairs)
    assert choice.members
    assert choice == choose(first, rules, dict(reversed(pairs.items())))
    rng = np.random.default_rng(seed)
    names = [*candidates.ids]
    links = [f"{names[a]},{names[b]},{penalty!r}" for (a, b), penalty in pairs.items()]
    for _ in range(3):
        rng.shuffle(lines)
        rng.shuffle(links)
        read = read_candidates("\n".join([HEADER, *lines]).encode(), rules)
        assert choose(read, rules, read_pairs("\n".join(["a,b,penalty", *links]).encode(), read.ids)) == choice


HEADER = ",".join(
    ["id", "a", "b", "lawful", "organisation", "field", "cluster"]
    + [f"{kind}_{mode}" for kind in ("value", "cost", "risk") for mode in MODES]
)


def csv_of(candidates: Candidates) -> list[str]:
    """A line for each candidate, under HEADER."""
    found = []
    for place, name in enumerate(candidates.ids):
        numbers = (candidates.values[place], candidates.costs[place], candidates.risks[place])
        cells = ["" if np.isnan(each) else repr(float(each)) for row in numbers for each in row]
        words = [candidates.texts[column][place] for column in ("organisation", "field", "cluster")]
        weighed = [repr(float(each)) for each in candidates.criteria[place]]
        found.append(",".join([name, *weighed, str(bool(candidates.gates["lawful"][place])), *words, *cells]))
    return found


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


@pytest.mark.parametrize("count", [3, 301, 1001])
def test_equal_rows_go_by_row_in_every_draw(count: int) -> None:
    """A matrix product adds up its last rows in another order: there equal rows are a last bit apart."""
    criteria = np.tile(np.random.default_rng(4).random(12), (count, 1))
    weights = np.random.default_rng(5).dirichlet(np.ones(12))
    chosen = min(100, count - 1)
    for is_free in (False, True):
        share = acceptability(criteria, weights, chosen, Robustness(200), is_free=is_free).share
        assert share.tolist() == [1.0] * chosen + [0.0] * (count - chosen)
    ranks = rank_acceptability(criteria[:20], weights, Robustness(50))
    assert ranks.tolist() == np.eye(len(ranks)).tolist()
    assert (pairwise_winning(criteria[:20], weights, Robustness(50)) == 0.5).all()


def test_scores_that_differ_by_rounding_alone_are_equal() -> None:
    """.1 + .2 is a last bit above .3, and 0 + .3 is not."""
    criteria = np.array([[0.0, 0.3], [0.1, 0.2]])
    assert acceptability(criteria, np.array([1.0, 1.0]), 1, Robustness(20, 0.0)).share.tolist() == [1.0, 0.0]


SAME_BYTES = """
import hashlib, sys, numpy as np
from gotgan.engine.select import Robustness, choose, document_of, read_candidates, read_rules
from gotgan.engine.select.robust import acceptability
from gotgan.engine.select.scores import Worths
rng = np.random.default_rng(1)
table = np.round(rng.random((301, 12))[rng.integers(0, 60, 301)], 6)
names = [f"c{place}" for place in range(12)]
weights = dict(zip(names, np.round(rng.dirichlet(np.ones(12)), 4).tolist()))
rules = read_rules({"choose": 40, "weights": weights, "robustness": {"draws": 400, "spread": 0.3, "seed": 1}})
lines = [",".join(["id", *names]), *(",".join([f"d{at:03}", *map(repr, row)]) for at, row in enumerate(table.tolist()))]
document = document_of(choose(read_candidates("\\n".join(lines).encode(), rules), rules, {}))
for each in document["rejected"]:
    each.pop("least_change")
central = acceptability(table, np.array(list(weights.values())), 40, Robustness(400), is_free=True).central
worths = Worths(table[:, :3], table[:, :3] / 2, table[:, :3] * 1.5)
moved = acceptability(table, np.array(list(weights.values())), 40, Robustness(400), worths=worths).share
print(hashlib.sha256(repr(document).encode() + central.tobytes() + moved.tobytes()).hexdigest())
"""


def test_the_document_is_the_same_on_every_processor() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", SAME_BYTES], env={**os.environ, "OPENBLAS_CORETYPE": core}, check=True,
            capture_output=True, text=True,
        ).stdout
        for core in ("Haswell", "Prescott", "Nehalem")
    }  # fmt: skip
    assert len(found) == 1


# -- values that are not exact


def test_values_are_drawn_between_low_and_high() -> None:
    """One value is uniform on (.4, .6), the other is .45: the first is above in three of four draws."""
    criteria, ends = np.array([[0.5], [0.45]]), (np.array([[0.4], [0.45]]), np.array([[0.6], [0.45]]))
    robustness, weights = Robustness(DRAWS, 0.3, 2), np.array([1.0])
    share = acceptability(criteria, weights, 1, robustness, intervals=ends).share
    assert share == pytest.approx([0.75, 0.25], abs=TOLERANCE)
    assert rank_acceptability(criteria, weights, robustness, ends)[:, 0] == pytest.approx(share)
    assert pairwise_winning(criteria, weights, robustness, ends)[0, 1] == pytest.approx(share[0])
    assert acceptability(criteria, weights, 1, robustness).share.tolist() == [1.0, 0.0]


def table_with(ends: str, cells: tuple[str, str]) -> bytes:
    return f"id,a,b{ends}\nx,0.5,0.5{cells[0]}\ny,0.4,0.5{cells[1]}\n".encode()


def test_columns_of_intervals_are_read_and_absent_or_empty_ones_change_nothing() -> None:
    rules = read_rules({"choose": 1, "weights": {"a": 0.5, "b": 0.5}, "robustness": {"draws": 4000, "seed": 3}})

    def document(content: bytes) -> object:
        return document_of(choose(read_candidates(content, rules), rules, {}))

    plain = document(table_with("", ("", "")))
    assert document(table_with(",a_low,a_high", (",,", ",,"))) == plain
    assert document(table_with(",a_low,a_high", (",0.5,0.5", ",0.4,"))) == plain
    read = read_candidates(table_with(",a_low,a_high", (",0.3,0.7", ",0.4,0.4")), rules)
    (member,) = choose(read, rules, {}).members
    assert (member.id, member.score, member.standing) == ("x", 0.5, "contested")
    assert member.acceptability == pytest.approx(0.75, abs=0.05)


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        (",0.6,0.7", "column a_low, x"), (",0.4,0.45", "column a_high, x"), (",-1,", "column a_low, x"),
        (",,nan", "column a_high, x"),
    ],
)  # fmt: skip
def test_an_interval_that_does_not_hold_its_value_is_refused(cells: str, place: str) -> None:
    rules = read_rules({"choose": 1, "weights": {"a": 0.5, "b": 0.5}})
    with pytest.raises(Invalid) as raised:
        read_candidates(table_with(",a_low,a_high", (cells, ",,")), rules)
    assert [each.place for each in raised.value.issues] == [place]
