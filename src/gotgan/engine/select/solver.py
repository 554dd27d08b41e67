"""HiGHS: the best list of a problem, with the proof; one thread and one seed, so that it is always the same."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from gotgan.engine.select.problem import Problem
from gotgan.engine.select.shapes import SAME
from gotgan.terms.errors import GotganError, Unavailable

SMALL = 1_000
"""Up to so many candidates with an open mode a list is solved to the last digit, above to a gap of 1e-4."""
NODES = 10_000
"""So many branches of the search are looked at for a list; among candidates alike no number of them would prove it.
What was found by then is given with the bound that was proven: a count of branches, so that a replay ends at the same.
"""
FEW_NODES = 1_000
"""The same where one programme is solved for each candidate."""
FEASIBLE = 2  # HiGHS' kSolutionStatusFeasible
_CUT = (highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kSolutionLimit)


class NotSolved(GotganError):
    """The solver stopped without an answer; a defect, not a property of the rules."""


class Undecided(GotganError):
    """Whether there is a list at all was not found within the branches allowed; never shown to anybody."""


class TookTooLong(Unavailable):
    """No answer while somebody waits; it may be there with more time."""


@dataclass(frozen=True)
class Solution:
    """`chosen` options in ascending order; `objective` as recomputed from them; `bound`: no list is worth more.
    `is_cut`: the search ended by its limit, not by its gap."""

    chosen: np.ndarray
    objective: float
    bound: float
    is_cut: bool = False


class Solver:
    """One problem loaded once; solved as it is, or with an option forced in. `gap`: instead of that of its size.

    After `seconds` or `nodes` the best list found is given with the bound proven by then. `goes_on`: where none is
    found by then, the search goes on until there is one, or proof that there is none."""

    def __init__(
        self, problem: Problem, *, gap: float | None = None, seconds: float | None = None, nodes: int = NODES,
        goes_on: bool = True,
    ) -> None:  # fmt: skip
        self._problem, self._goes_on = problem, goes_on
        self._highs = new_solver()
        is_small = gap is None and len(problem.options_of) <= SMALL
        self._set("mip_rel_gap", 0.0 if is_small else gap or 1e-4)
        self._set("mip_abs_gap", SAME if is_small else 1e-6)
        self._set("time_limit", highspy.kHighsInf if seconds is None else seconds)
        self._set("mip_max_nodes", nodes)
        self._nodes = nodes
        self._set("mip_feasibility_tolerance", SAME)
        self._highs.passModel(model_of(problem))

    def solve(self) -> Solution | None:
        """The best list, or None when none keeps to the constraints. Raises: TookTooLong where none was found;
        Undecided where it may not go on."""
        self._highs.run()
        status = self._highs.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return None
        if status in _CUT and self._highs.getInfo().primal_solution_status != FEASIBLE:
            return self._go_on(status)
        if status not in (highspy.HighsModelStatus.kOptimal, *_CUT):
            raise NotSolved(f"the list: the solver says {self._highs.modelStatusToString(status)}; report this")
        found = np.asarray(self._highs.getSolution().col_value)[: len(self._problem)]
        chosen = np.flatnonzero(found > 0.5)
        objective = worth(self._problem, chosen)
        return Solution(chosen, objective, max(objective, self._highs.getInfo().mip_dual_bound), status in _CUT)

    def _go_on(self, status: highspy.HighsModelStatus) -> Solution | None:
        """Nothing was found yet: whether there is a list at all takes as many branches as it takes."""
        if status == highspy.HighsModelStatus.kTimeLimit:
            raise TookTooLong("the list was not found in time; change fewer rules, or solve the version")
        if not self._goes_on:
            raise Undecided(f"whether there is a list was not found in {self._nodes} branches")
        self._set("mip_max_nodes", highspy.kHighsIInf)
        self._set("mip_max_improving_sols", 1)
        try:
            return self.solve()
        finally:
            self._set("mip_max_nodes", self._nodes)
            self._set("mip_max_improving_sols", highspy.kHighsIInf)

    def solve_with(self, option: int, value: float = 0.0) -> Solution | None:
        """The best list that holds an option, which is worth `value` then; after FEW_NODES one that is worth less."""
        self._set("mip_max_nodes", min(self._nodes, FEW_NODES))
        before = float(self._problem.value[option])
        self._highs.changeColBounds(option, 1.0, 1.0)
        self._highs.changeColCost(option, value)
        try:
            found = self.solve()
        finally:
            self._highs.changeColBounds(option, 0.0, 1.0)
            self._highs.changeColCost(option, before)
            self._set("mip_max_nodes", self._nodes)
        if found is None:
            return None
        moved = before - value
        return Solution(found.chosen, found.objective - moved, found.bound, found.is_cut)

    def _set(self, name: str, value: float | bool) -> None:
        self._highs.setOptionValue(name, value)


class _Quiet(highspy.Highs):
    """Switching callbacks on, which nobody here needs, writes a banner to standard output."""

    def enableCallbacks(self) -> None:
        pass


def new_solver() -> highspy.Highs:
    """One thread, one seed, and not a word on the console."""
    highs: highspy.Highs = _Quiet()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("log_to_console", False), ("threads", 1), ("random_seed", 0)):
        highs.setOptionValue(name, value)
    return highs


def worth(problem: Problem, chosen: np.ndarray) -> float:
    """Sum of values less the penalties of pairs that are both chosen."""
    owners = {int(owner) for owner in problem.candidate[chosen]}
    lost = sum(penalty for (first, second), penalty in problem.pairs.items() if first in owners and second in owners)
    return float(problem.value[chosen].sum()) - lost


def shadow_prices(problem: Problem) -> dict[str, float] | None:
    """By the name of its rows, what one more unit of a limit adds to the objective of the relaxation: below 0 where it
    takes off, as a floor does. A limit of several rows, a cap of every value say, moves in all of them. None where the
    relaxation was not solved."""
    highs = new_solver()
    model = model_of(problem)
    model.integrality_ = []
    highs.passModel(model)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    prices: dict[str, float] = {}
    for row, price in zip(problem.rows, highs.getSolution().row_dual, strict=False):
        prices[row.name] = prices.get(row.name, 0.0) + float(price)
    return prices


def model_of(problem: Problem) -> highspy.HighsLp:
    """Columns: the options, then one for each pair. Rows: the constraints, one mode each, then the pairs."""
    options, pairs = len(problem), list(problem.pairs.items())
    several = [held for held in problem.options_of.values() if len(held) > 1]
    rows = [(row.options, row.weights, row.least, row.most) for row in problem.rows]
    rows += [(held, np.ones(len(held)), -np.inf, 1.0) for held in several]
    for place, ((first, second), _) in enumerate(pairs):
        ends = np.concatenate([problem.options_of[first], problem.options_of[second]])
        weights = np.append(np.ones(len(ends)), -1.0)
        rows.append((np.append(ends, options + place), weights, -np.inf, 1.0))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = options + len(pairs), len(rows)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.concatenate([problem.value, [-penalty for _, penalty in pairs]])
    model.col_lower_ = np.zeros(model.num_col_)
    model.col_upper_ = np.concatenate([np.ones(options), np.full(len(pairs), np.inf)])
    kinds = [highspy.HighsVarType.kInteger] * options + [highspy.HighsVarType.kContinuous] * len(pairs)
    model.integrality_ = kinds
    model.row_lower_ = np.array([_bounded(row[2]) for row in rows])
    model.row_upper_ = np.array([_bounded(row[3]) for row in rows])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(row[0]) for row in rows])]).astype(np.int32)
    model.a_matrix_.index_ = np.concatenate([row[0] for row in rows] or [np.zeros(0)]).astype(np.int32)
    model.a_matrix_.value_ = np.concatenate([row[1] for row in rows] or [np.zeros(0)]).astype(float)
    return model


def _bounded(limit: float) -> float:
    return float(np.clip(limit, -highspy.kHighsInf, highspy.kHighsInf))
