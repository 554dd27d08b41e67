"""What would become of a list under other rules: the question, and who enters, leaves and changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

MAY_CHANGE = ("choose", "weights", "floors", "caps", "one_per_cluster", "budget", "zone_capacity", "risk_ceiling")
"""Rules that a question changes. Gates are not among them: they are no matter of points."""


@dataclass(frozen=True)
class WhatIfQuestion:
    """`candidates`, `pairs` ("": none), `rules` and `document` are sha256s of texts of the store (SHAPES.md, select).

    `changed`: {rule: its new value}, None takes a limit away; rules not named stay. `lost`: what a mode's value has
    lost for each unit of its cost and of its risk, None when it is not known.
    """

    candidates: str
    pairs: str
    rules: str
    document: str
    changed: Mapping[str, Any] = field(default_factory=dict)
    lost: tuple[float, float] | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> WhatIfQuestion:
        """Raises: KeyError, TypeError, ValueError when the document is not a question."""
        lost = document.get("lost")
        pair = None if lost is None else (float(lost[0]), float(lost[1]))
        return cls(
            str(document["candidates"]), str(document["pairs"]), str(document["rules"]), str(document["document"]),
            dict(document.get("changed") or {}), pair,
        )  # fmt: skip


@dataclass(frozen=True)
class Placed:
    """A candidate in a mode; `value` under the new rules, None where that mode is not open any more."""

    id: str
    mode: str
    score: float
    value: float | None


@dataclass(frozen=True)
class Moved:
    """A member before and after, provided in another way."""

    id: str
    before: str
    after: str


@dataclass(frozen=True)
class Held:
    """How much of a limit the list takes; of caps on every value, the value that has most."""

    name: str
    used: float
    least: float | None
    most: float | None


@dataclass(frozen=True)
class GivesWay:
    """A limit, and what it would have to be."""

    name: str
    before: float
    after: float


@dataclass(frozen=True)
class WhatIf:
    """`before`: what the old list is worth under the new weights, None where the new rules forbid it. No list is worth
    more than `bound`: that is proved. `counts`: members by column and value. Where no list can be made, `objective` is
    None, `conflict` the least set of rules that cannot all be met, and `relaxation` the least that would give way;
    `not_proven`: of which of the two it was not proven that it is the least."""

    before: float | None
    objective: float | None
    bound: float | None
    members: tuple[Placed, ...] = ()
    entrants: tuple[Placed, ...] = ()
    leavers: tuple[Placed, ...] = ()
    moved: tuple[Moved, ...] = ()
    held: tuple[Held, ...] = ()
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    conflict: tuple[str, ...] = ()
    relaxation: tuple[GivesWay, ...] = ()
    not_proven: tuple[str, ...] = ()

    @property
    def gap(self) -> float | None:
        """(bound - objective) / |objective|."""
        if self.objective is None or self.bound is None:
            return None
        return max(0.0, self.bound - self.objective) / max(abs(self.objective), 1e-12)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> WhatIf:
        """Raises: KeyError, TypeError when the document is not an answer."""

        def many(kind: type[Any], name: str) -> tuple[Any, ...]:
            return tuple(kind(**row) for row in document[name])

        return cls(
            document["before"], document["objective"], document["bound"], many(Placed, "members"),
            many(Placed, "entrants"), many(Placed, "leavers"), many(Moved, "moved"), many(Held, "held"),
            document["counts"], tuple(document["conflict"]), many(GivesWay, "relaxation"),
            tuple(document.get("not_proven") or ()),
        )  # fmt: skip
