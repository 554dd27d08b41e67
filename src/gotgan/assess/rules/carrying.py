"""Objections that were granted bind the versions that follow: what each asks for, and whether a later list does it.

OUT is a rule of a later version: the dataset is not chosen from, unless the manager says why it has to be. IN is for
the manager's rules: it is met by a list that holds the dataset, or answered with why it could not be done.

Objections that nobody answered stay open when a version follows: it is not signed before they are, and they may be
answered on it. One that is granted there binds it, as if it had been granted before it was made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from gotgan.assess.rules.listing import ListFacts, Side
from gotgan.assess.rules.people import may_manage
from gotgan.terms.decision import Decision
from gotgan.terms.role import Viewer
from gotgan.terms.selection import ListState

OPEN = frozenset({
    ListState.DRAFTED, ListState.COLLECTED, ListState.RATING, ListState.RATED, ListState.SOLVED, ListState.PROPOSED,
})  # fmt: skip
"""States in which it may still be said why a granted objection is not met, and an objection to an earlier version may
be answered."""


@dataclass(frozen=True)
class Granted:
    """An objection that was granted: `id` its own, `side` where it wants the dataset."""

    id: int
    dataset: str
    side: Side


def binding(granted: Iterable[Granted]) -> tuple[Granted, ...]:
    """Of those on one dataset the one that was granted last. `granted` in the order in which they were."""
    newest = {each.dataset: each for each in granted}
    return tuple(sorted(newest.values(), key=lambda each: each.id))


def is_met(granted: Granted, members: Collection[str]) -> bool:
    return (granted.dataset in members) == (granted.side is Side.IN)


def excluded(granted: Iterable[Granted], explained: Collection[int]) -> frozenset[str]:
    """Datasets that are not chosen from: those granted to be out, but where it is said why not. `explained` are ids."""
    return frozenset(each.dataset for each in granted if each.side is Side.OUT and each.id not in explained)


def unmet(granted: Iterable[Granted], members: Collection[str], explained: Collection[int]) -> tuple[Granted, ...]:
    """Those that a list of these members does not do, and nobody said why."""
    return tuple(each for each in granted if each.id not in explained and not is_met(each, members))


def may_explain(viewer: Viewer, facts: ListFacts, met: bool | None) -> Decision:
    """Whether the viewer may say now why a granted objection is not met. `met` None while there is no list."""
    if not may_manage(viewer):
        return Decision.no("only a selection manager says why an objection is not met")
    if facts.state not in OPEN:
        return Decision.no("why an objection is not met is said before a list is signed")
    if facts.is_working:
        return Decision.no("work on it is under way; wait until it is done")
    return Decision.no("the list does what the objection asks for") if met else Decision.yes()


def may_answer_before(viewer: Viewer, facts: ListFacts, is_answered: bool) -> Decision:
    """Whether the viewer may answer an objection to an earlier version now; `facts` are of the version that follows."""
    if not may_manage(viewer):
        return Decision.no("only a selection manager answers objections")
    if facts.state not in OPEN:
        return Decision.no("objections to an earlier version are answered before a list is signed")
    if facts.is_working:
        return Decision.no("work on it is under way; wait until it is done")
    return Decision.no("it is answered already") if is_answered else Decision.yes()
