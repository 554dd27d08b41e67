"""People, their tokens, and letters to them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from gotgan.accounts.outbox import Outgoing


class PersonManager(BaseUserManager["Person"]):
    """People are added by actions; this only satisfies Django's own look-ups."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Someone who can sign in. Roles are memberships (organisations room)."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = PersonManager()

    def __str__(self) -> str:
        return self.email


class Token(models.Model):
    """A personal token; only its hash is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    sha256 = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=100)
    hint = models.CharField(max_length=12)  # its first characters, so that people can tell tokens apart
    created = models.DateTimeField(auto_now_add=True)
    last_used = models.DateTimeField(null=True)
    expires = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)


class Letter(Outgoing):
    """A letter of a room that keeps no letters of its own."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="letters")

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["state", "next_try"], name="letter_waiting")]
