"""What a list is worth for its budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from gotgan.engine.select.candidates import Candidates
from gotgan.engine.select.comparing import Progress, modes_of, quick_best, silent, steps_between
from gotgan.engine.select.problem import Pairs, Problem, make_problem
from gotgan.engine.select.rules import Rules
from gotgan.engine.select.shapes import SAME
from gotgan.engine.select.solver import Solution
from gotgan.engine.select.without import Without

POINTS = 12


@dataclass(frozen=True)
class Point:
    """The best list for a budget. `entrants`, `leavers` and `moved`, who are provided in another way, against the point
    before it."""

    budget: float
    cost: float
    objective: float
    bound: float
    entrants: tuple[str, ...]
    leavers: tuple[str, ...]
    moved: tuple[str, ...] = ()


def frontier(
    candidates: Candidates, rules: Rules, pairs: Pairs, *, points: int = POINTS, told: Progress = silent
) -> tuple[Point, ...]:
    """From the cheapest list that keeps to the other rules to the best one at any cost, in equal steps of budget; the
    rules' own budget is among them. One point where cost decides nothing; none where no list can be made."""
    free = replace(rules, budget=None)
    problem = make_problem(candidates, free, pairs, free.names())
    best = quick_best(problem)
    cheapest = quick_best(replace(problem, value=-problem.cost, pairs={})) if best else None
    if best is None or cheapest is None:
        return ()
    found = list(
        _points(candidates, rules, pairs, _steps(_cost(problem, cheapest), _cost(problem, best), rules, points), told)
    )
    return tuple(_monotone(found, candidates))


def _steps(least: float, most: float, rules: Rules, points: int) -> list[float]:
    if most <= least * (1 + SAME):
        return [least]
    steps = {float(each) for each in np.linspace(least, most, points)}
    if rules.budget is not None and least < rules.budget < most:
        steps.add(rules.budget)
    return sorted(steps)


def _points(
    candidates: Candidates, rules: Rules, pairs: Pairs, budgets: Iterable[float], told: Progress
) -> Iterator[tuple[float, Problem, Solution]]:
    start: tuple[int, ...] = ()
    for budget in budgets:
        told("budget")
        at = replace(rules, budget=budget + SAME * max(1.0, budget))
        problem = make_problem(candidates, at, pairs, at.names())
        solution = quick_best(problem, start)
        if solution is not None:
            start = tuple(solution.chosen.tolist())
            yield budget, problem, solution


def _monotone(found: list[tuple[float, Problem, Solution]], candidates: Candidates) -> Iterator[Point]:
    """More budget is never worth less: where the gap says so, the list of the point before stands."""
    before: dict[str, int] | None = None
    last: tuple[Problem, Solution] | None = None
    for budget, problem, solution in found:
        if last is not None and last[1].objective > solution.objective:
            solution = Solution(last[1].chosen, last[1].objective, max(solution.bound, last[1].objective))
        last = problem, solution
        now = modes_of(problem, solution, candidates)
        steps = steps_between(now if before is None else before, now)
        before = now
        yield Point(budget, _cost(problem, solution), solution.objective, solution.bound, *steps)


def _cost(problem: Problem, solution: Solution) -> float:
    return float(problem.cost[solution.chosen].sum())


def explored_document(points: Iterable[Point], without: Iterable[Without]) -> dict[str, Any]:
    """{frontier, effects} as JSON."""
    return {"frontier": [asdict(each) for each in points], "effects": [asdict(each) for each in without]}
