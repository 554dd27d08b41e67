"""Which run looks at what, whose sheets a person sees, and which of a dataset's uses stands for it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from gotgan.assess.rules.people import may_manage, may_see_all
from gotgan.terms.decision import Decision
from gotgan.terms.role import Role, Viewer

READINESS = "ai_readiness"
"""The book that selection reads: its sheets have a total and a use."""


class Scope(StrEnum):
    """Every held dataset; those that changed since the last run over all; or some that were named."""

    ALL = "all"
    CHANGED = "changed"
    GIVEN = "given"


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


def best_use(totals: Iterable[tuple[str, float | None]]) -> str | None:
    """Of (use, total): the use with the highest total; one without a total after all others, ties by name."""
    ranked = sorted(totals, key=lambda each: (each[1] is None, -(each[1] or 0.0), each[0]))
    return ranked[0][0] if ranked else None
