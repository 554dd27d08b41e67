"""Privacy budgets and what was charged to them. What was written is never edited."""

from __future__ import annotations

from django.db import models

from gotgan.refine.models.orders import Run


class PrivacyBudget(models.Model):
    """What all noisy answers about one dataset may cost together, for life, and what they cost so far; in units of
    10^-15. `subject` is the column of the persons, "" when each row is one. `head` is the hash of the last line of the
    ledger: of the budget itself, or of the newest charge. The database refuses to spend more than there is."""

    dataset = models.OneToOneField("inventory.Dataset", models.PROTECT, related_name="+")
    subject = models.TextField(blank=True)
    epsilon_units = models.BigIntegerField()
    delta_units = models.BigIntegerField()
    spent_epsilon = models.BigIntegerField(default=0)
    spent_delta = models.BigIntegerField(default=0)
    opening = models.JSONField()
    first = models.CharField(max_length=64)
    head = models.CharField(max_length=64)
    reason = models.TextField()
    by = models.CharField(max_length=254)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(spent_epsilon__gte=0) & models.Q(spent_epsilon__lte=models.F("epsilon_units")),
                name="budget_epsilon_never_exceeded",
            ),
            models.CheckConstraint(
                condition=models.Q(spent_delta__gte=0) & models.Q(spent_delta__lte=models.F("delta_units")),
                name="budget_delta_never_exceeded",
            ),
        ]


class PrivacyCharge(models.Model):
    """One line of a dataset's ledger, written down before its answers were drawn. `entry` is what the chain hashes;
    a run is charged once."""

    budget = models.ForeignKey(PrivacyBudget, models.PROTECT, related_name="charges")
    run = models.OneToOneField(Run, models.PROTECT, related_name="charge")
    place = models.PositiveIntegerField()
    epsilon_units = models.BigIntegerField()
    delta_units = models.BigIntegerField()
    entry = models.JSONField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("place",)
        constraints = [models.UniqueConstraint(fields=["budget", "place"], name="charge_place_once")]
