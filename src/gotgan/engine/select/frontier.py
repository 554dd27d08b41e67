"""What a list is worth for its budget, and what it would be worth without each of its constraints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from gotgan.engine.select.candidates import Candidates
from gotgan.engine.select.problem import Pairs, Problem, make_problem
from gotgan.engine.select.rules import Rules
from gotgan.engine.select.solver import Solution
from gotgan.engine.select.what_if import best_list

POINTS = 12
NODES = 200
"""Branches of the search for one point: there are some twenty of them, and each says its gap."""
_FREE = ("choose", "gates.")
"""What is never taken away: how many are chosen, and gates, which are no matter of points."""
Progress = Callable[[str], None]


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


@dataclass(frozen=True)
class Effect:
    """Without the constraint `name` the list would be worth `gain` more, give or take `within`."""

    name: str
    gain: float
    within: float
    entrants: tuple[str, ...]
    leavers: tuple[str, ...]
    moved: tuple[str, ...] = ()


def _silent(_: str) -> None:
    return None


def frontier(
    candidates: Candidates, rules: Rules, pairs: Pairs, *, points: int = POINTS, told: Progress = _silent
) -> tuple[Point, ...]:
    """From the cheapest list that keeps to the other rules to the best one at any cost, in equal steps of budget; the
    rules' own budget is among them. One point where cost decides nothing; none where no list can be made."""
    free = replace(rules, budget=None)
    problem = make_problem(candidates, free, pairs, free.names())
    best = _best(problem)
    cheapest = _best(replace(problem, value=-problem.cost, pairs={})) if best else None
    if best is None or cheapest is None:
        return ()
    found = list(
        _points(candidates, rules, pairs, _steps(_cost(problem, cheapest), _cost(problem, best), rules, points), told)
    )
    return tuple(_monotone(found, candidates))


def _best(problem: Problem, start: tuple[int, ...] = ()) -> Solution | None:
    """The search ends after NODES branches: each point has its proven bound."""
    return best_list(problem, start=start, nodes=NODES)


def _steps(least: float, most: float, rules: Rules, points: int) -> list[float]:
    if most <= least * (1 + 1e-9):
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
        at = replace(rules, budget=budget + 1e-9 * max(1.0, budget))
        problem = make_problem(candidates, at, pairs, at.names())
        solution = _best(problem, start)
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
        now = _modes(problem, solution, candidates)
        steps = _steps_between(now if before is None else before, now)
        before = now
        yield Point(budget, _cost(problem, solution), solution.objective, solution.bound, *steps)


def _modes(problem: Problem, solution: Solution, candidates: Candidates) -> dict[str, int]:
    """{id of a member: its mode}."""
    owners = [candidates.ids[owner] for owner in problem.candidate[solution.chosen].tolist()]
    return dict(zip(owners, problem.mode[solution.chosen].tolist(), strict=True))


def _steps_between(
    before: dict[str, int], now: dict[str, int]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Entrants, leavers, and who is in both in another mode."""
    moved = (name for name in before.keys() & now.keys() if before[name] != now[name])
    came, left = now.keys() - before.keys(), before.keys() - now.keys()
    return tuple(sorted(came)), tuple(sorted(left)), tuple(sorted(moved))


def _cost(problem: Problem, solution: Solution) -> float:
    return float(problem.cost[solution.chosen].sum())


def effects(candidates: Candidates, rules: Rules, pairs: Pairs, *, told: Progress = _silent) -> tuple[Effect, ...]:
    """One best list without each constraint but gates and the size; none where no list can be made with all of them."""
    whole = make_problem(candidates, rules, pairs, rules.names())
    standing = _best(whole)
    return () if standing is None else tuple(
        _effect(candidates, rules, pairs, name, whole, standing, told)
        for name in rules.names() if not name.startswith(_FREE)
    )  # fmt: skip


def _effect(
    candidates: Candidates, rules: Rules, pairs: Pairs, name: str, whole: Problem, standing: Solution, told: Progress
) -> Effect:
    told(name)
    problem = make_problem(candidates, rules, pairs, [each for each in rules.names() if each != name])
    keys = {key: option for option, key in enumerate(_keys(problem))}
    held = _keys(whole)
    start = tuple(keys[held[option]] for option in standing.chosen.tolist())
    solution = _best(problem, start)
    if solution is None or solution.objective <= standing.objective:
        within = 0.0 if solution is None else max(0.0, solution.bound - standing.objective)
        return Effect(name, 0.0, within, (), ())
    within = max(solution.bound - solution.objective, standing.bound - standing.objective)
    steps = _steps_between(_modes(whole, standing, candidates), _modes(problem, solution, candidates))
    return Effect(name, solution.objective - standing.objective, within, *steps)


def _keys(problem: Problem) -> list[tuple[int, int]]:
    return list(zip(problem.candidate.tolist(), problem.mode.tolist(), strict=True))


def explored_document(points: Iterable[Point], without: Iterable[Effect]) -> dict[str, Any]:
    """{frontier, effects} as JSON."""
    return {"frontier": [asdict(each) for each in points], "effects": [asdict(each) for each in without]}
