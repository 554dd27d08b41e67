"""Lists and their versions. What a signed version stands on is never edited: the database itself refuses (guard.py)."""

from __future__ import annotations

from django.db import models

from gotgan.assess.models.parts import is_one_of, new_id
from gotgan.assess.rules.listing import Effect, Side
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

    `counts` are what pages and rules ask without reading those texts: `datasets`, `candidates`, `left_out` by reason,
    `concerned` organisations, `line` of the shortlist, `members`. `panel_from` an earlier version whose panel holds.
    `conflict` is the document's `infeasible` of the last try that came to no list; `without_panel` why measured
    criteria alone decide; `problem` why the last job came to nothing; `signature` the sha256 of `signed_over`: what
    was signed, by hashes (rules/signing.py); empty where a list was signed before there was one.
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
    counts = models.JSONField(default=dict)
    conflict = models.JSONField(default=dict)
    panel_from = models.CharField(max_length=32, blank=True)
    without_panel = models.TextField(blank=True)
    minutes = models.TextField(blank=True)
    objections_until = models.DateField(null=True)
    signed_by = models.CharField(max_length=254, blank=True)
    signed_at = models.DateTimeField(null=True)
    signature = models.CharField(max_length=64, blank=True)
    signed_over = models.JSONField(default=dict)
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


class ListStep(models.Model):
    """One step of a version, kept for good. `numbers` counts and digests of what it stood on."""

    version = models.ForeignKey(ListVersion, models.PROTECT, related_name="steps")
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    numbers = models.JSONField(default=dict)
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)


class Objection(models.Model):
    """What an organisation says against a proposed version: that a dataset should be `side` of it. Answered once."""

    version = models.ForeignKey(ListVersion, models.PROTECT, related_name="objections")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    dataset = models.CharField(max_length=32)
    side = models.CharField(max_length=3)
    text = models.TextField()
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    effect = models.CharField(max_length=11, blank=True)
    answered_by = models.CharField(max_length=254, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=is_one_of(Side, "side"), name="objection_side_known"),
            models.CheckConstraint(
                condition=models.Q(effect="", answered_at__isnull=True)
                | (is_one_of(Effect, "effect") & models.Q(answered_at__isnull=False)),
                name="objection_answered_whole",
            ),
        ]


class Unmet(models.Model):
    """Why a version does not do what a granted objection to an earlier version of its list asks for."""

    version = models.ForeignKey(ListVersion, models.PROTECT, related_name="unmet")
    objection = models.ForeignKey(Objection, models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["version", "objection"], name="unmet_once")]
