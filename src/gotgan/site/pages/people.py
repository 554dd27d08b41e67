"""Who has an account here and what they may do, for the operator."""

from __future__ import annotations

from dataclasses import dataclass

from gotgan.accounts import queries as accounts
from gotgan.organisations import queries as organisations
from gotgan.terms.errors import NotAllowed
from gotgan.terms.organisation import Organisation
from gotgan.terms.person import PersonRecord
from gotgan.terms.role import Role, RoleHeld, Viewer


class NotAnOperator(NotAllowed):
    """Accounts, roles and institutions are the operator's."""


@dataclass(frozen=True)
class PersonRow:
    person: PersonRecord
    roles: tuple[RoleHeld, ...]


@dataclass(frozen=True)
class PeoplePage:
    rows: tuple[PersonRow, ...]
    names: dict[str, Organisation]


def may_keep_people(viewer: Viewer) -> bool:
    return viewer.holds(Role.OPERATOR)


def check_keeps_people(viewer: Viewer) -> None:
    """Raises: NotAnOperator."""
    if not may_keep_people(viewer):
        raise NotAnOperator("accounts, roles and organisations are kept by an operator")


def get_page() -> PeoplePage:
    rows = tuple(PersonRow(person, organisations.roles_of(person.id)) for person in accounts.people())
    return PeoplePage(rows, {each.code: each for each in organisations.all_organisations()})
