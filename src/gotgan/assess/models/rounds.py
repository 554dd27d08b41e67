"""Further rounds of one criterion: who rates what again, and every rating given. The first round stays as it is."""

from __future__ import annotations

from django.db import models

from gotgan.assess.models.panels import Assessor, Panel
from gotgan.assess.models.parts import is_one_of
from gotgan.assess.rules.panel_figures import HIGHEST, LOWEST
from gotgan.assess.rules.panels import AssignmentKind


class FurtherRound(models.Model):
    """`note`: why it was opened and how the rubric is to be read, which assessors see. Without `finished` it counts
    nothing, also when the panel has closed."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="rounds")
    criterion = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    note = models.TextField()
    by = models.CharField(max_length=254)
    opened = models.DateTimeField()
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number", "id")
        constraints = [
            models.UniqueConstraint(fields=["panel", "criterion", "number"], name="further_round_once"),
            models.UniqueConstraint(
                fields=["panel", "criterion"], condition=models.Q(finished__isnull=True), name="further_round_one_open"
            ),
            models.CheckConstraint(condition=models.Q(number__gte=2), name="further_round_is_further"),
        ]


class FurtherAssignment(models.Model):
    """One dataset for one assessor in a round. `ended` when it was taken from them; its rating counts no more."""

    round = models.ForeignKey(FurtherRound, models.PROTECT, related_name="assignments")
    assessor = models.ForeignKey(Assessor, models.PROTECT, related_name="further")
    dataset = models.CharField(max_length=32)
    kind = models.CharField(max_length=12)
    given = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    because = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=is_one_of(AssignmentKind, "kind"), name="further_kind_known"),
            models.UniqueConstraint(fields=["round", "assessor", "dataset"], name="further_assignment_once"),
        ]


class FurtherRating(models.Model):
    """One rating in a round. Never edited: a change is the next revision, with `change`: why it was changed."""

    assignment = models.ForeignKey(FurtherAssignment, models.PROTECT, related_name="ratings")
    revision = models.PositiveIntegerField()
    value = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    change = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["assignment", "revision"], name="further_rating_once"),
            models.CheckConstraint(
                condition=models.Q(value__gte=LOWEST, value__lte=HIGHEST), name="further_rating_on_the_scale"
            ),
        ]
