"""Runs of the rule books, and the score sheets they left. What a sheet says is never edited."""

from __future__ import annotations

from typing import Any

from django.db import models

from gotgan.assess.models.parts import is_one_of
from gotgan.assess.rules.scoring import Scope
from gotgan.assess.rules.sheets import unpack


class ScoringRun(models.Model):
    """One pass over datasets. `cursor` is where it stands (inventory.queries.cursor_of), so that an interrupted one
    goes on and the next one begins there; `books` are those it used: {id: {"version", "ko", "en"}}. The first run is
    where writers queue.
    """

    job_id = models.BigIntegerField(null=True, db_index=True)
    scope = models.CharField(max_length=10)
    cursor = models.TextField(blank=True)
    books = models.JSONField(default=dict)
    datasets = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    problems = models.PositiveIntegerField(default=0)
    started = models.DateTimeField()
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = [models.CheckConstraint(condition=is_one_of(Scope, "scope"), name="scoring_scope_known")]


class ScoringProblem(models.Model):
    """A dataset that a run could not score, and why; it did not stop the others."""

    run = models.ForeignKey(ScoringRun, models.CASCADE, related_name="broken")
    dataset = models.ForeignKey("inventory.Dataset", models.CASCADE, related_name="+")
    what = models.TextField()

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["run", "dataset"], name="scoring_problem_once")]


class KeptSheet(models.Model):
    """One score sheet: of one version of a dataset, by one version of a book, for one use (`any` where the book has
    none). `packed` is its document (terms.readiness.ScoreSheet as JSON), `evidence` the fingerprint of what it stands
    on and says: the same evidence writes nothing. `moved` is what changed since the sheet before and why. `packed_dqv`:
    a sheet about metadata as JSON-LD of the W3C Data Quality Vocabulary; its addresses are the hub's.

    Marks, which move to the next sheet: `is_newest` of this dataset, book and use; `is_best` the newest sheet of this
    dataset and book with the highest total. `method_shares`: of all that counts, {method: 0 to 1}.
    """

    dataset = models.ForeignKey("inventory.Dataset", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    field = models.TextField(blank=True)
    modality = models.JSONField(default=list)
    version = models.CharField(max_length=64, blank=True)
    book = models.CharField(max_length=60)
    book_version = models.CharField(max_length=40)
    use = models.CharField(max_length=40, blank=True)
    total = models.FloatField(null=True)
    most = models.FloatField()
    factors = models.JSONField(default=dict)
    gates = models.JSONField(default=dict)
    gates_failed = models.PositiveSmallIntegerField(default=0)
    method_shares = models.JSONField(default=dict)
    evidence = models.CharField(max_length=64)
    packed = models.BinaryField()
    packed_dqv = models.BinaryField(null=True)
    moved = models.JSONField(default=list)
    is_newest = models.BooleanField(default=True)
    is_best = models.BooleanField(default=False)
    run = models.ForeignKey(ScoringRun, models.PROTECT, related_name="+")
    created = models.DateTimeField()

    @property
    def document(self) -> dict[str, Any]:
        return unpack(bytes(self.packed))

    @property
    def dqv(self) -> dict[str, Any] | None:
        return None if self.packed_dqv is None else unpack(bytes(self.packed_dqv))

    class Meta:
        ordering = ("dataset", "book", "use", "-id")
        indexes = [
            models.Index(fields=["dataset", "book", "use", "-id"], name="score_sheet_history"),
            models.Index(fields=["book", "total"], condition=models.Q(is_best=True), name="score_sheet_by_total"),
            models.Index(
                fields=["book", "organisation"], condition=models.Q(is_newest=True), name="score_sheet_of_body"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "book", "use"], condition=models.Q(is_newest=True), name="score_sheet_one_newest"
            ),
            models.UniqueConstraint(
                fields=["dataset", "book"], condition=models.Q(is_best=True), name="score_sheet_one_best"
            ),
            models.CheckConstraint(
                condition=models.Q(is_best=False) | models.Q(is_newest=True), name="score_sheet_best_is_newest"
            ),
        ]
