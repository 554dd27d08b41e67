"""Lists beside each other: a quick best list of each, and who came, went or is provided in another way."""

from __future__ import annotations

from collections.abc import Callable

from gotgan.engine.select.candidates import Candidates
from gotgan.engine.select.problem import Problem
from gotgan.engine.select.solver import Solution
from gotgan.engine.select.what_if import best_list

NODES = 200
"""Branches of the search for one list: there are some twenty of them, and each says its gap."""
Progress = Callable[[str], None]


def silent(_: str) -> None:
    return None


def quick_best(problem: Problem, start: tuple[int, ...] = ()) -> Solution | None:
    """The search ends after NODES branches: each point has its proven bound."""
    return best_list(problem, start=start, nodes=NODES)


def modes_of(problem: Problem, solution: Solution, candidates: Candidates) -> dict[str, int]:
    """{id of a member: its mode}."""
    owners = [candidates.ids[owner] for owner in problem.candidate[solution.chosen].tolist()]
    return dict(zip(owners, problem.mode[solution.chosen].tolist(), strict=True))


def steps_between(
    before: dict[str, int], now: dict[str, int]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Entrants, leavers, and who is in both in another mode."""
    moved = (name for name in before.keys() & now.keys() if before[name] != now[name])
    came, left = now.keys() - before.keys(), before.keys() - now.keys()
    return tuple(sorted(came)), tuple(sorted(left)), tuple(sorted(moved))
