"""Datasets tried on samples: what each would be after processing, and through a safe zone."""

from __future__ import annotations

from django.db import models

from gotgan.assess.models.parts import is_one_of
from gotgan.assess.rules.potential import UNDER_WAY, TrialState


class Trial(models.Model):
    """One dataset's version tried once. `modes` are terms.selection.ModeEstimate as JSON, `stated` what the survey says
    (rules.potential.Stated), `document` the sha256 of what was measured, in the store: counts and shares alone.
    `receipt` is the digest of the receipts in it; empty where nothing was processed. Those of one `batch` share a job.
    """

    dataset = models.ForeignKey("inventory.Dataset", models.PROTECT, related_name="+")
    version = models.CharField(max_length=64)
    batch = models.CharField(max_length=32, db_index=True)
    state = models.CharField(max_length=10, default=TrialState.QUEUED)
    seed = models.PositiveIntegerField()
    sample_rows = models.PositiveIntegerField()
    sampled_rows = models.BigIntegerField(default=0)
    modes = models.JSONField(default=list)
    stated = models.JSONField(default=dict)
    document = models.CharField(max_length=64, blank=True)
    receipt = models.CharField(max_length=64, blank=True)
    problem = models.TextField(blank=True)
    job_id = models.BigIntegerField(null=True)
    by = models.CharField(max_length=254)
    queued = models.DateTimeField()
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["dataset", "state", "id"], name="trial_of_dataset")]
        constraints = [
            models.CheckConstraint(condition=is_one_of(TrialState, "state"), name="trial_state_known"),
            models.UniqueConstraint(
                fields=["dataset"], condition=models.Q(state__in=[str(each) for each in UNDER_WAY]),
                name="trial_one_at_a_time",
            ),
        ]  # fmt: skip
