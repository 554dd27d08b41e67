"""What a list shows when it is published, the files printed of it, and what came of its members."""

from __future__ import annotations

from django.db import models

from gotgan.assess.models.lists import DatasetList, ListVersion


class Publication(models.Model):
    """What the public page of a version shows beyond its members. `effects`: {criterion: [down, up]}, how many of the
    first by score change with that weight; None until it was worked out."""

    version = models.OneToOneField(ListVersion, models.PROTECT, primary_key=True, related_name="publication")
    names_reserve = models.BooleanField(default=False)
    shows_minutes = models.BooleanField(default=False)
    effects = models.JSONField(null=True)


class PrintedFile(models.Model):
    """A PDF that was made already, by the sha256 of everything that stands in it. A cache: it may be emptied."""

    key = models.CharField(max_length=64, primary_key=True)
    sha256 = models.CharField(max_length=64)


class Excerpt(models.Model):
    """What pages read of a version without its whole texts (rules.excerpts), by the hash of all that it was made from:
    `public` and `inside` are texts in the store. A cache: it may be emptied."""

    key = models.CharField(max_length=64, primary_key=True)
    public = models.CharField(max_length=64)
    inside = models.CharField(max_length=64)


class MonthCount(models.Model):
    """Counters of one member in one month, whose first day is `month`: as first and as last seen. A month begins where
    the one before ended; the first where the list was first looked at, so that use from before it counts for nobody."""

    dataset_list = models.ForeignKey(DatasetList, models.PROTECT, related_name="+")
    dataset = models.CharField(max_length=32)
    month = models.DateField()
    downloads_from = models.PositiveBigIntegerField()
    downloads_to = models.PositiveBigIntegerField()
    grants_from = models.PositiveBigIntegerField()
    grants_to = models.PositiveBigIntegerField()
    projects_from = models.PositiveBigIntegerField()
    projects_to = models.PositiveBigIntegerField()
    seen = models.DateTimeField()

    class Meta:
        ordering = ("dataset_list", "dataset", "month")
        constraints = [
            models.UniqueConstraint(fields=["dataset_list", "dataset", "month"], name="month_count_once"),
        ]


class MemberCost(models.Model):
    """Won spent on a member. `origin`: `entered` by a manager, or what a later room handed down, by its key."""

    dataset_list = models.ForeignKey(DatasetList, models.PROTECT, related_name="+")
    dataset = models.CharField(max_length=32)
    origin = models.CharField(max_length=80)
    won = models.PositiveBigIntegerField()
    by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset_list", "dataset", "origin"], name="member_cost_once"),
        ]


class MemberWork(models.Model):
    """One work order on a member, opened since the list was begun, as refining handed it down (terms.refine.OrderWork;
    its won is a MemberCost of the same order). `trial`: the one that the member was chosen by, whose estimate it is
    held against; None without."""

    dataset_list = models.ForeignKey(DatasetList, models.PROTECT, related_name="+")
    dataset = models.CharField(max_length=32)
    order = models.CharField(max_length=32)
    opened = models.DateTimeField()
    released = models.DateTimeField(null=True)
    hours = models.FloatField(null=True)
    machine_seconds = models.FloatField()
    trial = models.BigIntegerField(null=True)
    seen = models.DateTimeField()

    class Meta:
        ordering = ("dataset_list", "opened", "order")
        constraints = [
            models.UniqueConstraint(fields=["dataset_list", "order"], name="member_work_once"),
        ]
