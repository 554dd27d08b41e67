"""What would become of a list under other rules: who enters, who leaves, whose mode changes, and what it is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from time import monotonic

import numpy as np

from gotgan.engine.select.candidates import Candidates
from gotgan.engine.select.conflict import explain_infeasible
from gotgan.engine.select.near import GAP, is_allowed, solve_near
from gotgan.engine.select.problem import Problem, make_problem
from gotgan.engine.select.rules import EVERY, Rules
from gotgan.engine.select.scores import scores_of
from gotgan.engine.select.shapes import MODES
from gotgan.engine.select.smallest import smallest
from gotgan.engine.select.snapshot import Snapshot
from gotgan.engine.select.solver import NODES, SMALL, Solution, Solver, TookTooLong, worth
from gotgan.engine.select.ties import settle_ties
from gotgan.terms.what_if import GivesWay, Held, Moved, Placed, WhatIf


def what_if(
    snapshot: Snapshot, rules: Rules, before: Mapping[str, str], *, gap: float = GAP, seconds: float | None = None
) -> WhatIf:
    """`before`: {id: mode} of the list that stands. Up to SMALL candidates the best list as `choose` gives it,
    above the best to `gap`, and of lists worth the same the one that stands. Raises: Invalid; TookTooLong after
    about `seconds`."""
    until = None if seconds is None else monotonic() + seconds
    candidates = snapshot.valued(rules)
    problem = make_problem(candidates, rules, snapshot.pairs, rules.names())
    listing = _Listing(candidates, rules, problem, before)
    solution = best_list(problem, start=listing.start, gap=gap, seconds=seconds)
    if solution is None:
        found = explain_infeasible(candidates, rules, until=until)
        gives = tuple(GivesWay(each.name, each.before, each.after) for each in found.relaxation)
        return WhatIf(None, None, None, conflict=found.conflict, relaxation=gives, not_proven=found.not_proven)
    return listing.of(solution)


def best_list(
    problem: Problem, *, start: tuple[int, ...] = (), gap: float = GAP, seconds: float | None = None,
    nodes: int = NODES,
) -> Solution | None:  # fmt: skip
    """The best list of a problem, to the last digit up to SMALL candidates, above to `gap`, or what was found after
    `nodes` branches or `seconds`, with the bound proven by then; None when there is none.

    Raises: TookTooLong when nothing is found or proven in `seconds`."""
    if not len(problem):
        return None
    if len(problem.options_of) > SMALL:
        return solve_near(problem, gap=gap, start=start, seconds=seconds, nodes=nodes)
    found = Solver(problem, seconds=seconds, nodes=nodes).solve()
    if found is None:
        return None
    if not np.isfinite(found.bound):
        raise TookTooLong("no bound of the list was proven in time; change fewer rules, or solve the version")
    chosen = settle_ties(problem, found.chosen)
    if nodes >= NODES and not found.is_cut:
        chosen = smallest(problem, chosen, seconds=seconds)
    objective = worth(problem, chosen)
    return Solution(chosen, objective, max(objective, found.bound))


class _Listing:
    def __init__(self, candidates: Candidates, rules: Rules, problem: Problem, before: Mapping[str, str]) -> None:
        self._candidates, self._problem, self._before = candidates, problem, before
        self._rules = rules
        self._scores = scores_of(candidates.criteria, np.fromiter(rules.weights.values(), float))
        self._place = {name: owner for owner, name in enumerate(candidates.ids)}
        wanted = {(self._place[name], MODES.index(mode)) for name, mode in before.items() if name in self._place}
        keys = zip(problem.candidate.tolist(), problem.mode.tolist(), strict=True)
        self.start = tuple(option for option, key in enumerate(keys) if key in wanted)

    def of(self, solution: Solution) -> WhatIf:
        chosen = solution.chosen
        members = tuple(self._member(int(option)) for option in chosen)
        modes = {each.id: each.mode for each in members}
        moved = tuple(
            Moved(name, mode, modes[name]) for name, mode in sorted(self._before.items())
            if modes.get(name, mode) != mode
        )  # fmt: skip
        return WhatIf(
            self._worth_before(), solution.objective, solution.bound, members,
            tuple(each for each in members if each.id not in self._before),
            tuple(self._left(name) for name in sorted(self._before) if name not in modes),
            moved, self._held(chosen), self._counts(chosen),
        )  # fmt: skip

    def _worth_before(self) -> float | None:
        before = np.array(self.start, int)
        is_whole = len(before) == len(self._before)
        return worth(self._problem, before) if is_whole and is_allowed(self._problem, before) else None

    def _member(self, option: int) -> Placed:
        owner, mode = int(self._problem.candidate[option]), MODES[int(self._problem.mode[option])]
        score = float(self._scores[owner])
        return Placed(self._candidates.ids[owner], mode, score, float(self._problem.value[option]))

    def _left(self, name: str) -> Placed:
        mode, owner = self._before[name], self._place.get(name)
        if owner is None:
            return Placed(name, mode, 0.0, None)
        options = self._problem.options_of.get(owner, ())
        value = next((self._problem.value[each] for each in options if MODES[self._problem.mode[each]] == mode), None)
        return Placed(name, mode, float(self._scores[owner]), None if value is None else float(value))

    def _held(self, chosen: np.ndarray) -> tuple[Held, ...]:
        taken = np.zeros(len(self._problem))
        taken[chosen] = 1
        most: dict[str, Held] = {}
        for row in self._problem.rows:
            used = float(row.weights @ taken[row.options])
            limits = (float(limit) if abs(limit) < np.inf else None for limit in (row.least, row.most))
            if row.name not in most or used > most[row.name].used:
                most[row.name] = Held(row.name, used, *limits)
        return tuple(most.values())

    def _counts(self, chosen: np.ndarray) -> dict[str, dict[str, int]]:
        owners = self._problem.candidate[chosen].tolist()
        columns = dict.fromkeys([*self._rules.floors, *self._rules.caps])
        found = {"mode": dict(Counter(MODES[mode] for mode in self._problem.mode[chosen].tolist()))}
        for column in columns:
            words = self._candidates.texts[column]
            found[column] = dict(Counter(words[owner] for owner in owners))
        for column, counts in (*self._rules.floors.items(), *self._rules.caps.items()):
            for value in counts:
                if value != EVERY:
                    found[column].setdefault(value, 0)
        return {column: dict(sorted(counts.items())) for column, counts in found.items()}
