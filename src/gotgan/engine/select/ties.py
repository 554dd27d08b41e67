"""Between lists of equal worth the one with the smaller ids, whatever the order of the rows, by exchanges of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from gotgan.engine.select.problem import Problem, Row
from gotgan.engine.select.shapes import SAME
from gotgan.engine.select.solver import worth


def settle_ties(problem: Problem, chosen: np.ndarray) -> np.ndarray:
    """Exchange members, one for one, for options that stand before them and leave the list worth the same and allowed.

    `chosen` and the result are options in ascending order, which is by id, then by mode. Ends: each exchange puts an
    earlier option in.
    """
    state = State(problem, chosen)
    moved = True
    while moved:
        moved = False
        for option in sorted(state.chosen, reverse=True):
            earlier = _earlier_equal(state, option)
            if earlier is not None:
                state.exchange(option, earlier)
                moved = True
    return np.array(sorted(state.chosen))


def _earlier_equal(state: State, option: int) -> int | None:
    for rival in _rivals(state.problem, option):
        is_equal = rival not in state.chosen and abs(state.gain(option, rival)) <= SAME
        if is_equal and state.may_exchange(option, rival):
            return rival
    return None


def _rivals(problem: Problem, option: int) -> Iterable[int]:
    """Options before this one that may be worth the same in the list."""
    if problem.pairs:
        return range(option)
    before = problem.value[:option]
    return [int(each) for each in np.flatnonzero(np.abs(before - problem.value[option]) <= SAME)]


class State:
    """A list, and what would become of it if one option went out and another came in."""

    def __init__(self, problem: Problem, chosen: np.ndarray) -> None:
        self.problem = problem
        self.chosen = {int(option) for option in chosen}
        self._of = {int(problem.candidate[option]): option for option in self.chosen}
        self._rows_of: dict[int, list[tuple[int, float]]] = {}
        for place, row in enumerate(problem.rows):
            for option, weight in zip(row.options.tolist(), row.weights.tolist(), strict=True):
                self._rows_of.setdefault(option, []).append((place, weight))
        self.used = np.array([used(row, self.chosen) for row in problem.rows])
        self._partners: dict[int, list[tuple[int, float]]] = {}
        for (first, second), penalty in problem.pairs.items():
            self._partners.setdefault(first, []).append((second, penalty))
            self._partners.setdefault(second, []).append((first, penalty))

    def broken_by(self, out: int, into: int) -> tuple[Row, ...]:
        """Constraints that the list would break with `into` instead of `out`."""
        steps: dict[int, float] = {}
        for place, weight in self._rows_of.get(out, ()):
            steps[place] = steps.get(place, 0.0) - weight
        for place, weight in self._rows_of.get(into, ()):
            steps[place] = steps.get(place, 0.0) + weight
        rows = self.problem.rows
        return tuple(
            rows[place] for place, step in steps.items()
            if step and not rows[place].least - SAME <= self.used[place] + step <= rows[place].most + SAME
        )  # fmt: skip

    def may_exchange(self, out: int, into: int) -> bool:
        """Whether the list keeps to every constraint then; a candidate is there in one mode."""
        other = self._of.get(int(self.problem.candidate[into]))
        return (other is None or other == out) and not self.broken_by(out, into)

    def gain(self, out: int, into: int) -> float:
        """What the exchange adds to the objective."""
        owner_out, owner_in = int(self.problem.candidate[out]), int(self.problem.candidate[into])
        step = float(self.problem.value[into] - self.problem.value[out])
        if owner_in == owner_out:
            return step
        return step + self.lost(owner_out) - self.lost(owner_in, without=owner_out)

    def lost(self, owner: int, *, without: int = -1) -> float:
        """Penalties of a candidate with the members, but one."""
        partners = self._partners.get(owner, ())
        return sum(penalty for other, penalty in partners if other in self._of and other != without)

    def partners_of(self, owner: int) -> Sequence[tuple[int, float]]:
        """Candidates that it is redundant with, and the penalty of each."""
        return self._partners.get(owner, ())

    def best_exchange(self, into: int) -> float | None:
        """The most that the list gains when `into` takes a member's place; None when it may take nobody's."""
        gains = [self.gain(out, into) for out in self.chosen if self.may_exchange(out, into)]
        return max(gains, default=None)

    def exchange(self, out: int, into: int) -> None:
        for place, weight in self._rows_of.get(out, ()):
            self.used[place] -= weight
        for place, weight in self._rows_of.get(into, ()):
            self.used[place] += weight
        self.chosen.remove(out)
        self.chosen.add(into)
        del self._of[int(self.problem.candidate[out])]
        self._of[int(self.problem.candidate[into])] = into

    def objective(self) -> float:
        return worth(self.problem, np.array(sorted(self.chosen)))


def used(row: Row, chosen: set[int]) -> float:
    """What a list takes of a constraint."""
    taken = np.fromiter((option in chosen for option in row.options.tolist()), bool, len(row.options))
    return float(row.weights[taken].sum())
