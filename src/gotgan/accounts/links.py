"""One-time links without mail: whoever holds one sets the password of one account, once."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse

from gotgan.accounts.models import Person
from gotgan.audit.actions import record
from gotgan.terms.errors import NotFound
from gotgan.terms.role import Actor


def make_password_link(*, by: Actor, person_id: int, base_url: str) -> str:
    """A link that lets its holder set the password; it expires (PASSWORD_RESET_TIMEOUT) and works once.

    Signed over the present password and last sign-in: either changing ends it. Raises: NotFound.
    """
    with transaction.atomic():
        person = Person.objects.filter(pk=person_id, is_active=True).first()
        if person is None:
            raise NotFound(f"person {person_id}: there is no such open account")
        record(by=by, action="accounts.make_password_link", subject=f"person:{person_id}")
        key = default_token_generator.make_token(person)
    names = {"uidb36": user_pk_to_url_str(person), "key": key}
    return base_url.rstrip("/") + reverse("account_reset_password_from_key", kwargs=names)
