"""Lists and their versions. What a signed version stands on is never edited."""

from __future__ import annotations

from django.db import models

from gotgan.assess.models.parts import is_one_of, new_id
from gotgan.terms.selection import ListState


class DatasetList(models.Model):
    """One list that somebody answers for: "the 100" of a programme. `slug` is its address, for life."""

    id = models.CharField(max_length=32, primary_key=True, default=new_id)
    slug = models.SlugField(max_length=60, unique=True)
    name_ko = models.TextField()
    name_en = models.TextField()
    purpose_ko = models.TextField(blank=True)
    purpose_en = models.TextField(blank=True)
    owner = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    by = models.CharField(max_length=254)
    created = models.DateTimeField()

    class Meta:
        ordering = ("-created", "id")


class ListVersion(models.Model):
    """One run from evidence to list. Texts in the store by their sha256: `evidence` what was collected of each
    candidate; `candidates`, `pairs` and `rules` what `gotgan select` reads; `names` what people read; `document` what
    it wrote. `settings` are the rules as they are being set (SHAPES.md, select), `shortlist` the ids the panel rates.
    """

    id = models.CharField(max_length=32, primary_key=True, default=new_id)
    dataset_list = models.ForeignKey(DatasetList, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=ListState.DRAFTED)
    settings = models.JSONField(default=dict)
    shortlist = models.JSONField(default=list)
    evidence = models.CharField(max_length=64, blank=True)
    candidates = models.CharField(max_length=64, blank=True)
    pairs = models.CharField(max_length=64, blank=True)
    rules = models.CharField(max_length=64, blank=True)
    names = models.CharField(max_length=64, blank=True)
    document = models.CharField(max_length=64, blank=True)
    minutes = models.TextField(blank=True)
    objections_until = models.DateField(null=True)
    signed_by = models.CharField(max_length=254, blank=True)
    signed_at = models.DateTimeField(null=True)
    job_id = models.BigIntegerField(null=True)
    problem = models.TextField(blank=True)
    created = models.DateTimeField()
    updated = models.DateTimeField()

    class Meta:
        ordering = ("-created", "id")
        constraints = [
            models.UniqueConstraint(fields=["dataset_list", "number"], name="list_version_once"),
            models.CheckConstraint(condition=is_one_of(ListState, "state"), name="list_state_known"),
        ]
