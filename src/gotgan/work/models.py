"""The job table."""

from __future__ import annotations

from django.db import models


class Job(models.Model):
    """One piece of background work, by name. The queue only carries its id."""

    name = models.CharField(max_length=100)
    args = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="queued")
    then = models.JSONField(default=list)
    key = models.CharField(max_length=200, blank=True, default="")
    priority = models.SmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=100, blank=True, default="")
    progress = models.JSONField(default=dict)
    error = models.TextField(blank=True, default="")
    created = models.DateTimeField(auto_now_add=True)
    run_after = models.DateTimeField(null=True)
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    deadline = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(fields=["state", "heartbeat_at"], name="work_state_beat"),
            models.Index(fields=["key", "state"], name="work_key_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running", "done", "failed", "cancelled"]),
                name="work_job_state_known",
            )
        ]


class LastRun(models.Model):
    """When a periodic job was last put into the queue."""

    name = models.CharField(max_length=100, primary_key=True)
    at = models.DateTimeField()
