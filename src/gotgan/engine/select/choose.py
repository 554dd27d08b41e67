"""From candidates and rules to the list, with the proof and the reasons."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gotgan.engine.select.candidates import Candidates
from gotgan.engine.select.conflict import explain_infeasible
from gotgan.engine.select.least import LeastChange
from gotgan.engine.select.near import solve_near
from gotgan.engine.select.problem import Pairs, Problem, closed_by, make_problem
from gotgan.engine.select.reasons import Rivals, causes_of_closed, causes_of_member, place_by_value
from gotgan.engine.select.robust import acceptability
from gotgan.engine.select.rules import EVERY, Rules
from gotgan.engine.select.scores import scores_of
from gotgan.engine.select.shapes import (
    CONTESTED,
    CORE,
    MODES,
    OUT,
    RESERVE,
    SAME,
    Cause,
    Change,
    Choice,
    ConstraintState,
    Infeasible,
    Member,
    Rejected,
)
from gotgan.engine.select.smallest import smallest
from gotgan.engine.select.solver import SMALL, Solution, Solver, shadow_prices
from gotgan.engine.select.ties import State, settle_ties

_CLOSES = ("gates.", "risk_ceiling")
"""Constraints that close modes instead of counting members."""


def choose(candidates: Candidates, rules: Rules, pairs: Pairs) -> Choice:
    """The best list that keeps to every rule, or why there is none.

    Up to SMALL candidates the list is the best to the last digit and each rejected candidate's least change is looked
    for; above, it is the best to a gap of 1e-4.
    """
    scores = scores_of(candidates.criteria, np.fromiter(rules.weights.values(), float))
    shares = _shares(candidates, rules)
    problem = make_problem(candidates, rules, pairs, rules.names())
    solver = Solver(problem) if 0 < len(problem.options_of) <= SMALL else None
    solution = solver.solve() if solver else solve_near(problem)
    if solution is None:
        return _no_list(candidates, rules, scores, shares)
    listing = _Listing(candidates, rules, pairs, problem, solver, solution, scores, shares)
    return listing.choice()


def _shares(candidates: Candidates, rules: Rules) -> np.ndarray:
    """n: of the draws in which a candidate that passes the gates is among the first by score; 0 for the others."""
    passes = candidates.passes_gates()
    weights = np.fromiter(rules.weights.values(), float)
    shares = np.zeros(len(candidates))
    shares[passes] = acceptability(
        candidates.criteria[passes], weights, rules.choose, rules.robustness, intervals=candidates.intervals_of(passes),
        worths=candidates.worths_of(passes, rules.risk_ceiling),
    ).share  # fmt: skip
    return shares


def _no_list(candidates: Candidates, rules: Rules, scores: np.ndarray, shares: np.ndarray) -> Choice:
    infeasible = explain_infeasible(candidates, rules)
    causes = tuple(Cause("infeasible", f"no list can be made: {name}", name) for name in infeasible.conflict)
    rejected = tuple(
        Rejected(name, float(score), OUT, float(share), causes, None)
        for name, score, share in zip(candidates.ids, scores, shares, strict=True)
    )
    said = (*_notes(candidates, rules), *_unproven(infeasible, rules), *_nothing_gives(infeasible))
    return Choice(None, None, (), rejected, (), said, infeasible)


_UNPROVEN = {
    "conflict": "conflict: these rules cannot be met together, but it is not proven that it takes all of them; the "
    "search ended within {solves} solves (conflict_solves)",
    "relaxation": "relaxation: it is not proven to be the least that would have to give way",
}
_NOT_LOOKED_FOR: tuple[tuple[Change, ...] | None, tuple[Change, ...]] = (None, ())


def _unproven(infeasible: Infeasible, rules: Rules) -> tuple[str, ...]:
    return tuple(_UNPROVEN[each].format(solves=rules.conflict_solves) for each in infeasible.not_proven)


def _nothing_gives(infeasible: Infeasible) -> tuple[str, ...]:
    if infeasible.relaxation or "relaxation" in infeasible.not_proven:
        return ()
    return ("relaxation: no other number of a limit makes a list possible; gates, risk and clusters leave nobody",)


class _Listing:
    """One solved list, being put into words."""

    def __init__(
        self, candidates: Candidates, rules: Rules, pairs: Pairs, problem: Problem, solver: Solver | None,
        solution: Solution, scores: np.ndarray, shares: np.ndarray,
    ) -> None:  # fmt: skip
        self._candidates, self._rules, self._pairs = candidates, rules, pairs
        self._problem, self._solver, self._bound = problem, solver, solution.bound
        self._scores, self._shares = scores, shares
        chosen = settle_ties(problem, solution.chosen)
        is_best = solver is not None and not solution.is_cut
        self._state = State(problem, smallest(problem, chosen) if is_best else chosen)

    def choice(self) -> Choice:
        objective = self._state.objective()
        return Choice(
            objective, max(objective, self._bound), self._members(), self._rejected(), self._constraints(),
            _notes(self._candidates, self._rules),
        )  # fmt: skip

    def _members(self) -> tuple[Member, ...]:
        places = place_by_value(self._problem)
        members = []
        for option in sorted(self._state.chosen):
            owner = int(self._problem.candidate[option])
            share = float(self._shares[owner])
            causes = causes_of_member(self._state, option, places[owner])
            standing = CORE if share >= self._rules.robustness.core_from else CONTESTED
            mode, value = MODES[self._problem.mode[option]], float(self._problem.value[option])
            name, score = self._candidates.ids[owner], float(self._scores[owner])
            members.append(Member(name, mode, score, value, standing, share, causes))
        return tuple(members)

    def _rejected(self) -> tuple[Rejected, ...]:
        inside = {int(self._problem.candidate[option]) for option in self._state.chosen}
        closed = closed_by(self._candidates, self._rules, self._rules.names())
        rivals = Rivals(self._state, self._candidates)
        least = LeastChange(self._candidates, self._rules, self._pairs, self._solver, self._state)
        found = []
        for owner, name in enumerate(self._candidates.ids):
            if owner in inside:
                continue
            is_open = owner in self._problem.options_of
            causes = rivals.causes_of(owner) if is_open else causes_of_closed(self._candidates, owner, closed)
            change, alone = least.of(owner) if len(self._candidates) <= SMALL else _NOT_LOOKED_FOR
            share = float(self._shares[owner])
            standing = RESERVE if is_open and share >= self._rules.robustness.reserve_from else OUT
            found.append(Rejected(name, float(self._scores[owner]), standing, share, causes, change, alone))
        return tuple(found)

    def _constraints(self) -> tuple[ConstraintState, ...]:
        prices = shadow_prices(self._problem)
        found = []
        for name in self._rules.names():
            places = [place for place, row in enumerate(self._problem.rows) if row.name == name]
            slack = min((self._slack(place) for place in places), default=self._other_slack(name))
            found.append(ConstraintState(name, slack, _price(name, prices)))
        return tuple(found)

    def _slack(self, place: int) -> float:
        row, used = self._problem.rows[place], float(self._state.used[place])
        return min(abs(used - limit) for limit in (row.least, row.most) if abs(limit) < np.inf)

    def _other_slack(self, name: str) -> float | None:
        """Of what has no row: how far the riskiest member, of those whose risk is known, is from the ceiling; the
        whole of a cap that no candidate with an open mode meets, and of a cluster; None of a gate."""
        if name == "one_per_cluster":
            return 1.0
        if name == "risk_ceiling" and self._rules.risk_ceiling is not None:
            risks = [float(self._problem.risk[option]) for option in self._state.chosen]
            known = [risk for risk in risks if np.isfinite(risk)]
            return self._rules.risk_ceiling - max(known) if known else None
        for column, counts in self._rules.caps.items():
            for value, count in counts.items():
                if name == f"caps.{column}.{value}":
                    return float(count)
        return None


def _price(name: str, prices: Mapping[str, float] | None) -> float | None:
    """None of what closes modes: they are open or not, and have no margin."""
    if prices is None or name.startswith(_CLOSES):
        return None
    return prices.get(name, 0.0)


def _notes(candidates: Candidates, rules: Rules) -> tuple[str, ...]:
    """Those of the rules; values of floors and caps that no candidate has; weights that do not sum to 1."""
    unmet = [
        f"{kind}.{column}.{value}: no candidate has it"
        for kind, said in (("floors", rules.floors), ("caps", rules.caps)) for column, counts in said.items()
        for value in counts if value != EVERY and value not in candidates.texts[column]
    ]  # fmt: skip
    total = sum(rules.weights.values())
    summed = [] if abs(total - 1.0) <= SAME else [
        f"weights: they sum to {total:g}, not to 1; scores are out of {total:g}"
    ]  # fmt: skip
    return (*rules.notes, *unmet, *summed)
