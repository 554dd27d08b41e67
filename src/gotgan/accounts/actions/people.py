"""Adding people, passwords and tokens."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from gotgan.accounts.models import Person, Token
from gotgan.accounts.rules import needs_touch, token_hash, token_hint, token_text
from gotgan.audit.actions import record
from gotgan.terms.errors import Invalid, Issue, NotFound
from gotgan.terms.person import NewToken
from gotgan.terms.role import Actor


def add_person(*, by: Actor, email: str, name: str = "", password: str | None = None) -> int:
    """Open an account; without a password it can only be entered by a password link.

    Raises: Invalid for a wrong or taken e-mail address, or a weak password.
    """
    address = email.strip().lower()
    _check_email(address)
    person = Person(email=address, name=name.strip())
    if password is None:
        person.set_unusable_password()
    else:
        _check_password(password, person)
        person.set_password(password)
    with transaction.atomic():
        if Person.objects.filter(email__iexact=address).exists():
            raise Invalid(Issue("e-mail", f"{address} has an account already", "use `gotgan user reset`"))
        person.save()
        record(by=by, action="accounts.add_person", subject=f"person:{person.pk}", details={"email": address})
    return person.pk


def _check_email(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid(Issue("e-mail", f"{address!r} is not an e-mail address", "write name@host")) from None


def _check_password(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(*(Issue("password", message) for message in error.messages)) from None


def set_password(*, by: Actor, person_id: int, password: str) -> None:
    """Raises: NotFound; Invalid for a weak password. Every session of the person ends."""
    with transaction.atomic():
        person = _locked_person(person_id)
        _check_password(password, person)
        person.set_password(password)
        person.save(update_fields=["password"])
        record(by=by, action="accounts.set_password", subject=f"person:{person_id}")


def rename_person(*, by: Actor, person_id: int, name: str) -> None:
    """Raises: NotFound, Invalid."""
    if len(name.strip()) > 200:
        raise Invalid(Issue("name", "is longer than 200 characters", "shorten it"))
    with transaction.atomic():
        person = _locked_person(person_id)
        person.name = name.strip()
        person.save(update_fields=["name"])
        record(by=by, action="accounts.rename_person", subject=f"person:{person_id}")


def close_account(*, by: Actor, person_id: int) -> None:
    """No sign-in, no token opens any more. Raises: NotFound."""
    with transaction.atomic():
        person = _locked_person(person_id)
        person.is_active = False
        person.save(update_fields=["is_active"])
        record(by=by, action="accounts.close_account", subject=f"person:{person_id}")


def _locked_person(person_id: int) -> Person:
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotFound(f"person {person_id}: there is no such account")
    return person


def issue_token(*, by: Actor, person_id: int, label: str, expires: datetime | None = None) -> NewToken:
    """Make a token; its plain text is in the answer and nowhere else. Raises: NotFound."""
    plain = token_text(secrets.token_urlsafe(32))
    with transaction.atomic():
        _locked_person(person_id)
        token = Token.objects.create(
            person_id=person_id, sha256=token_hash(plain), hint=token_hint(plain),
            label=label.strip()[:100] or "token", expires=expires,
        )  # fmt: skip
        details = {"token": token.pk, "label": token.label}
        record(by=by, action="accounts.issue_token", subject=f"person:{person_id}", details=details)
    return NewToken(token.pk, plain)


def revoke_token(*, by: Actor, person_id: int, token_id: int) -> None:
    """Close a token for good. Raises: NotFound when this person has no such open token."""
    with transaction.atomic():
        open_token = Token.objects.filter(pk=token_id, person_id=person_id, revoked=None)
        if not open_token.update(revoked=timezone.now()):
            raise NotFound(f"token {token_id}: there is no such open token")
        details = {"token": token_id}
        record(by=by, action="accounts.revoke_token", subject=f"person:{person_id}", details=details)


def touch_token(plain: str) -> None:
    """Note that a token was used, at most every five minutes (a heartbeat, exempt from the audit)."""
    now = timezone.now()
    token = Token.objects.filter(sha256=token_hash(plain)).only("last_used").first()
    if token is not None and needs_touch(token.last_used, now):
        Token.objects.filter(pk=token.pk).update(last_used=now)


def note_sign_in(*, by: Actor, action: str, person_id: int) -> None:
    """Write a sign-in, a failure or a lock into the chain: never what was typed."""
    with transaction.atomic():
        record(by=by, action=f"accounts.{action}", subject=f"person:{person_id}")
