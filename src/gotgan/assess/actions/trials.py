"""Having datasets tried, one after the other in a batch, and keeping what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from gotgan.assess.models import Trial, new_id
from gotgan.assess.queries.potential import most_promising
from gotgan.assess.rules.potential import MOST_AT_ONCE, UNDER_WAY, TrialState, may_try
from gotgan.audit.actions import record
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.terms.errors import Invalid, Issue, NotAllowed, NotFound
from gotgan.terms.role import SYSTEM, Actor
from gotgan.work import actions as work
from gotgan.work import queries as jobs

JOB = "assess.try_batch"
SAMPLE_ROWS, SEED = 20_000, 1
LOST = "the job that ran it was lost too often or stopped; try it again"
NONE = Issue("dataset", "none can be tried: not scanned, or under way already", "choose others or wait")
STOPPED = "it was stopped before its turn"


class MayNotTry(NotAllowed):
    """Only a manager has datasets tried."""


class NoSuchTrial(NotFound):
    """There is no such trial, or it is over."""


@dataclass(frozen=True)
class TrialResult:
    """`document` and `receipt` are sha256; `modes` and `stated` as JSON; `problem` when it failed."""

    modes: Sequence[Mapping[str, Any]] = ()
    stated: Mapping[str, Any] = field(default_factory=dict)
    document: str = ""
    receipt: str = ""
    sampled_rows: int = 0
    problem: str = ""


def _check(by: Actor) -> None:
    if not (decision := may_try(organisations.viewer_of(by))):
        raise MayNotTry("; ".join(decision.reasons))


@transaction.atomic
def try_datasets(*, by: Actor, dataset_ids: Sequence[str], seed: int = SEED, sample_rows: int = SAMPLE_ROWS) -> str:
    """Queue a trial of each dataset that has a scanned version and none under way; returns the batch.

    Raises: MayNotTry; Invalid when none of them can be tried, or they are too many.
    """
    _check(by)
    if len(dataset_ids) > MOST_AT_ONCE:
        raise Invalid(Issue("most", f"is above {MOST_AT_ONCE}", "try fewer at once"))
    if not 1 <= sample_rows <= 1_000_000:
        raise Invalid(Issue("rows", "is not between 1 and 1,000,000", "20,000 is usual"))
    if not 0 <= seed <= 2_000_000_000:
        raise Invalid(Issue("seed", "it is no whole number from 0 to 2,000,000,000", "write one"))
    busy = set(Trial.objects.filter(dataset__in=dataset_ids, state__in=UNDER_WAY).values_list("dataset_id", flat=True))
    facts = inventory.facts_of_many(each for each in dataset_ids if each not in busy)
    versions = {each: facts[each].evidence_sha256 for each in dataset_ids if each in facts}
    rows = [
        Trial(dataset_id=each, version=version, batch="", seed=seed, sample_rows=sample_rows, by=by.label[:254],
              queued=timezone.now())
        for each, version in versions.items() if version
    ]  # fmt: skip
    if not rows:
        raise Invalid(NONE)
    try:
        return _queue(by, rows)
    except IntegrityError:  # somebody else had one of them tried at the same moment
        raise Invalid(NONE) from None


@transaction.atomic
def _queue(by: Actor, rows: list[Trial]) -> str:
    batch = new_id()
    job = work.enqueue(JOB, batch)
    for row in rows:
        row.batch, row.job_id = batch, job.id
    Trial.objects.bulk_create(rows)
    details = {"datasets": len(rows), "seed": rows[0].seed, "sample_rows": rows[0].sample_rows}
    record(by=by, action="assess.try_datasets", subject=f"trials:{batch}", details=details)
    return batch


@transaction.atomic
def try_most_promising(*, by: Actor, most: int) -> str:
    """The same for the `most` datasets of the highest readiness that were not tried as they are now.

    Raises: MayNotTry, Invalid.
    """
    _check(by)
    if most < 1:
        raise Invalid(Issue("most", "is below 1", "say how many datasets to try"))
    return try_datasets(by=by, dataset_ids=most_promising(most))


@transaction.atomic
def stop_batch(*, by: Actor, batch: str) -> None:
    """End what waits in a batch; the trial under way ends first. Raises: MayNotTry, NoSuchTrial."""
    _check(by)
    rows = Trial.objects.select_for_update().filter(batch=batch, state__in=UNDER_WAY)
    job_id = rows.values_list("job_id", flat=True).first()
    if job_id is None:
        raise NoSuchTrial(f"trials {batch}: none is under way; nothing was stopped")
    work.request_cancel(job_id)
    stop_waiting(by=by, batch=batch)


@transaction.atomic
def stop_waiting(*, by: Actor, batch: str) -> None:
    """Write down that a batch was stopped: for the job that saw it, and for who asked."""
    stopped = Trial.objects.filter(batch=batch, state=TrialState.QUEUED).update(
        state=TrialState.STOPPED, problem=STOPPED, finished=timezone.now()
    )
    record(by=by, action="assess.stop_trials", subject=f"trials:{batch}", details={"stopped": stopped})


@transaction.atomic
def begin_trial(*, trial_id: int) -> Trial | None:
    """Take a trial up, also one that a worker lost halfway; None when it is over."""
    row = Trial.objects.select_for_update().filter(pk=trial_id, state__in=UNDER_WAY).first()
    if row is not None:
        row.state = TrialState.RUNNING
        row.save(update_fields=["state"])
    return row


@transaction.atomic
def finish_trial(*, trial_id: int, result: TrialResult) -> None:
    """Keep what was measured, or why it was not. Raises: NoSuchTrial when it is over already."""
    row = Trial.objects.select_for_update().filter(pk=trial_id, state__in=UNDER_WAY).first()
    if row is None:
        raise NoSuchTrial(f"trial {trial_id}: it is over; try the dataset again")
    row.state = TrialState.FAILED if result.problem else TrialState.DONE
    row.modes, row.stated = [dict(each) for each in result.modes], dict(result.stated)
    row.document, row.receipt, row.sampled_rows = result.document, result.receipt, result.sampled_rows
    row.problem, row.finished = result.problem, timezone.now()
    row.save()
    details = {"state": str(row.state), "document": row.document, "receipt": row.receipt}
    record(by=SYSTEM, action="assess.finish_trial", subject=f"dataset:{row.dataset_id}", details=details)


def fail_lost_trials() -> int:
    """End trials under way that no waiting or running job carries; returns how many. The reason is the job's."""
    carried = [str(job.args[0]) for job in jobs.unfinished(JOB)]
    lost = Trial.objects.filter(state__in=UNDER_WAY).exclude(batch__in=carried).values_list("pk", "job_id")
    return sum(_fail(*each) for each in lost)


@transaction.atomic
def _fail(trial_id: int, job_id: int | None) -> bool:
    """False when it ended meanwhile."""
    if not Trial.objects.filter(pk=trial_id, state__in=UNDER_WAY).exists():
        return False
    job = jobs.find_job(job_id) if job_id is not None else None
    finish_trial(trial_id=trial_id, result=TrialResult(problem=(job.error if job else "") or LOST))
    return True
