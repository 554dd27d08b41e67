"""Which run looks at what, whose sheets a person sees, and which of a dataset's uses stands for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from gotgan.assess.rules.people import may_manage, may_see_all
from gotgan.terms.decision import Decision
from gotgan.terms.readiness import Use
from gotgan.terms.role import Role, Viewer

READINESS = "ai_readiness"
"""The book that selection reads: its sheets have a total and a use."""


class Scope(StrEnum):
    """Every held dataset; those that changed since the last run over all; or some that were named."""

    ALL = "all"
    CHANGED = "changed"
    GIVEN = "given"


@dataclass(frozen=True)
class Pace:
    """How far a run is: `per_minute` and `seconds_left` are None before the first datasets tell."""

    done: int
    of: int
    per_minute: float | None = None
    seconds_left: int | None = None


def pace_of(*, done: int, of: int, began: int, seconds: float) -> Pace:
    """`began`: how many were done when this attempt started, `seconds` before the last word of it."""
    of = max(of, done)
    if done <= began or seconds <= 0:
        return Pace(done, of)
    speed = (done - began) / seconds
    return Pace(done, of, speed * 60, round((of - done) / speed))


def bodies_seen(viewer: Viewer) -> frozenset[str] | None:
    """Of which organisations' datasets a person sees the sheets: None for all of them, empty for a stranger."""
    if may_see_all(viewer) or viewer.holds(Role.ASSESSOR):
        return None
    return frozenset(held.organisation for held in viewer.roles if held.organisation)


def may_score(viewer: Viewer) -> Decision:
    """Have datasets scored again."""
    if may_manage(viewer):
        return Decision.yes()
    return Decision.no("only the manager has datasets scored again; ask them")


MADE_FOR: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("table", "geospatial"), frozenset({Use.TABULAR, Use.TIME_SERIES})),
    "sensor_timeseries": frozenset({Use.TIME_SERIES}),
    **dict.fromkeys(("text", "document"), frozenset({Use.LANGUAGE})),
    **dict.fromkeys(("image", "video"), frozenset({Use.VISION})),
    "audio": frozenset({Use.SPEECH}),
}
"""Uses by kind of data: a corpus stands for language though a table of it may score higher."""


def best_use(totals: Iterable[tuple[str, float | None]], modality: Iterable[str] = ()) -> str | None:
    """Of (use, total): among the uses that its kinds of data are made for the one with the highest total, else among
    all; one without a total after all others, ties by name."""
    made_for = frozenset().union(*(MADE_FOR.get(each, frozenset()) for each in modality))

    def place(each: tuple[str, float | None]) -> tuple[bool, bool, float, str]:
        use, total = each
        return total is None, use not in made_for, -(total or 0.0), use

    return min(totals, key=place, default=(None, None))[0]
