"""Of all lists worth as much as the best one, the one of the smallest ids, then of the modes that ask for less.

An exchange of one for one does not find it where two have to come together. Who can be in no list worth as much is left
out first, by the relaxation; then a few candidates at a time are settled, each weighing more than all after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import monotonic

import highspy
import numpy as np

from gotgan.engine.select.near import is_allowed, part_of, relax
from gotgan.engine.select.problem import Problem
from gotgan.engine.select.shapes import SAME
from gotgan.engine.select.solver import FEW_NODES, model_of, new_solver, worth

MOST_PROGRAMMES = 100
"""After so many the list found by then stands; SMALL candidates need fewer."""
_BLOCK = 12
"""Settled at a time: 3 to the power of it is a weight that the solver tells from the next."""
_MARGIN = 1e-6
"""The relaxation's numbers are good to less than this."""
Way = tuple[np.ndarray, int]
"""Options, and how many of the others of its kind it stands before."""


def smallest(problem: Problem, chosen: np.ndarray, *, seconds: float | None = None) -> np.ndarray:
    """Options in ascending order; `chosen` is the best list. After `seconds` what was found by then."""
    least = worth(problem, chosen) - SAME
    relaxation = relax(problem)
    if relaxation is None:
        return chosen
    may = relaxation.bound + relaxation.reduced >= least - _MARGIN
    may[chosen] = True
    keep = np.flatnonzero(may)
    if len(keep) == len(chosen):
        return chosen
    search = _Search(part_of(problem, keep), np.searchsorted(keep, chosen), least, seconds)
    return np.asarray(keep[search.settled()])


class _Search:
    def __init__(self, problem: Problem, chosen: np.ndarray, least: float, seconds: float | None) -> None:
        self._problem, self._chosen, self._least = problem, chosen, least
        self._until = None if seconds is None else monotonic() + seconds
        self._left = MOST_PROGRAMMES
        self._highs = new_solver()
        for name, value in (("mip_feasibility_tolerance", SAME), ("mip_max_nodes", FEW_NODES), ("mip_rel_gap", 0.0)):
            self._highs.setOptionValue(name, value)
        model = model_of(problem)
        worths = np.array(model.col_cost_)  # a copy: the model gives a view
        model.col_cost_ = np.zeros(model.num_col_)
        self._highs.passModel(model)
        columns = np.flatnonzero(worths).astype(np.int32)
        self._highs.addRow(least + SAME / 2, highspy.kHighsInf, len(columns), columns, worths[columns])

    def settled(self) -> np.ndarray:
        options_of = self._problem.options_of
        self._settle([[(options_of[owner], 1)] for owner in sorted(options_of)])
        for owner in sorted(options_of):  # who is in is settled
            if not np.isin(options_of[owner], self._chosen).any():
                self._bound(options_of[owner], 0.0, 0.0)
        several = (options_of[owner] for owner in self._problem.candidate[self._chosen].tolist())
        self._settle([
            [(held[place : place + 1], len(held) - place) for place in range(len(held))]
            for held in several if len(held) > 1
        ])  # fmt: skip
        return self._chosen

    def _settle(self, groups: Sequence[Sequence[Way]]) -> None:
        """Of each group the first way that the groups before it allow."""
        place = 0
        while place < len(groups) and self._goes_on():
            if self._is_first(groups[place]):
                self._hold(groups[place])
                place += 1
                continue
            block = groups[place : place + _BLOCK]
            self._solve(block)
            for group in block:
                self._hold(group)
            place += len(block)

    def _goes_on(self) -> bool:
        return self._left > 0 and (self._until is None or monotonic() < self._until)

    def _is_first(self, group: Sequence[Way]) -> bool:
        return bool(np.isin(group[0][0], self._chosen).any())

    def _hold(self, group: Sequence[Way]) -> None:
        """As it is in the list now."""
        for options, _ in group:
            is_in = bool(np.isin(options, self._chosen).any())
            if len(options) == 1 or not is_in:
                self._bound(options, float(is_in), float(is_in))
            else:
                self._highs.addRow(1.0, 1.0, len(options), options.astype(np.int32), np.ones(len(options)))

    def _bound(self, options: Iterable[int], low: float, high: float) -> None:
        for option in options:
            self._highs.changeColBounds(int(option), low, high)

    def _solve(self, block: Sequence[Sequence[Way]]) -> None:
        """The best list of the programme, when it is one, and no less than the list that stands."""
        self._left -= 1
        weights = [
            (option, rank * 3.0 ** (len(block) - 1 - place))
            for place, group in enumerate(block) for options, rank in group for option in options.tolist()
        ]  # fmt: skip
        for option, weight in weights:
            self._highs.changeColCost(option, weight)
        if self._until is not None:
            self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(0.0, self._until - monotonic()))
        self._highs.run()
        taken = np.asarray(self._highs.getSolution().col_value)[: len(self._problem)]
        found = np.flatnonzero(taken > 0.5) if len(taken) else self._chosen
        if worth(self._problem, found) >= self._least and is_allowed(self._problem, found):
            gained = dict(weights)
            held, new = (sum(gained.get(int(option), 0.0) for option in some) for some in (self._chosen, found))
            self._chosen = found if new > held else self._chosen
        for option, _ in weights:
            self._highs.changeColCost(option, 0.0)
