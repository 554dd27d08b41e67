"""Why each candidate is in or out, from the numbers of the list alone: anybody can work it out again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from gotgan.engine.select.candidates import Candidates
from gotgan.engine.select.problem import Problem
from gotgan.engine.select.shapes import MODES, SAME, Cause
from gotgan.engine.select.ties import State

MOST_NAMED = 5


def place_by_value(problem: Problem) -> dict[int, int]:
    """{candidate: its place among all by the worth of its best open mode}, from 1; equals share the better place."""
    best = {owner: float(problem.value[options].max()) for owner, options in problem.options_of.items()}
    worths = np.sort(np.array(list(best.values())))
    return {owner: len(worths) - int(np.searchsorted(worths, value, side="right")) + 1 for owner, value in best.items()}


def causes_of_member(state: State, option: int, place: int) -> tuple[Cause, ...]:
    """Its place by value; the floor that holds it; what its partners in the list cost."""
    problem = state.problem
    owner, mode = int(problem.candidate[option]), MODES[problem.mode[option]]
    value = float(problem.value[option])
    text = f"worth {value:.6g} {_WORDS[mode]}, place {place} of {len(problem.options_of)} by value"
    found = [Cause("place", text, mode)]
    floors = [row for row in problem.rows if row.is_floor and option in row.options]
    for row in floors:
        held = state.used[problem.rows.index(row)]
        if held <= row.least + SAME:
            found.append(Cause("floor", f"{row.name} asks for {row.least:g}, and {held:g} are in", row.name))
    if np.isposinf(problem.risk[option]):
        found.append(Cause("risk_unlimited", "nobody measured its risk, and no ceiling is set", mode))
    elif np.isneginf(problem.risk[option]):
        found.append(Cause("risk_public", "nobody measured its risk; it is open to everyone already", mode))
    if lost := state.lost(owner):
        found.append(Cause("redundant", f"shares content with other members, which takes off {lost:.6g}", ""))
    return tuple(found)


def causes_of_closed(candidates: Candidates, owner: int, closed: Mapping[str, np.ndarray]) -> tuple[Cause, ...]:
    """A candidate without an open mode: each gate that it fails, its risk, or that no mode has a value."""
    was_open = ~np.isnan(candidates.values[owner])
    if not was_open.any():
        return (Cause("no_value", "no way to provide it has a value", ""),)
    found = []
    for name, shut in closed.items():
        if name.startswith("gates.") and shut[owner].any():
            found.append(Cause("gate", f"it does not pass {name.removeprefix('gates.')}", name))
        elif name == "risk_ceiling" and shut[owner][was_open].all():
            risks = candidates.risks[owner][was_open]
            if np.isfinite(risks).any():
                found.append(Cause("risk", f"the least risk of a way to provide it is {float(risks.min()):.6g}", name))
            if np.isposinf(risks).any():
                found.append(Cause("risk_unknown", "the risk of a way to provide it is not known", name))
    return tuple(found)


class Rivals:
    """The members against whom a rejected candidate is held."""

    def __init__(self, state: State, candidates: Candidates) -> None:
        self._state, self._ids = state, candidates.ids
        self._members = sorted(state.chosen, key=lambda option: (state.problem.value[option], -option))
        owners = [int(state.problem.candidate[option]) for option in self._members]
        self._place = {owner: place for place, owner in enumerate(owners)}
        self._left = np.array([state.lost(owner) for owner in owners]) - state.problem.value[self._members]

    def causes_of(self, owner: int) -> tuple[Cause, ...]:
        """What stands between a candidate with an open mode and the list, the plainest first.

        A member that it is worth more than, but may not take the place of, names the constraints in the way; else the
        weakest member whose place it could take is named.
        """
        problem = self._state.problem
        options = problem.options_of[owner].tolist()
        best = max(options, key=lambda option: (problem.value[option], -option))
        blocked = dict(self._blocked(options))
        found = [Cause("constraint", text, name) for name, text in list(blocked.items())[:MOST_NAMED]]
        if (weakest := self._weakest(options)) is not None:
            out, gain = weakest
            text = f"worth {problem.value[best]:.6g}; in the place of {self._id(out)} the list would lose {-gain:.6g}"
            found.append(Cause("below", text, self._id(out)))
        if not found:
            found.append(Cause("together", "it comes in only if several members go, and the list would lose by it", ""))
        return tuple(found)

    def _blocked(self, options: list[int]) -> Iterator[tuple[str, str]]:
        """(name, sentence) of constraints that forbid an exchange by which the list would gain."""
        seen = set()
        gains = np.stack([self._gains(into) for into in options])
        for place in np.flatnonzero((gains > SAME / 2).any(axis=0)).tolist():
            out = self._members[place]
            for into in options:
                if self._state.gain(out, into) <= SAME:
                    continue
                for row in self._state.broken_by(out, into):
                    if row.name not in seen:
                        seen.add(row.name)
                        yield row.name, f"it may not take the place of {self._id(out)}, worth less: {row.name}"

    def _weakest(self, options: list[int]) -> tuple[int, float] | None:
        """The member whose place costs the list least, and the gain (never above 0)."""
        best: tuple[float, int, int] | None = None
        for into in options:
            gains = self._gains(into)
            for place in np.argsort(-gains, kind="stable").tolist():
                if best is not None and gains[place] < best[0] - SAME:
                    break
                out = self._members[place]
                if self._state.may_exchange(out, into):
                    found = (self._state.gain(out, into), -out, out)
                    best = found if best is None else max(best, found)
        return None if best is None else (best[2], min(best[0], 0.0))

    def _gains(self, into: int) -> np.ndarray:
        """By member, what the list gains when `into`, of a candidate that is out, takes its place; to rounding."""
        problem = self._state.problem
        owner = int(problem.candidate[into])
        gains = self._left + (problem.value[into] - self._state.lost(owner))
        for other, penalty in self._state.partners_of(owner):
            if other in self._place:
                gains[self._place[other]] += penalty
        return np.asarray(gains)

    def _id(self, option: int) -> str:
        return self._ids[int(self._state.problem.candidate[option])]


_WORDS = {"as_is": "as it is", "processed": "after processing", "safezone": "through a safe zone"}
