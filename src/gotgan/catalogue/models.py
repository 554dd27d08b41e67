"""Entries, the versions that were published, and how far the inventory has been read."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """A dataset as the catalogue shows it: one row for life, published or withdrawn.

    The search index is a copy of these rows; `title_m`, `tags_m` and `text_m` hold the Korean
    morphemes, so that the index can be rebuilt without an analyser.
    """

    dataset_id = models.CharField(max_length=64, unique=True)
    version_id = models.CharField(max_length=64, blank=True, default="")
    organisation = models.CharField(max_length=16, db_index=True)
    organisation_slug = models.CharField(max_length=80)
    organisation_name = models.CharField(max_length=300, blank=True)
    organisation_name_en = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=120)
    title = models.TextField()
    title_en = models.TextField(blank=True)
    description = models.TextField(blank=True)
    keywords = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    licence = models.TextField(blank=True)
    licence_group = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=60, blank=True)
    modality = models.JSONField(default=list)
    formats = models.JSONField(default=list)
    route = models.CharField(max_length=40, blank=True)
    usability = models.CharField(max_length=20, blank=True, help_text="what a survey found, empty: not surveyed")
    rows = models.BigIntegerField(null=True)
    size_bytes = models.BigIntegerField(default=0)
    is_sample = models.BooleanField(default=False)
    is_live = models.BooleanField(default=True)
    wish = models.CharField(max_length=16, blank=True, help_text="what its source wishes: open or draft")
    decision = models.CharField(max_length=16, blank=True, help_text="what a person decided, before any wish")
    is_published = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True)
    modified = models.DateTimeField()
    text_key = models.CharField(max_length=64, help_text="fingerprint of the searchable text")
    title_m = models.TextField(blank=True)
    tags_m = models.TextField(blank=True)
    text_m = models.TextField(blank=True)
    tokens_key = models.CharField(max_length=140, blank=True, help_text="text_key:dictionary of the *_m columns")
    changed_at = models.DateTimeField()
    indexed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_slug", "name"], name="entry_address"),
            models.CheckConstraint(
                condition=models.Q(is_published=False) | models.Q(published_at__isnull=False),
                name="entry_published_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["is_published", "-modified"], name="entry_newest"),
            models.Index(fields=["is_published", "organisation"], name="entry_by_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_slug}/{self.name}"


class PublishedVersion(models.Model):
    """Which version of an entry was public, from when to when."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="published_versions")
    version_id = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="published_version_one_current",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}@{self.version_id[:12]}"


class PullCursor(models.Model):
    """How far an earlier room has been read; moves in the transaction that stores what was read."""

    reader = models.CharField(max_length=40, unique=True)
    position = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.reader}: {self.position}"
