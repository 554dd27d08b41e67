"""The best list to a stated gap, quicker: a bound of the whole programme, a list from its most promising part.

1. The relaxation (no whole numbers), to which rows that few lists touch are added once they are broken, proves a bound.
2. A programme of the options that the relaxation holds dear gives a list.
3. If they are too far apart, every option that provably is in no better list is dropped, and the rest is solved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from time import monotonic

import highspy
import numpy as np

from gotgan.engine.select.problem import ZONE, Problem, Row
from gotgan.engine.select.shapes import SAME
from gotgan.engine.select.solver import (
    FEW_NODES,
    NODES,
    NotSolved,
    Solution,
    Solver,
    TookTooLong,
    Undecided,
    model_of,
    new_solver,
    worth,
)

GAP = 1e-4
"""As a list of more than 1,000 candidates is solved by `choose`."""
ANY = 1e12
"""A gap that the first list found keeps to."""
CORE_TIMES, CORE_LEAST = 4, 250
"""Options of the promising part: so many for each member of the list, and at least so many."""
REST_TIMES = 10
"""More options than so many for each branch of the search are not begun with: the list of the core stands."""
_BROKEN = 1e-6
_MOST_ROUNDS = 60
_FEW_ROUNDS = 10
"""After so many rounds all rows that wait are added: among candidates alike they break one after the other."""
_ENDED = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)


@dataclass(frozen=True)
class Relaxation:
    """`bound`: no list is worth more. `reduced` m: what the bound falls by, at least, once an option is in (<= 0)."""

    bound: float
    taken: np.ndarray
    reduced: np.ndarray


def solve_near(
    problem: Problem, *, gap: float = GAP, start: Collection[int] = (), seconds: float | None = None,
    nodes: int = NODES,
) -> Solution | None:  # fmt: skip
    """The best list to `gap` of itself, or what was found after `nodes` branches or `seconds` of a step, with the bound
    proven by then; None when none keeps to the constraints.

    `start`: options of a list that was good before; they take part and, allowed and worth as much, they stay.
    Raises: TookTooLong when there is no list after `seconds`.
    """
    if not len(problem):
        return None
    open_options = np.flatnonzero(~_dominated(problem))
    small = part_of(problem, open_options)
    relaxation = relax(small, seconds=seconds)
    if relaxation is None:
        return None
    place = {int(option): at for at, option in enumerate(open_options)}
    kept = [place[option] for option in start if option in place]
    limits = _Limits(seconds, nodes)
    found = _from_core(small, relaxation, kept, gap, limits)
    if found is None or (not found.is_cut and _apart(found.objective, relaxation.bound) > gap):
        found = _from_rest(small, relaxation, found, gap, limits)
    if found is None:
        return None
    return _settled(problem, open_options[found.chosen], found.bound, start)


@dataclass(frozen=True)
class _Limits:
    """Of one step of the search."""

    seconds: float | None = None
    nodes: int = NODES
    goes_on: bool = True


def has_list(problem: Problem, *, seconds: float | None = None, nodes: int = FEW_NODES) -> bool | None:
    """Whether any list keeps to the constraints: cheap ones are looked at first, and the first found will do. None
    where neither a list nor a proof was found in `nodes` branches.

    Raises: TookTooLong when a step needs more than `seconds`.
    """
    limits = _Limits(seconds, nodes, goes_on=False)
    cheap = replace(problem, value=-problem.cost, pairs={})
    relaxation = relax(cheap, seconds=seconds)
    if relaxation is None:
        return False
    try:
        if _from_core(cheap, relaxation, (), ANY, limits) is not None:
            return True
    except Undecided:
        pass
    try:
        return _solved(cheap, ANY, limits) is not None
    except Undecided:
        return None


def _settled(problem: Problem, chosen: np.ndarray, bound: float, start: Collection[int]) -> Solution:
    """The list before stays where it is allowed and worth no less."""
    before = np.array(sorted(start), int)
    objective = worth(problem, chosen)
    if len(before) and worth(problem, before) >= objective - SAME and is_allowed(problem, before):
        chosen, objective = before, worth(problem, before)
    return Solution(np.sort(chosen), objective, max(objective, bound))


def is_allowed(problem: Problem, chosen: np.ndarray) -> bool:
    if len(set(problem.candidate[chosen].tolist())) < len(chosen):
        return False
    taken = np.zeros(len(problem))
    taken[chosen] = 1
    used = [float(row.weights @ taken[row.options]) for row in problem.rows]
    return all(row.least - SAME <= held <= row.most + SAME for row, held in zip(problem.rows, used, strict=True))


def _apart(objective: float, bound: float) -> float:
    return max(0.0, bound - objective) / max(abs(objective), 1e-12)


def _dominated(problem: Problem) -> np.ndarray:
    """m: another mode of the same candidate is worth no less, costs no more and asks for no seat in a zone that
    this one does not ask for: whatever the list, that one does."""
    found = np.zeros(len(problem), bool)
    zone = problem.mode == ZONE
    for options in problem.options_of.values():
        for one in options if len(options) > 1 else ():
            for other in options:
                if one == other or found[other]:
                    continue
                step = (problem.value[other] - problem.value[one], problem.cost[one] - problem.cost[other])
                if min(step) >= 0 and (zone[one] or not zone[other]):
                    found[one] = True
                    break
    return found


def part_of(problem: Problem, keep: np.ndarray) -> Problem:
    """The programme of the options `keep` (ascending) alone; pairs and rows follow."""
    place = np.full(len(problem), -1)
    place[keep] = np.arange(len(keep))
    rows = []
    for row in problem.rows:
        held = place[row.options] >= 0
        rows.append(Row(row.name, place[row.options[held]], row.weights[held], row.least, row.most))
    candidate = problem.candidate[keep]
    of_each: dict[int, list[int]] = {}
    for option, owner in enumerate(candidate.tolist()):
        of_each.setdefault(owner, []).append(option)
    pairs = {pair: lost for pair, lost in problem.pairs.items() if pair[0] in of_each and pair[1] in of_each}
    return Problem(
        candidate, problem.mode[keep], problem.value[keep], problem.cost[keep], problem.risk[keep],
        {owner: np.array(options) for owner, options in of_each.items()}, tuple(rows), pairs,
    )  # fmt: skip


# -- the bound


def relax(problem: Problem, *, seconds: float | None = None) -> Relaxation | None:
    """The relaxation of the whole programme; None when even that cannot be met.

    One mode each, and what pairs cost, are rows of which nearly all are idle: broken ones are added, until none is, or
    `seconds` are over: with fewer rows the bound is higher, and holds. Raises: TookTooLong when one round takes longer.
    """
    until = None if seconds is None else monotonic() + seconds
    bare = replace(problem, options_of={}, pairs={})
    highs = new_solver()
    model = model_of(bare)
    model.integrality_ = []
    highs.passModel(model)
    several = {owner: options for owner, options in problem.options_of.items() if len(options) > 1}
    pairs = dict(problem.pairs)
    for turn in range(_MOST_ROUNDS):
        if seconds is not None:
            highs.setOptionValue("time_limit", highs.getRunTime() + seconds)
        highs.run()
        status = highs.getModelStatus()
        if status in _ENDED:
            return None
        if status == highspy.HighsModelStatus.kTimeLimit:
            raise TookTooLong("the bound of the list was not found in time; change fewer rules, or solve the version")
        if status != highspy.HighsModelStatus.kOptimal:
            raise NotSolved(f"the relaxation: the solver says {highs.modelStatusToString(status)}; report this")
        taken = np.asarray(highs.getSolution().col_value)[: len(problem)]
        if until is not None and monotonic() > until:
            break
        if not _tighten(highs, problem, taken, several, pairs, every=turn >= _FEW_ROUNDS):
            break
    reduced = -np.abs(np.asarray(highs.getSolution().col_dual)[: len(problem)])
    reduced[taken > _BROKEN] = 0.0
    return Relaxation(highs.getInfo().objective_function_value, taken, reduced)


def _tighten(
    highs: highspy.Highs, problem: Problem, taken: np.ndarray, several: dict[int, np.ndarray],
    pairs: dict[tuple[int, int], float], *, every: bool,
) -> bool:  # fmt: skip
    """Add the rows that are broken, and take them out of those that wait; whether there was one."""
    share = np.bincount(problem.candidate, weights=taken, minlength=int(problem.candidate.max()) + 1)
    crowded = [owner for owner in several if every or share[owner] > 1 + _BROKEN]
    for owner in crowded:
        options = several.pop(owner)
        highs.addRow(-highspy.kHighsInf, 1.0, len(options), options.astype(np.int32), np.ones(len(options)))
    ends = np.array(list(pairs), int).reshape(-1, 2)
    broken: np.ndarray = np.flatnonzero(every | (share[ends].sum(axis=1) > 1 + _BROKEN)) if len(ends) else ends
    keys = list(pairs)
    for pair in [keys[at] for at in broken]:
        lost, column = pairs.pop(pair), highs.getNumCol()
        highs.addCol(-lost, 0.0, highspy.kHighsInf, 0, np.zeros(0, np.int32), np.zeros(0))
        options = np.concatenate([problem.options_of[end] for end in pair])
        where = np.append(options, column).astype(np.int32)
        highs.addRow(-highspy.kHighsInf, 1.0, len(where), where, np.append(np.ones(len(options)), -1.0))
    return bool(crowded) or len(broken) > 0


# -- lists


def _from_core(
    problem: Problem, relaxation: Relaxation, kept: Iterable[int], gap: float, limits: _Limits
) -> Solution | None:
    """The best list of the options that the relaxation holds dearest; its bound is that of the whole programme."""
    size = next((int(row.least) for row in problem.rows if row.name == "choose"), 0)
    most = max(CORE_LEAST, CORE_TIMES * size)
    order = np.argsort(-(relaxation.reduced + relaxation.taken), kind="stable")[:most]
    keep = np.union1d(order, np.fromiter(kept, int))
    found = _solved(part_of(problem, keep), gap / 2, limits)
    return None if found is None else Solution(keep[found.chosen], found.objective, relaxation.bound, found.is_cut)


def _from_rest(
    problem: Problem, relaxation: Relaxation, known: Solution | None, gap: float, limits: _Limits
) -> Solution | None:
    """The best list of every option that may be in a better one than the list known."""
    least = -np.inf if known is None else known.objective
    keep = np.flatnonzero(relaxation.bound + relaxation.reduced >= least - SAME)
    if known is not None and len(keep) > REST_TIMES * limits.nodes:
        return known
    found = _solved(part_of(problem, keep), gap, limits)
    if found is None or (known is not None and found.objective < known.objective):
        return known if found is None or known is None else Solution(known.chosen, known.objective, found.bound)
    return Solution(keep[found.chosen], found.objective, min(relaxation.bound, max(found.bound, least)))


def _solved(problem: Problem, gap: float, limits: _Limits) -> Solution | None:
    return Solver(problem, gap=gap, **vars(limits)).solve() if len(problem) else None
