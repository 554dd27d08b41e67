"""Rules that no list can meet: the least set of names that conflict, and the least that would have to give way."""

from __future__ import annotations

from collections.abc import Collection
from time import monotonic

import highspy
import numpy as np

from gotgan.engine.select.candidates import Candidates
from gotgan.engine.select.near import has_list
from gotgan.engine.select.problem import Problem, Row, make_problem
from gotgan.engine.select.rules import Rules
from gotgan.engine.select.shapes import Infeasible, Relaxed
from gotgan.engine.select.solver import FEASIBLE, NODES, NotSolved, TookTooLong, Undecided, model_of, new_solver

_NEVER = ("gates.", "risk_ceiling", "one_per_cluster")
"""What is never offered to give way: a gate is not a matter of points."""


def explain_infeasible(candidates: Candidates, rules: Rules, *, until: float | None = None) -> Infeasible:
    """Why no list can be made. Penalties play no part: they forbid nothing. After `conflict_solves` of the rules what
    was found by then is given as not proven to be the least. Raises: TookTooLong past `until`, of the monotonic clock.
    """
    search = _Search(candidates, rules, until)
    conflict = search.least_conflict()
    relaxation = search.least_relaxation(conflict)
    return Infeasible(conflict, relaxation, tuple(search.not_proven))


class _Search:
    """What is left of the programmes that may be solved, and what was cut short."""

    def __init__(self, candidates: Candidates, rules: Rules, until: float | None) -> None:
        self._candidates, self._rules, self._until = candidates, rules, until
        self._left = rules.conflict_solves
        self.not_proven: list[str] = []

    def least_conflict(self) -> tuple[str, ...]:
        """Names without which all the others can be met: from the first on, taken out as long as no list can be made.

        Taking more out only makes room, so that the next one that has to stay is found by halving. A name whose going
        could not be decided stays: those that are left conflict whatever was cut short.
        """
        names, kept = list(self._rules.names()), 0
        while kept < len(names) and self._left:
            few, many = 0, len(names) - kept  # `few` may go, and all above `many` may not
            while few < many and self._left:
                middle = (few + many + 1) // 2
                if self._can_be_met(names[:kept] + names[kept + middle :]):
                    many = middle - 1
                else:
                    few = middle
            is_known = few == many
            names, kept = names[:kept] + names[kept + few :], kept + is_known
        if kept < len(names):
            self._cut("conflict")
        return tuple(names)

    def _can_be_met(self, names: Collection[str]) -> bool:
        """Whether there is a list at all, or may be one."""
        self._left -= 1
        problem = make_problem(self._candidates, self._rules, {}, names)
        if not len(problem):
            return all(row.least <= 0 for row in problem.rows)
        found = has_list(problem, seconds=_left(self._until))
        if found is None:
            self._cut("conflict")
        return found is not False

    def least_relaxation(self, conflict: Collection[str]) -> tuple[Relaxed, ...]:
        """The limits that give way, of those in conflict where that is enough, by the least sum of shares of
        themselves."""
        problem = make_problem(self._candidates, self._rules, {}, self._rules.names())
        movable = {row.name for row in problem.rows if not row.name.startswith(_NEVER)}
        for may_give in (movable & set(conflict), movable):
            names = [name for name in self._rules.names() if name in may_give]
            if names and (found := self._relaxed(problem, names)) is not None:
                return found
        return ()

    def _relaxed(self, problem: Problem, names: list[str]) -> tuple[Relaxed, ...] | None:
        try:
            found, is_proven = _relaxed(problem, names, _left(self._until))
        except Undecided:
            found, is_proven = None, False
        if not is_proven:
            self._cut("relaxation")
        return found

    def _cut(self, what: str) -> None:
        if what not in self.not_proven:
            self.not_proven.append(what)


def _left(until: float | None) -> float | None:
    """Seconds. Raises: TookTooLong when none are left."""
    if until is None:
        return None
    if monotonic() > until:
        raise TookTooLong("no list can be made; which rules conflict was not found in time")
    return until - monotonic()


def _relaxed(
    problem: Problem, names: list[str], seconds: float | None
) -> tuple[tuple[Relaxed, ...] | None, bool]:  # fmt: skip
    """(what gives way, None where no limit of these is enough; whether that is proven). Raises: Undecided where nothing
    was found in NODES branches."""
    model = model_of(problem)
    model.col_cost_ = np.zeros(model.num_col_)
    highs = new_solver()
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_max_nodes", NODES)
    if seconds is not None:
        highs.setOptionValue("time_limit", seconds)
    highs.passModel(model)
    limits = {name: _limit(problem, name) for name in names}
    for name in names:
        rows = [place for place, row in enumerate(problem.rows) if row.name == name]
        signs = [1.0 if problem.rows[place].least > -np.inf else -1.0 for place in rows]
        cost = -1.0 / max(1.0, abs(limits[name]))
        most = limits[name] - 1 if name == "choose" else highspy.kHighsInf  # a list of nobody is none
        highs.addCol(cost, 0.0, most, len(rows), np.array(rows, np.int32), np.array(signs))
        if name != "budget":
            highs.changeColIntegrality(highs.getNumCol() - 1, highspy.HighsVarType.kInteger)
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None, True
    if status == highspy.HighsModelStatus.kTimeLimit:
        raise TookTooLong("no list can be made; the least that would have to give way was not found in time")
    is_cut = status == highspy.HighsModelStatus.kSolutionLimit
    if is_cut and highs.getInfo().primal_solution_status != FEASIBLE:
        raise Undecided(f"what would have to give way was not found in {NODES} branches")
    if status != highspy.HighsModelStatus.kOptimal and not is_cut:
        raise NotSolved(f"the relaxation: the solver says {highs.modelStatusToString(status)}; report this")
    gives = np.asarray(highs.getSolution().col_value)[model.num_col_ :]
    found = zip(names, gives.tolist(), strict=True)
    return tuple(_moved(name, limits[name], give, problem) for name, give in found if give > 1e-6), not is_cut


def _moved(name: str, limit: float, give: float, problem: Problem) -> Relaxed:
    step = give if name == "budget" else float(round(give))
    row = next(row for row in problem.rows if row.name == name)
    return Relaxed(name, limit, limit - step if row.least > -np.inf else limit + step)


def _limit(problem: Problem, name: str) -> float:
    row: Row = next(row for row in problem.rows if row.name == name)
    return row.least if row.least > -np.inf else row.most
