"""What a choice comes to: members, those left out, what each constraint cost, or why no list can be made."""

from __future__ import annotations

from dataclasses import dataclass

MODES = ("as_is", "processed", "safezone")
"""Ways to provide a dataset, in the order that decides between equals."""
CORE, CONTESTED, RESERVE, OUT = "core", "contested", "reserve", "out"
SAME = 1e-9
"""Worths, and what a list takes of a limit, that are nearer than this are equal."""
LAST_DIGITS = 1e-12
"""Sums of worths in another order differ by less."""


@dataclass(frozen=True)
class Cause:
    """Why somebody is in or out. `kind` is a code that pages put into words; `name` a constraint, a column or an id."""

    kind: str
    text: str
    name: str = ""


@dataclass(frozen=True)
class Change:
    """One cell of a candidate's own row that would have to be another."""

    column: str
    before: float | bool | str
    after: float | bool | str


@dataclass(frozen=True)
class Member:
    id: str
    mode: str
    score: float
    value: float
    standing: str
    acceptability: float
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Rejected:
    """`least_change`: set together, they bring it in; None where none does, or none was looked for. `alone`: cells each
    of which alone, all else equal, brings it in once it is raised so far; the least rise first."""

    id: str
    score: float
    standing: str
    acceptability: float
    causes: tuple[Cause, ...]
    least_change: tuple[Change, ...] | None
    alone: tuple[Change, ...] = ()


@dataclass(frozen=True)
class ConstraintState:
    """`slack` is how far the list is from the limit; `price` what one more unit of it would add to the objective, at
    the margin: below 0 for a floor that holds somebody in. None where there is no distance, or no margin."""

    name: str
    slack: float | None
    price: float | None


@dataclass(frozen=True)
class Relaxed:
    """A limit and what it would have to be."""

    name: str
    before: float
    after: float


@dataclass(frozen=True)
class Infeasible:
    """`conflict` is minimal: without any one of its names the others can be met. `relaxation` makes a list possible.

    `not_proven`: which of the two holds, but was not proven to be the least in the search that the rules allow."""

    conflict: tuple[str, ...]
    relaxation: tuple[Relaxed, ...]
    not_proven: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """`bound` is proved: no list is worth more. Members and rejected stand by id."""

    objective: float | None
    bound: float | None
    members: tuple[Member, ...]
    rejected: tuple[Rejected, ...]
    constraints: tuple[ConstraintState, ...]
    notes: tuple[str, ...]
    infeasible: Infeasible | None = None

    @property
    def gap(self) -> float | None:
        """(bound - objective) / |objective|; 0 where both are the same but for their last digits."""
        if self.objective is None or self.bound is None:
            return None
        room = self.bound - self.objective
        if room <= LAST_DIGITS:
            return 0.0
        return room / abs(self.objective) if self.objective else room
