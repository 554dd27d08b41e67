"""The chain of events and its head."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One link. The database refuses to change or remove a row (migration 0002)."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    at = models.CharField(max_length=32)  # the exact text that was hashed: ISO 8601 UTC, microseconds
    person_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=254)
    action = models.CharField(max_length=100, db_index=True)
    subject = models.CharField(max_length=300, db_index=True)
    details = models.TextField()  # canonical JSON, the exact text that was hashed
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("seq",)


class Head(models.Model):
    """The one row that says where the chain ends; locked while a link is added."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
