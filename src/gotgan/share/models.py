"""Grants, deliveries, and notices to who holds what was withdrawn. No logic."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Grant(models.Model):
    """(who, dataset version, mode, origin, purposes, limits, expiry): one of these opens every door.

    `person` and `organisation` both empty: everyone. `version` empty: every version.
    """

    dataset = models.CharField(max_length=32, db_index=True)
    version = models.CharField(max_length=64, blank=True)
    person = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT)
    organisation = models.CharField(max_length=20, blank=True)
    mode = models.CharField(max_length=10)
    origin = models.CharField(max_length=10)
    purposes = models.JSONField(default=list, blank=True)
    limits = models.JSONField(default=dict, blank=True)
    granted_by = models.CharField(max_length=254)
    confirmed_by = models.CharField(max_length=254, blank=True)
    confirmed_kinds = models.JSONField(default=list, blank=True)
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=254, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset"],
                condition=Q(origin="open", revoked_at__isnull=True),
                name="one_open_grant_a_dataset",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mode} of {self.dataset} ({self.origin})"


class Delivery(models.Model):
    """Bytes that left: whom a withdrawal must reach, and how often a dataset was fetched."""

    dataset = models.CharField(max_length=32, db_index=True)
    version = models.CharField(max_length=64)
    path = models.TextField()
    person = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.path} of {self.dataset}"


class Notice(models.Model):
    """A person who got a version that was withdrawn, told so once; `read` when the person said so."""

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    dataset = models.CharField(max_length=32, db_index=True)
    version = models.CharField(max_length=64)
    because = models.TextField()
    made = models.DateTimeField()
    read = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made", "-id")
        constraints = [
            models.UniqueConstraint(fields=["person", "dataset", "version"], name="one_notice_a_person_and_version"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk} of {self.dataset}"


class PullCursor(models.Model):
    """How far an earlier room's changes were read: a row for each kind."""

    name = models.CharField(max_length=20, primary_key=True)
    value = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.name} at {self.value}"
