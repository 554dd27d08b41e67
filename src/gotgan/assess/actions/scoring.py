"""Asking for datasets to be scored, and keeping what the rule books said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.assess.models import KeptSheet, ScoringProblem, ScoringRun
from gotgan.assess.queries.scoring import cursor_after, newest_of
from gotgan.assess.rules.scoring import Scope, best_use, may_score
from gotgan.audit.actions import record
from gotgan.organisations import queries as organisations
from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import NotAllowed
from gotgan.terms.role import SYSTEM, Actor
from gotgan.work import actions as work
from gotgan.work import queries as jobs

JOB = "assess.score"
LONGEST_PROBLEM = 500


class MayNotScore(NotAllowed):
    """Only a manager has datasets scored again."""


@dataclass(frozen=True)
class NewSheet:
    """One that says or stands on something else than the sheet before. `before` is that one's id, None for the first;
    `moved` what changed since and why."""

    packed: bytes
    evidence: str
    version: str
    book: str
    book_version: str
    use: str
    total: float | None
    most: float
    factors: Mapping[str, float | None]
    gates: Mapping[str, str]
    method_shares: Mapping[str, float]
    packed_dqv: bytes | None = None
    before: int | None = None
    moved: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Looked:
    """One dataset as a run looked at it: new sheets, and the ids of those that still say the same; or what went
    wrong, and then its sheets stay as they are."""

    dataset: str
    organisation: str
    field: str = ""
    modality: tuple[str, ...] = ()
    new: Sequence[NewSheet] = ()
    same: Sequence[int] = ()
    problem: str = ""


@dataclass
class _Counts:
    written: int = 0
    same: int = 0
    prints: list[str] = field(default_factory=list)


@transaction.atomic
def ask_scoring(*, by: Actor, dataset_ids: Collection[str] = ()) -> int:
    """Queue the scoring of these datasets, or of all that are held; returns the job's id, that of one that waits
    already. Raises: MayNotScore."""
    if not (decision := may_score(organisations.viewer_of(by))):
        raise MayNotScore("; ".join(decision.reasons))
    key = f"{JOB}:{fingerprint(sorted(dataset_ids))[:16]}" if dataset_ids else JOB
    job = work.enqueue(JOB, *sorted(dataset_ids), key=key)
    subject = f"dataset:{next(iter(dataset_ids))}" if len(dataset_ids) == 1 else "datasets"
    record(by=by, action="assess.ask_scoring", subject=subject, details={"job": job.id, "datasets": len(dataset_ids)})
    return job.id


@transaction.atomic
def stop_scoring(*, by: Actor) -> None:
    """End the run that waits or goes on after the datasets under way; what it kept stays. Raises: MayNotScore."""
    if not (decision := may_score(organisations.viewer_of(by))):
        raise MayNotScore("; ".join(decision.reasons))
    job = next(iter(jobs.unfinished(JOB)), None)
    if job is None:
        raise MayNotScore("no run is under way; nothing was stopped")
    work.request_cancel(job.id)
    record(by=by, action="assess.stop_scoring", subject="datasets", details={"job": job.id})


@transaction.atomic
def begin_run(*, job_id: int, scope: Scope, books: Mapping[str, Mapping[str, str]]) -> ScoringRun:
    """The run of this job: where it was interrupted, that one; else a new one. Of what changed it begins where the
    last pass ended, unless the books are others since: then everything is scored. `books`: {id: {"version", "ko",
    "en"}}."""
    going = ScoringRun.objects.filter(job_id=job_id, finished__isnull=True).first()
    if going is not None and going.books == dict(books):
        return going
    cursor = cursor_after(books) if scope is Scope.CHANGED else ""
    run = ScoringRun.objects.create(
        job_id=job_id, scope=scope, cursor=cursor, books=dict(books), started=timezone.now()
    )
    record(by=SYSTEM, action="assess.begin_scoring", subject=f"scoring:{run.pk}", details={"scope": str(scope)})
    return run


@transaction.atomic
def keep_looked(*, run_id: int, looked: Sequence[Looked], cursor: str) -> None:
    """Keep what a run found of some datasets, all or nothing. A sheet that another run replaced meanwhile is left to
    it. Twelve statements, however many datasets."""
    ScoringRun.objects.select_for_update().order_by("pk").first()  # writers queue here
    well = [each for each in looked if not each.problem]
    newest = newest_of([each.dataset for each in well])
    counts = _Counts()
    made = [row for each in well for row in _rows(each, newest.get(each.dataset, {}), run_id, counts)]
    _move_marks(well, newest, made)
    _follow(well, newest)
    KeptSheet.objects.bulk_create(made, batch_size=100)
    broken = [ScoringProblem(run_id=run_id, dataset_id=each.dataset, what=each.problem[:LONGEST_PROBLEM])
              for each in looked if each.problem]  # fmt: skip
    ScoringProblem.objects.bulk_create(broken, ignore_conflicts=True)
    _count(run_id, len(looked), counts, len(broken), cursor)
    if counts.written or broken:
        told = {"datasets": len(looked), "written": counts.written, "problems": len(broken)}
        details = {**told, "sha256": fingerprint(sorted(counts.prints))}
        record(by=SYSTEM, action="assess.keep_scores", subject=f"scoring:{run_id}", details=details)


@transaction.atomic
def finish_run(*, run_id: int) -> None:
    """Note that a run has come to its end."""
    run = ScoringRun.objects.select_for_update().get(pk=run_id)
    run.finished = timezone.now()
    run.save()
    details = {"datasets": run.datasets, "written": run.written, "same": run.same, "problems": run.problems}
    record(by=SYSTEM, action="assess.finish_scoring", subject=f"scoring:{run_id}", details=details)


def _rows(looked: Looked, newest: Mapping[tuple[str, str], KeptSheet], run_id: int, counts: _Counts) -> list[KeptSheet]:
    made = []
    for each in looked.new:
        before = newest.get((each.book, each.use))
        if before is not None and before.evidence == each.evidence:  # another run was faster
            counts.same += 1
        else:
            made.append(_row(looked, each, before, run_id))
    counts.same += len(looked.same)
    counts.written += len(made)
    counts.prints += [row.evidence for row in made]
    return made


def _row(looked: Looked, new: NewSheet, before: KeptSheet | None, run_id: int) -> KeptSheet:
    """What moved is told of the sheet that stands there now, or not at all."""
    is_next = before is not None and before.pk == new.before
    return KeptSheet(
        dataset_id=looked.dataset,
        organisation_id=looked.organisation,
        field=looked.field,
        modality=list(looked.modality),
        run_id=run_id,
        created=timezone.now(),
        gates_failed=sum(state == "failed" for state in new.gates.values()),
        moved=list(new.moved) if is_next else [],
        **{name: getattr(new, name) for name in _COPIED},
    )


_COPIED = (
    "packed", "evidence", "version", "book", "book_version", "use", "total", "most", "factors", "gates",
    "method_shares", "packed_dqv",
)  # fmt: skip


def _move_marks(
    looked: Sequence[Looked], newest: Mapping[str, Mapping[tuple[str, str], KeptSheet]], made: Sequence[KeptSheet]
) -> None:
    """Which sheet is the newest, and the best of its book. Sheets of uses that no longer apply lose both marks."""
    of_dataset: dict[str, list[KeptSheet]] = {each.dataset: [] for each in looked}
    for row in made:
        of_dataset[row.dataset_id].append(row)
    gone, worse, better = [], [], []
    for each in looked:
        before, new = newest.get(each.dataset, {}), of_dataset[each.dataset]
        wanted = {(one.book, one.use) for one in each.new}
        stays = [row for key, row in before.items() if row.pk in each.same or key in wanted]
        stays = [row for row in stays if not any((row.book, row.use) == (one.book, one.use) for one in new)]
        gone += [row.pk for row in before.values() if row not in stays]
        best = _best([*stays, *new])
        for row in new:
            row.is_best = (row.book, row.use) in best
        worse += [row.pk for row in stays if row.is_best and (row.book, row.use) not in best]
        better += [row.pk for row in stays if not row.is_best and (row.book, row.use) in best]
    KeptSheet.objects.filter(pk__in=gone).update(is_newest=False, is_best=False)
    KeptSheet.objects.filter(pk__in=worse).update(is_best=False)
    KeptSheet.objects.filter(pk__in=better).update(is_best=True)


def _follow(looked: Sequence[Looked], newest: Mapping[str, Mapping[tuple[str, str], KeptSheet]]) -> None:
    """What lists narrow by is that of the dataset today: it moves with a merged ministry though the evidence stands."""
    moved = []
    for each in looked:
        today = {"organisation_id": each.organisation, "field": each.field, "modality": list(each.modality)}
        for row in newest.get(each.dataset, {}).values():
            if row.pk in each.same and any(getattr(row, name) != value for name, value in today.items()):
                vars(row).update(today)
                moved.append(row)
    KeptSheet.objects.bulk_update(moved, ["organisation", "field", "modality"], batch_size=200)


def _best(rows: Sequence[KeptSheet]) -> set[tuple[str, str]]:
    books = {row.book for row in rows}
    kinds = {kind for row in rows for kind in row.modality}
    chosen = {book: best_use(((row.use, row.total) for row in rows if row.book == book), kinds) for book in books}
    return {(book, use) for book, use in chosen.items() if use is not None}


def _count(run_id: int, datasets: int, counts: _Counts, problems: int, cursor: str) -> None:
    run = ScoringRun.objects.get(pk=run_id)
    run.datasets += datasets
    run.written += counts.written
    run.same += counts.same
    run.problems += problems
    run.cursor = cursor
    run.save()
