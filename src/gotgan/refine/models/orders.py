"""Work orders with their people, documents, plans, runs, opinions and steps. What was written is never edited."""

from __future__ import annotations

from django.db import models

from gotgan.refine.models.parts import is_one_of, new_id
from gotgan.terms.inspection import InspectionState
from gotgan.terms.refine import OrderState, RunKind, RunState, Verdict
from gotgan.terms.weighing import WeighingState


class WorkOrder(models.Model):
    """One task of refining one version of one dataset. `version` is a manifest's sha256; people are account ids.

    `round` grows each time the order goes back to be planned or prepared again: documents and opinions count in
    their own round. `budget_won` and `budget_hours` are estimates, `Effort` what it took.
    `holders_told` and `anonymous_downloads` say whom a withdrawal reached, None before one.
    """

    id = models.CharField(max_length=32, primary_key=True, default=new_id)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    dataset = models.ForeignKey("inventory.Dataset", models.PROTECT, related_name="+")
    version = models.CharField(max_length=64)
    title = models.TextField()
    guideline = models.CharField(max_length=40)
    state = models.CharField(max_length=20, default=OrderState.DRAFTED)
    round = models.PositiveIntegerField(default=1)
    requester = models.BigIntegerField(null=True)
    handler = models.BigIntegerField(null=True)
    processor = models.BigIntegerField(null=True)
    term = models.DateField(null=True)
    budget_won = models.BigIntegerField(null=True)
    budget_hours = models.FloatField(null=True)
    released = models.CharField(max_length=64, blank=True)
    next_watch = models.DateField(null=True)
    holders_told = models.PositiveIntegerField(null=True)
    anonymous_downloads = models.PositiveIntegerField(null=True)
    is_sample = models.BooleanField(default=False)
    created = models.DateTimeField()
    updated = models.DateTimeField()

    class Meta:
        ordering = ("-created", "id")
        constraints = [
            models.CheckConstraint(condition=is_one_of(OrderState, "state"), name="order_state_known"),
            models.CheckConstraint(
                condition=models.Q(processor__isnull=True) | ~models.Q(processor=models.F("handler")),
                name="order_processor_is_not_handler",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="order_of_organisation")]


class Reviewer(models.Model):
    """A person named to review an order; `no_interest` when the person declared to have none in it."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="reviewers")
    person_id = models.BigIntegerField()
    named_by = models.CharField(max_length=254)
    named = models.DateTimeField()
    no_interest = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["order", "person_id"], name="reviewer_once")]


class OrderDocument(models.Model):
    """A document of the guideline as written; writing it again makes another, the newest of a round counts."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="documents")
    key = models.CharField(max_length=40)
    round = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)


class Plan(models.Model):
    """One revision of the plan (SHAPES: deidentify). `steps` is its YAML as an object, `sha256` of that."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="plans")
    revision = models.PositiveIntegerField()
    steps = models.JSONField()
    sha256 = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["order", "revision"], name="plan_revision_once")]


class Run(models.Model):
    """The engine at work on one revision of a plan. `files` lie in the store: terms.dataset.StoredFile's fields;
    `evidence` is what was measured of the written files: terms.dataset.TableEvidence's. Both for a final run only.
    `look_sha256` names the stored rows before and after, the former by their shape (engine.deidentify.look)."""

    id = models.CharField(max_length=32, primary_key=True, default=new_id)
    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="runs")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="runs")
    round = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=RunState.QUEUED)
    job_id = models.BigIntegerField(null=True)
    receipt = models.JSONField(default=dict)
    proof = models.JSONField(default=dict)
    utility = models.JSONField(default=dict)
    files = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    look_sha256 = models.CharField(max_length=64, blank=True)
    problem = models.TextField(blank=True)
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    queued = models.DateTimeField()
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-queued", "id")
        constraints = [
            models.CheckConstraint(condition=is_one_of(RunKind, "kind"), name="run_kind_known"),
            models.CheckConstraint(condition=is_one_of(RunState, "state"), name="run_state_known"),
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(state__in=["queued", "running"]), name="run_one_at_a_time"
            ),
        ]


class Weighing(models.Model):
    """Plans weighed around one; the newest counts. `steps` is the plan it went out from, `target` a column that a model
    shall still learn, or nothing. `found` and `plans` as in terms.weighing.Weighed."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="weighings")
    state = models.CharField(max_length=10, default=WeighingState.ASKED)
    steps = models.JSONField()
    target = models.TextField(blank=True)
    job_id = models.BigIntegerField(null=True)
    found = models.JSONField(default=dict)
    plans = models.JSONField(default=list)
    problem = models.TextField(blank=True)
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    asked = models.DateTimeField()
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=is_one_of(WeighingState, "state"), name="weighing_state_known")]


class Inspection(models.Model):
    """What the engine found of an order's tables before anything is done; the newest counts. `tables` is
    terms.inspection.InspectedTable's fields."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="inspections")
    state = models.CharField(max_length=10, default=InspectionState.ASKED)
    tables = models.JSONField(default=list)
    problem = models.TextField(blank=True)
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    asked = models.DateTimeField()
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=is_one_of(InspectionState, "state"), name="inspection_state_known")
        ]


class JointRisk(models.Model):
    """A final run's output beside an earlier release of the same dataset, as one who holds both sees them. `risk` is
    the engine's JSON; `reason` is why it is released all the same."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="joint_risks")
    earlier = models.ForeignKey(Run, models.PROTECT, related_name="+")
    risk = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    measured = models.DateTimeField()
    reason = models.TextField(blank=True)
    accepted_by = models.CharField(max_length=254, blank=True)
    accepted_person = models.BigIntegerField(null=True)
    accepted = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["run", "earlier"], name="joint_risk_once")]


class Opinion(models.Model):
    """What a reviewer signed in one round. `run` is the result that was looked at."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="opinions")
    run = models.ForeignKey(Run, models.PROTECT, related_name="opinions")
    round = models.PositiveIntegerField()
    person_id = models.BigIntegerField()
    by = models.CharField(max_length=254)
    answers = models.JSONField()
    verdict = models.CharField(max_length=12)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["order", "round", "person_id"], name="opinion_once_a_round"),
            models.CheckConstraint(condition=is_one_of(Verdict, "verdict"), name="opinion_verdict_known"),
        ]


class OrderStep(models.Model):
    """From one state to another: who, when and why."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="steps")
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    round = models.PositiveIntegerField()
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)


class Effort(models.Model):
    """Hours and won spent on an order, beside the estimate."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="efforts")
    hours = models.FloatField(default=0)
    won = models.BigIntegerField(default=0)
    what = models.TextField()
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=models.Q(hours__gte=0) & models.Q(won__gte=0), name="effort_not_negative")
        ]


class CustodyKey(models.Model):
    """A key of pseudonyms by its id; its bytes lie in the custody folder, never here. One a work order and round of
    rotation: another key id, other pseudonyms."""

    key_id = models.CharField(max_length=16, primary_key=True)
    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="keys")
    made = models.DateTimeField()
    destroyed = models.DateTimeField(null=True)
    destroyed_by = models.CharField(max_length=254, blank=True)

    class Meta:
        ordering = ("made", "key_id")
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(destroyed__isnull=True), name="custody_one_living_key"
            )
        ]
