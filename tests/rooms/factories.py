"""One factory per thing of the lower rooms, minimal by default."""

from __future__ import annotations

from itertools import count

from gotgan.accounts import queries as accounts
from gotgan.accounts.actions import add_person, issue_token
from gotgan.organisations import queries as organisations
from gotgan.organisations.actions import add_membership, add_organisation
from gotgan.terms.organisation import Organisation
from gotgan.terms.role import SYSTEM, Role, Viewer

PASSWORD = "a long enough pass phrase"
_numbers = count(1)


def make_person(email: str = "", *, name: str = "", password: str | None = None) -> int:
    return add_person(by=SYSTEM, email=email or f"person{next(_numbers)}@example.org", name=name, password=password)


def make_organisation(
    code: str = "", *, name: str = "", slug: str = "", name_en: str = "", is_sample: bool = False
) -> Organisation:
    number = next(_numbers)
    code = add_organisation(
        by=SYSTEM,
        code=code or f"{number:07d}",
        name=name or f"기관 {number}",
        name_en=name_en,
        slug=slug or f"body-{number}",
        is_sample=is_sample,
    )
    return organisations.get(code)


def make_viewer(*roles: Role, organisation: str | None = None) -> Viewer:
    """A signed-in person who holds `roles` (in `organisation`, or everywhere)."""
    person = make_person()
    for role in roles:
        add_membership(by=SYSTEM, person_id=person, role=role, organisation=organisation)
    return accounts.viewer_of_person(person)


def make_token(person_id: int) -> str:
    """The plain text of a fresh token."""
    return issue_token(by=SYSTEM, person_id=person_id, label="test").plain
