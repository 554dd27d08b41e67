"""What a list would be worth without each of its constraints."""

from __future__ import annotations

from dataclasses import dataclass

from gotgan.engine.select.candidates import Candidates
from gotgan.engine.select.comparing import Progress, modes_of, quick_best, silent, steps_between
from gotgan.engine.select.problem import Pairs, Problem, make_problem
from gotgan.engine.select.rules import Rules
from gotgan.engine.select.solver import Solution

_FREE = ("choose", "gates.")
"""What is never taken away: how many are chosen, and gates, which are no matter of points."""


@dataclass(frozen=True)
class Without:
    """Without the constraint `name` the list would be worth `gain` more, give or take `within`."""

    name: str
    gain: float
    within: float
    entrants: tuple[str, ...]
    leavers: tuple[str, ...]
    moved: tuple[str, ...] = ()


def without_each(candidates: Candidates, rules: Rules, pairs: Pairs, *, told: Progress = silent) -> tuple[Without, ...]:
    """One best list without each constraint but gates and the size; none where no list can be made with all of them."""
    whole = make_problem(candidates, rules, pairs, rules.names())
    standing = quick_best(whole)
    return () if standing is None else tuple(
        _without(candidates, rules, pairs, name, whole, standing, told)
        for name in rules.names() if not name.startswith(_FREE)
    )  # fmt: skip


def _without(
    candidates: Candidates, rules: Rules, pairs: Pairs, name: str, whole: Problem, standing: Solution, told: Progress
) -> Without:
    told(name)
    problem = make_problem(candidates, rules, pairs, [each for each in rules.names() if each != name])
    keys = {key: option for option, key in enumerate(_keys(problem))}
    held = _keys(whole)
    start = tuple(keys[held[option]] for option in standing.chosen.tolist())
    solution = quick_best(problem, start)
    if solution is None or solution.objective <= standing.objective:
        within = 0.0 if solution is None else max(0.0, solution.bound - standing.objective)
        return Without(name, 0.0, within, (), ())
    within = max(solution.bound - solution.objective, standing.bound - standing.objective)
    steps = steps_between(modes_of(whole, standing, candidates), modes_of(problem, solution, candidates))
    return Without(name, solution.objective - standing.objective, within, *steps)


def _keys(problem: Problem) -> list[tuple[int, int]]:
    return list(zip(problem.candidate.tolist(), problem.mode.tolist(), strict=True))
