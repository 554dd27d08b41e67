"""The least change in a rejected candidate's own row that brings it in."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from gotgan.engine.select.candidates import Candidates
from gotgan.engine.select.problem import Pairs, Problem, make_problem
from gotgan.engine.select.rules import Rules
from gotgan.engine.select.shapes import MODES, Change
from gotgan.engine.select.solver import Solver
from gotgan.engine.select.ties import State
from gotgan.terms.selection import UNKNOWN

EXACT = 200
"""Up to so many candidates each change is the least: one programme is solved for each mode of each one left out."""
MARGIN = 1e-5
"""By so much the list with the candidate must be worth more than the one without: well above the solver's tolerance."""
_STEPS = 1_000_000
"""A changed cell is rounded to a millionth."""


class LeastChange:
    """Looks for the changes of one list's rejected candidates.

    A mode comes in once it is worth so much that a list with it is worth more than the best list: than every list
    without it. Up to EXACT candidates that list is the best one with it; above, the best list with it in one member's
    place: enough, if not always the least.
    """

    def __init__(self, candidates: Candidates, rules: Rules, pairs: Pairs, solver: Solver | None, state: State) -> None:
        self._candidates, self._rules, self._pairs = candidates, rules, pairs
        self._solver, self._state = solver, state
        self._objective = state.objective()
        self._is_exact = len(candidates) <= EXACT

    def of(self, owner: int) -> tuple[tuple[Change, ...] | None, tuple[Change, ...]]:
        """(the fewest cells that together bring it in, then the smallest step; None when none was found: cells each of
        which alone does, the smallest step first). Where its modes are closed no rise alone opens one."""
        problem = self._state.problem
        alone: list[Change] = []
        if owner in problem.options_of:
            needed = self._needed(problem.options_of[owner].tolist())
            found = [self._worth(owner, mode, least) for mode, least in needed]
            alone = [change for mode, least in needed for change in self._alone(owner, mode, least)]
            if all(each is None for each in found):
                modes = problem.mode[problem.options_of[owner]].tolist()
                found = [self._cheaper(owner, mode, self._candidates, ()) for mode in modes]
        else:
            found = self._opened(owner)
        known = [each for each in found if each is not None]
        least = min(known, key=lambda changes: (len(changes), _size(changes))) if known else None
        return least, tuple(sorted(alone, key=lambda change: (_size((change,)), change.column)))

    def _needed(self, options: list[int]) -> list[tuple[int, float]]:
        """(mode, what it has to be worth more than) of the options that some list can hold."""
        found = [(option, self._least(self._solver, self._state, option)) for option in options]
        return [(int(self._state.problem.mode[option]), least) for option, least in found if least is not None]

    def _least(self, solver: Solver | None, state: State, option: int) -> float | None:
        """An open mode needs only to be worth more than what the list without it has over the list with it."""
        problem = state.problem
        if self._is_exact:
            with_it = (solver or Solver(problem)).solve_with(option)
            return None if with_it is None else self._objective - with_it.objective
        step = state.best_exchange(option)
        return None if step is None else float(problem.value[option]) - step

    def _opened(self, owner: int) -> list[tuple[Change, ...] | None]:
        """What closes a mode is changed first: the gates that fail, the risk; then its worth, if that is not enough."""
        gates = [Change(name, False, True) for name, passed in self._candidates.gates.items() if not passed[owner]]
        modes = np.flatnonzero(~np.isnan(self._candidates.values[owner])).tolist()
        return [self._opened_in(owner, mode, gates) for mode in modes]

    def _opened_in(self, owner: int, mode: int, gates: list[Change]) -> tuple[Change, ...] | None:
        changes = list(gates)
        ceiling, risk = self._rules.risk_ceiling, float(self._candidates.risks[owner, mode])
        if ceiling is not None and risk > ceiling:
            before = risk if math.isfinite(risk) else UNKNOWN
            changes.append(Change(self._candidates.column_of("risk", owner, mode), before, ceiling))
        opened = _with(self._candidates, owner, mode, ceiling)
        problem = make_problem(opened, self._rules, self._pairs, self._rules.names())
        least = self._least(None, State(problem, self._moved(problem, owner)), _option(problem, owner, mode))
        more = None if least is None else self._worth(owner, mode, least)
        return self._cheaper(owner, mode, opened, tuple(changes)) if more is None else (*changes, *more)

    def _cheaper(
        self, owner: int, mode: int, candidates: Candidates, changes: tuple[Change, ...]
    ) -> tuple[Change, ...] | None:
        """No worth brings it in at its cost: it costs what the budget leaves beside the best of the others."""
        cost = float(candidates.costs[owner, mode])
        if self._rules.budget is None or self._solver is None or not cost > 0:
            return None
        problem = make_problem(_free(candidates, owner, mode), self._rules, self._pairs, self._rules.names())
        with_it = Solver(problem).solve_with(_option(problem, owner, mode))
        if with_it is None:
            return None
        left = math.floor((self._rules.budget - float(problem.cost[with_it.chosen].sum())) * _STEPS) / _STEPS
        more = self._worth(owner, mode, self._objective - with_it.objective)
        if more is None or left >= cost:
            return None
        return (*changes, Change(candidates.column_of("cost", owner, mode), cost, max(0.0, left)), *more)

    def _moved(self, problem: Problem, owner: int) -> np.ndarray:
        """The members' options in a problem that has one candidate's modes more."""
        added = len(problem.options_of[owner])
        first = int(problem.options_of[owner][0])
        return np.array([option + added * (option >= first) for option in sorted(self._state.chosen)])

    def _worth(self, owner: int, mode: int, least: float) -> tuple[Change, ...] | None:
        """Changes after which the mode is worth more than `least`; none when it is already."""
        before = float(self._candidates.values[owner, mode])
        target = _up(least + MARGIN)
        if before >= target:
            return ()
        if self._candidates.has_values:
            return (Change(f"value_{MODES[mode]}", before, target),)
        return self._scored(owner, target - before)

    def _alone(self, owner: int, mode: int, least: float) -> list[Change]:
        """Each cell that alone makes the mode worth more than `least`: its worth, or any one criterion of it."""
        before = float(self._candidates.values[owner, mode])
        need = _up(least + MARGIN) - before
        if need <= 0:
            return []
        if self._candidates.has_values:
            return [Change(f"value_{MODES[mode]}", before, _up(least + MARGIN))]
        return [
            Change(name, value, min(1.0, _up(value + need / weight)))
            for (name, weight), value in self._criteria(owner) if weight * (1.0 - value) >= need + 2 / _STEPS
        ]  # fmt: skip

    def _criteria(self, owner: int) -> list[tuple[tuple[str, float], float]]:
        """((name, weight), value) of those with a weight, the heaviest first."""
        criteria = list(zip(self._rules.weights.items(), self._candidates.criteria[owner].tolist(), strict=True))
        return sorted((each for each in criteria if each[0][1] > 0), key=lambda each: -each[0][1])

    def _scored(self, owner: int, need: float) -> tuple[Change, ...] | None:
        """Criteria raised, the heaviest first; one alone where that is enough."""
        criteria = self._criteria(owner)
        for (name, weight), value in criteria:
            if weight * (1.0 - value) >= need + 2 / _STEPS:
                return (Change(name, value, min(1.0, _up(value + need / weight))),)
        changes = []
        for (name, weight), value in sorted(criteria, key=lambda each: -each[0][1] * (1.0 - each[1])):
            after = min(1.0, _up(value + need / weight))
            if after > value:
                changes.append(Change(name, value, after))
                need -= weight * (after - value)
            if need <= 0:
                return tuple(changes)
        return None


def _with(candidates: Candidates, owner: int, mode: int, ceiling: float | None) -> Candidates:
    """The candidates with one row whose gates are passed and whose mode keeps to the ceiling."""
    gates = {}
    for name, passed in candidates.gates.items():
        gates[name] = passed.copy()
        gates[name][owner] = True
    risks = candidates.risks.copy()
    if ceiling is not None:
        risks[owner, mode] = min(risks[owner, mode], ceiling)
    return replace(candidates, gates=gates, risks=risks)


def _free(candidates: Candidates, owner: int, mode: int) -> Candidates:
    """The candidates with one row that costs nothing in a mode."""
    costs = candidates.costs.copy()
    costs[owner, mode] = 0.0
    return replace(candidates, costs=costs)


def _option(problem: Problem, owner: int, mode: int) -> int:
    options = problem.options_of[owner]
    return int(options[problem.mode[options].tolist().index(mode)])


def _up(number: float) -> float:
    """Rounded up to a step."""
    return float(math.ceil(number * _STEPS)) / _STEPS


def _size(changes: tuple[Change, ...]) -> float:
    numbers = [(float(each.before), float(each.after)) for each in changes if not isinstance(each.before, str)]
    return float(sum(abs(after - before) for before, after in numbers))
