"""Where allauth asks us: closed sign-up, audited passwords, secrets not lying about in the database."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from gotgan.accounts.actions import set_password
from gotgan.terms.role import Actor


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return bool(settings.GOTGAN_OPEN_SIGN_UP)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """One way to a new password, so that none passes by the audit chain."""
        if user.pk is None:  # sign-up: the form saves the person next
            user.set_password(password)
            return
        set_password(by=Actor(user.pk, str(user)), person_id=user.pk, password=password)
        user.refresh_from_db()

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        from allauth.core import context

        again = self.authenticate(context.request, email=str(user), password=password)
        return again is not None and again.pk == user.pk

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail leaves: a password link comes from an operator."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery codes are kept encrypted under the hub's secret."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    digest = hashlib.sha256(b"gotgan second factor\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
