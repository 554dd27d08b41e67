"""Who decided on an overlap, as another institution may read it: whose person in which role, never an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from gotgan.accounts import queries as accounts
from gotgan.organisations import queries as organisations
from gotgan.terms.organisation import Organisation
from gotgan.terms.overlap import OverlapDecision, OverlapView
from gotgan.terms.role import KEEPERS, RoleHeld, Viewer


@dataclass(frozen=True)
class Decider:
    """`name` is there for people of the decider's own institution and for keepers of all; `organisation` None:
    somebody who keeps the data of all, or (`is_hub`) the hub itself. `role` "": they hold none any more."""

    organisation: Organisation | None = None
    role: str = ""
    name: str = ""
    is_hub: bool = False

    @property
    def label(self) -> str:
        """In one word for machines: the name, else the institution's code, else the role."""
        return "system" if self.is_hub else self.name or (self.organisation.code if self.organisation else self.role)


def see_deciders(viewer: Viewer, pairs: Iterable[OverlapView]) -> dict[int, tuple[Decider, ...]]:
    """Of each pair, by its id: the deciders in the order of its decisions; four queries for any number of pairs."""
    found = tuple(pairs)
    made = [(each.person_id, _day(each)) for pair in found for each in pair.decisions if each.person_id is not None]
    if not made:
        return {pair.id: tuple(Decider(is_hub=True) for _ in pair.decisions) for pair in found}
    roles, names = organisations.roles_on(made), accounts.names_of(person for person, _ in made)
    codes = {held.organisation for every in roles.values() for held in every if held.organisation}
    known = _Known(viewer, roles, names, organisations.by_codes(codes))
    return {pair.id: tuple(_decider(known, pair, each) for each in pair.decisions) for pair in found}


@dataclass(frozen=True)
class _Known:
    viewer: Viewer
    roles: Mapping[tuple[int, date], tuple[RoleHeld, ...]]
    names: Mapping[int, str]
    bodies: Mapping[str, Organisation]


def _day(decision: OverlapDecision) -> date:
    return timezone.localdate(decision.at)


def _decider(known: _Known, pair: OverlapView, decision: OverlapDecision) -> Decider:
    if decision.person_id is None:
        return Decider(is_hub=True)
    held = _capacity(known.roles[decision.person_id, _day(decision)], (pair.a.organisation, pair.b.organisation))
    code = held.organisation if held else None
    is_theirs = decision.person_id == known.viewer.person_id or known.viewer.holds(*KEEPERS, organisation=code)
    name = known.names.get(decision.person_id, "") if is_theirs else ""
    return Decider(known.bodies.get(code) if code else None, str(held.role) if held else "", name)


def _capacity(roles: Iterable[RoleHeld], sides: tuple[str, str]) -> RoleHeld | None:
    """The role in which somebody could decide: that of one of the two sides before one for all."""
    keeping = [held for held in roles if held.role in KEEPERS]
    of_sides = [held for held in keeping if held.organisation in sides]
    return next(iter([*of_sides, *(held for held in keeping if held.organisation is None)]), None)
