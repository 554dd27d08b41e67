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
from gotgan.engine.select.solver import NotSolved, TookTooLong, model_of, new_solver

_NEVER = ("gates.", "risk_ceiling", "one_per_cluster")
"""What is never offered to give way: a gate is not a matter of points."""


def explain_infeasible(candidates: Candidates, rules: Rules, *, until: float | None = None) -> Infeasible:
    """Why no list can be made. Penalties play no part: they forbid nothing. Raises: TookTooLong past `until`, of the
    monotonic clock."""
    conflict = _least_conflict(candidates, rules, until)
    return Infeasible(conflict, _least_relaxation(candidates, rules, conflict, until))


def _least_conflict(candidates: Candidates, rules: Rules, until: float | None) -> tuple[str, ...]:
    """Names without which all the others can be met: from the first on, taken out as long as no list can be made.

    Taking more out only makes room, so that the next one that has to stay is found by halving.
    """
    names, kept = list(rules.names()), 0
    while kept < len(names):
        few, many = 0, len(names) - kept  # `few` may go, and all above `many` may not
        while few < many:
            middle = (few + many + 1) // 2
            if _can_be_met(candidates, rules, names[:kept] + names[kept + middle :], _left(until)):
                many = middle - 1
            else:
                few = middle
        names, kept = names[:kept] + names[kept + few :], kept + 1
    return tuple(names)


def _left(until: float | None) -> float | None:
    """Seconds. Raises: TookTooLong when none are left."""
    if until is None:
        return None
    if monotonic() > until:
        raise TookTooLong("no list can be made; which rules conflict was not found in time")
    return until - monotonic()


def _can_be_met(candidates: Candidates, rules: Rules, names: Collection[str], seconds: float | None) -> bool:
    """Whether there is a list at all."""
    problem = make_problem(candidates, rules, {}, names)
    if not len(problem):
        return all(row.least <= 0 for row in problem.rows)
    return has_list(problem, seconds=seconds)


def _least_relaxation(
    candidates: Candidates, rules: Rules, conflict: Collection[str], until: float | None
) -> tuple[Relaxed, ...]:
    """The limits that give way, of those in conflict where that is enough, by the least sum of shares of themselves."""
    problem = make_problem(candidates, rules, {}, rules.names())
    movable = {row.name for row in problem.rows if not row.name.startswith(_NEVER)}
    for may_give in (movable & set(conflict), movable):
        names = [name for name in rules.names() if name in may_give]
        if names and (found := _relaxed(problem, names, _left(until))) is not None:
            return found
    return ()


def _relaxed(problem: Problem, names: list[str], seconds: float | None) -> tuple[Relaxed, ...] | None:
    model = model_of(problem)
    model.col_cost_ = np.zeros(model.num_col_)
    highs = new_solver()
    highs.setOptionValue("mip_rel_gap", 0.0)
    if seconds is not None:
        highs.setOptionValue("time_limit", seconds)
    highs.passModel(model)
    limits = {name: _limit(problem, name) for name in names}
    for name in names:
        rows = [place for place, row in enumerate(problem.rows) if row.name == name]
        signs = [1.0 if problem.rows[place].least > -np.inf else -1.0 for place in rows]
        cost = -1.0 / max(1.0, abs(limits[name]))
        highs.addCol(cost, 0.0, highspy.kHighsInf, len(rows), np.array(rows, np.int32), np.array(signs))
        if name != "budget":
            highs.changeColIntegrality(highs.getNumCol() - 1, highspy.HighsVarType.kInteger)
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status == highspy.HighsModelStatus.kTimeLimit:
        raise TookTooLong("no list can be made; the least that would have to give way was not found in time")
    if status != highspy.HighsModelStatus.kOptimal:
        raise NotSolved(f"the relaxation: the solver says {highs.modelStatusToString(status)}; report this")
    gives = np.asarray(highs.getSolution().col_value)[model.num_col_ :]
    found = zip(names, gives.tolist(), strict=True)
    return tuple(_moved(name, limits[name], give, problem) for name, give in found if give > 1e-6)


def _moved(name: str, limit: float, give: float, problem: Problem) -> Relaxed:
    step = give if name == "budget" else float(round(give))
    row = next(row for row in problem.rows if row.name == name)
    return Relaxed(name, limit, limit - step if row.least > -np.inf else limit + step)


def _limit(problem: Problem, name: str) -> float:
    row: Row = next(row for row in problem.rows if row.name == name)
    return row.least if row.least > -np.inf else row.most
