"""What was worked out about a list beside the list itself."""

from __future__ import annotations

from django.db import models

from gotgan.assess.models.lists import ListVersion


class Explored(models.Model):
    """One for each document of a version. `text`: the sha256 of {frontier, effects, sensitivity} in the store, empty
    while a job works on it; `problem`: why it came to nothing."""

    version = models.ForeignKey(ListVersion, models.PROTECT, related_name="explored")
    document = models.CharField(max_length=64)
    text = models.CharField(max_length=64, blank=True)
    problem = models.TextField(blank=True)
    job_id = models.BigIntegerField(null=True)
    asked = models.DateTimeField()
    finished = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "document"], name="explored_once")]
