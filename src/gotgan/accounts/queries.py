"""Who asks, and what people and tokens there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import import_string

from gotgan.accounts.models import Person, Token
from gotgan.accounts.rules import may_use_token, token_hash, token_in
from gotgan.terms.errors import NotFound
from gotgan.terms.person import PersonRecord, TokenRecord
from gotgan.terms.role import VISITOR, RoleHeld, Viewer


def viewer_of_request(request: HttpRequest) -> Viewer:
    """A valid token first, then the signed-in session, else the visitor.

    A wrong token is a visitor, never an error: public pages stay readable with a stale token.
    """
    if plain := token_in(request.headers):
        return viewer_of_token(plain) or VISITOR
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return VISITOR
    return viewer_of_person(cast(int, user.pk))


def viewer_of_token(plain: str) -> Viewer | None:
    """None when the token does not open anything (any more)."""
    token = Token.objects.select_related("person").filter(sha256=token_hash(plain)).first()
    if token is None:
        return None
    decision = may_use_token(
        now=timezone.now(), expires=token.expires, revoked=token.revoked,
        owner_is_active=token.person.is_active,
    )  # fmt: skip
    return _viewer(token.person) if decision else None


def viewer_of_person(person_id: int) -> Viewer:
    """The visitor when there is no such active person."""
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    return _viewer(person) if person else VISITOR


def _viewer(person: Person) -> Viewer:
    return Viewer(person.pk, person.email, _roles_of(person.pk))


def _roles_of(person_id: int) -> tuple[RoleHeld, ...]:
    """Roles are kept one floor up; settings name where (GOTGAN_ROLES_OF)."""
    roles_of = cast(Callable[[int], tuple[RoleHeld, ...]], import_string(settings.GOTGAN_ROLES_OF))
    return roles_of(person_id)


def find_person(email: str) -> PersonRecord | None:
    person = Person.objects.filter(email__iexact=email.strip()).first()
    return _record(person) if person else None


def get_person(person_id: int) -> PersonRecord:
    """Raises: NotFound."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound(f"person {person_id}: there is no such account")
    return _record(person)


def people_of(person_ids: Iterable[int]) -> dict[int, PersonRecord]:
    """Many by id, in one query; unknown ids are left out."""
    return {person.pk: _record(person) for person in Person.objects.filter(pk__in=set(person_ids))}


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """What each person is called, else their e-mail address; one query."""
    rows = Person.objects.filter(pk__in=set(person_ids)).values_list("pk", "name", "email")
    return {pk: name or email for pk, name, email in rows}


def people() -> tuple[PersonRecord, ...]:
    return tuple(map(_record, Person.objects.order_by("email")))


def has_people() -> bool:
    return Person.objects.exists()


def tokens_of(person_id: int) -> tuple[TokenRecord, ...]:
    """Newest first, revoked ones too."""
    return tuple(
        TokenRecord(row.pk, row.label, row.hint, row.created, row.last_used, row.expires, row.revoked)
        for row in Token.objects.filter(person_id=person_id)
    )


def _record(person: Person) -> PersonRecord:
    return PersonRecord(
        person.pk, person.email, person.name, person.is_active, person.joined_at, person.has_usable_password()
    )
