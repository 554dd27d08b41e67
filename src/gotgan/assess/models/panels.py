"""Panels: their people, what each may not rate, what each rates, and every rating ever given."""

from __future__ import annotations

from django.db import models

from gotgan.assess.models.lists import ListVersion
from gotgan.assess.models.parts import is_one_of, new_id
from gotgan.assess.rules.conflicts import ConflictKind
from gotgan.assess.rules.panel_figures import HIGHEST, LOWEST, RATERS
from gotgan.assess.rules.panels import AssignmentKind, PanelState, Round


class Panel(models.Model):
    """The panel of one version of a list. `rubric` as it was when the panel opened; `seed` draws the assignment;
    `suppliers` {dataset: who made or delivered it, as its record names them}. `shown` when the calibration round was
    shown to assessors, `notes` what was agreed on anchors then. `result` what the panel gave when it closed."""

    id = models.CharField(max_length=32, primary_key=True, default=new_id)
    version = models.OneToOneField(ListVersion, models.PROTECT, related_name="panel")
    state = models.CharField(max_length=12, default=PanelState.FORMING)
    rubric = models.JSONField()
    seed = models.PositiveBigIntegerField(default=1)
    needed = models.PositiveSmallIntegerField(default=RATERS)
    calibrated = models.PositiveSmallIntegerField(default=3)
    suppliers = models.JSONField(default=dict)
    shown = models.DateTimeField(null=True)
    notes = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    by = models.CharField(max_length=254)
    created = models.DateTimeField()
    updated = models.DateTimeField()
    closed = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created", "id")
        constraints = [models.CheckConstraint(condition=is_one_of(PanelState, "state"), name="panel_state_known")]


class Assessor(models.Model):
    """One person who rates. `declared_for`: the datasets their newest declaration of interests was made for;
    `statement` what they said beside it. `left` with a reason: what they had rated whole stays."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="assessors")
    person_id = models.BigIntegerField()
    declared_for = models.JSONField(default=list)
    declared = models.DateTimeField(null=True)
    statement = models.TextField(blank=True)
    named_by = models.CharField(max_length=254)
    named = models.DateTimeField()
    left = models.DateTimeField(null=True)
    because = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["panel", "person_id"], name="panel_assessor_once")]


class Conflict(models.Model):
    """A declared conflict of interest; never taken back in a panel."""

    assessor = models.ForeignKey(Assessor, models.PROTECT, related_name="conflicts")
    kind = models.CharField(max_length=12)
    ref = models.CharField(max_length=300)
    by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=is_one_of(ConflictKind, "kind"), name="conflict_kind_known"),
            models.UniqueConstraint(fields=["assessor", "kind", "ref"], name="conflict_once"),
        ]


class Assignment(models.Model):
    """One dataset for one assessor. `ended` when it was taken from them; its ratings count no more."""

    assessor = models.ForeignKey(Assessor, models.PROTECT, related_name="assignments")
    dataset = models.CharField(max_length=32)
    kind = models.CharField(max_length=12)
    given = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    because = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=is_one_of(AssignmentKind, "kind"), name="assignment_kind_known"),
            models.UniqueConstraint(
                fields=["assessor", "dataset"], condition=models.Q(ended__isnull=True), name="assignment_once"
            ),
        ]


class Rating(models.Model):
    """One rating of one criterion. Never edited: a change is the next revision, with `change`: why it was changed."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="ratings")
    criterion = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField(choices=[(each.value, each.name) for each in Round])
    revision = models.PositiveIntegerField()
    value = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    change = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "criterion", "round", "revision"], name="rating_revision_once"
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=LOWEST, value__lte=HIGHEST), name="rating_on_the_scale"
            ),
        ]


class Stakeholder(models.Model):
    """One person whose comparisons weigh the criteria; need not rate."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="stakeholders")
    person_id = models.BigIntegerField()
    named_by = models.CharField(max_length=254)
    named = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["panel", "person_id"], name="panel_stakeholder_once")]


class Comparison(models.Model):
    """One set of a stakeholder's comparisons: {matrix: {"first second": answer}}. The newest consistent set counts;
    `ratio` is the largest of its matrices."""

    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="comparisons")
    revision = models.PositiveIntegerField()
    answers = models.JSONField()
    ratio = models.FloatField()
    is_accepted = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["stakeholder", "revision"], name="comparison_revision_once")]
