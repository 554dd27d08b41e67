"""Institutions and their history, who belongs where, and code tables."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Organisation(models.Model):
    """An institution under its seven-character code. Dates are inclusive; null means open-ended."""

    code = models.CharField(max_length=7, primary_key=True)
    slug = models.SlugField(max_length=60, unique=True)
    name_ko = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    name_key = models.CharField(max_length=200, db_index=True)  # terms.text.title_tight of the Korean name
    kind = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_from__lte=models.F("valid_to")),
                name="organisation_dates_in_order",
            )
        ]


class Succession(models.Model):
    """`successor` took over (part of) `predecessor`."""

    predecessor = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("successor_id",)
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once")]


class Membership(models.Model):
    """One role of one person, in one organisation or (null) everywhere."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["person", "valid_from"], name="membership_person")]


class Code(models.Model):
    """One code of one table, in one span of time."""

    table = models.CharField(max_length=60)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    successors = models.JSONField(default=list)

    class Meta:
        ordering = ("table", "code", "valid_from")
        constraints = [
            models.UniqueConstraint(fields=["table", "code", "valid_from"], name="code_once_a_span"),
            models.UniqueConstraint(
                fields=["table", "code"],
                condition=models.Q(valid_from__isnull=True),
                name="code_once_undated",
            ),
        ]
        indexes = [models.Index(fields=["table", "name"], name="code_table_name")]
