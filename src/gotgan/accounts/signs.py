"""Sign-ins, failures, locks and second factors, as Django, axes and allauth tell, go into the audit chain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import structlog
from allauth.account.signals import user_signed_up
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset, authenticator_used
from axes.signals import user_locked_out
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from gotgan.accounts.actions import note_sign_in
from gotgan.accounts.lock import account_of
from gotgan.accounts.queries import find_person
from gotgan.terms.role import SYSTEM, Actor

log = structlog.get_logger("gotgan.accounts")

_FACTORS = {
    "add": authenticator_added,
    "remove": authenticator_removed,
    "renew": authenticator_reset,
    "use": authenticator_used,
}


def connect() -> None:
    """Listen; called once when the app is ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="gotgan-signed-in")
    user_logged_out.connect(_signed_out, dispatch_uid="gotgan-signed-out")
    user_login_failed.connect(_failed, dispatch_uid="gotgan-failed")
    user_signed_up.connect(_signed_up, dispatch_uid="gotgan-signed-up")
    for verb, signal in _FACTORS.items():
        signal.connect(_factor_of(verb), dispatch_uid=f"gotgan-factor-{verb}", weak=False)
    user_locked_out.connect(_locked, dispatch_uid="gotgan-locked")


def _signed_in(user: AbstractBaseUser, **_: Any) -> None:
    note_sign_in(by=Actor(user.pk, str(user)), action="sign_in", person_id=user.pk)


def _signed_out(user: AbstractBaseUser | None, **_: Any) -> None:
    if user is not None and user.pk is not None:
        note_sign_in(by=Actor(user.pk, str(user)), action="sign_out", person_id=user.pk)


def _signed_up(user: AbstractBaseUser, **_: Any) -> None:
    note_sign_in(by=Actor(user.pk, str(user)), action="sign_up", person_id=user.pk)


def _factor_of(verb: str) -> Callable[..., None]:
    """What notes one verb of a second factor: its kind (`totp`, `recovery_codes`), never its secret."""

    def note(user: AbstractBaseUser, authenticator: Authenticator, **_: Any) -> None:
        action = f"{verb}_{authenticator.type}"
        note_sign_in(by=Actor(user.pk, str(user)), action=action, person_id=user.pk)

    return note


def _failed(credentials: Mapping[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Only for accounts that exist: what else is typed may be a password in the wrong field."""
    person = find_person(account_of(request, credentials))
    if person is None:
        log.warning("sign_in_failed_for_no_account")
    elif not getattr(request, "axes_locked_out", False):
        note_sign_in(by=SYSTEM, action="sign_in_failed", person_id=person.id)


def _locked(request: HttpRequest, username: str, **_: Any) -> None:
    person = find_person(username or account_of(request))
    if person is not None:
        note_sign_in(by=SYSTEM, action="lock", person_id=person.id)
