"""Combinations with their parties and parcels. What was written is never edited."""

from __future__ import annotations

from django.db import models

from gotgan.refine.models.orders import WorkOrder
from gotgan.refine.models.parts import is_one_of, new_id
from gotgan.terms.combination import CombinationState, ParcelKind, Party, TaskState


class Combination(models.Model):
    """The data of two or more institutions put together, nobody holding keys and data. `fields` are what the join
    keys are made of. `key_id` names the key in custody; `linkage` and `result` are the engine's receipts.

    `is_busy` while the engine matches or joins; `problem` says why it last refused to.
    """

    id = models.CharField(max_length=32, primary_key=True, default=new_id)
    title = models.TextField()
    purpose = models.TextField()
    fields = models.JSONField()
    state = models.CharField(max_length=10, default=CombinationState.OPENED)
    is_busy = models.BooleanField(default=False)
    job_id = models.BigIntegerField(null=True)
    problem = models.TextField(blank=True)
    asked_by = models.CharField(max_length=254, blank=True)
    how = models.CharField(max_length=10, blank=True)
    allowed = models.JSONField(default=list)
    key_id = models.CharField(max_length=16, blank=True)
    key_made = models.DateTimeField(null=True)
    key_destroyed = models.DateTimeField(null=True)
    linkage = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    dataset = models.ForeignKey("inventory.Dataset", models.PROTECT, null=True, related_name="+")
    version = models.CharField(max_length=64, blank=True)
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="combinations")
    created = models.DateTimeField()
    updated = models.DateTimeField()

    class Meta:
        ordering = ("-created", "id")
        constraints = [
            models.CheckConstraint(condition=is_one_of(CombinationState, "state"), name="combination_state_known")
        ]


class CombinationParty(models.Model):
    """One person for one institution. Nobody, and no institution, is two of provider, key manager and combining body;
    an applicant may provide. `columns` {field: column} and `leave_out` are what a provider said of its table."""

    combination = models.ForeignKey(Combination, models.PROTECT, related_name="parties")
    party = models.CharField(max_length=20)
    person_id = models.BigIntegerField()
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    dataset = models.ForeignKey("inventory.Dataset", models.PROTECT, null=True, related_name="+")
    version = models.CharField(max_length=64, blank=True)
    table = models.TextField(blank=True)
    columns = models.JSONField(default=dict)
    leave_out = models.JSONField(default=list)
    task = models.CharField(max_length=10, blank=True)
    job_id = models.BigIntegerField(null=True)
    problem = models.TextField(blank=True)
    named_by = models.CharField(max_length=254)
    named = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=is_one_of(Party, "party"), name="combination_party_known"),
            models.CheckConstraint(
                condition=is_one_of(TaskState, "task") | models.Q(task=""), name="combination_task_known"
            ),
            models.UniqueConstraint(
                fields=["combination", "party"], condition=~models.Q(party=Party.PROVIDER),
                name="combination_one_of_each",
            ),
            models.UniqueConstraint(
                fields=["combination", "person_id"], condition=~models.Q(party=Party.APPLICANT),
                name="combination_person_once",
            ),
            models.UniqueConstraint(
                fields=["combination", "person_id"], condition=~models.Q(party=Party.PROVIDER),
                name="combination_applicant_apart",
            ),
            models.UniqueConstraint(
                fields=["combination", "organisation"], condition=~models.Q(party=Party.APPLICANT),
                name="combination_institution_once",
            ),
        ]  # fmt: skip


class Parcel(models.Model):
    """A file in custody between two parties; its bytes lie in the store until `destroyed`. `maker` is the
    institution that made it, `receipt` the engine's."""

    combination = models.ForeignKey(Combination, models.PROTECT, related_name="parcels")
    kind = models.CharField(max_length=10)
    maker = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    rows = models.BigIntegerField()
    receipt = models.JSONField()
    made = models.DateTimeField()
    destroyed = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=is_one_of(ParcelKind, "kind"), name="parcel_kind_known"),
            models.UniqueConstraint(
                fields=["combination", "kind", "maker"], condition=models.Q(destroyed__isnull=True),
                name="parcel_one_living",
            ),
        ]  # fmt: skip


class CombinationStep(models.Model):
    """From one state to another: who, when and why."""

    combination = models.ForeignKey(Combination, models.PROTECT, related_name="steps")
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
