"""Putting work into the queue, and what becomes of it. Heartbeats are exempt from the audit chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.terms.errors import NotFound
from gotgan.terms.job import JobHandle, JobState
from gotgan.work.models import Job
from gotgan.work.queue import run_job


def enqueue(
    name: str,
    *args: str | int,
    then: Sequence[str] = (),
    run_after: datetime | None = None,
    key: str | None = None,
    priority: int = 0,
) -> JobHandle:
    """Queue `gotgan.<room>.jobs:<function>` under its name "room.function".

    Part of the caller's transaction: it runs only if that commits. `then` are names queued
    without arguments once this job is done, ahead of what waits. `key`: when a job with this key
    still waits, that one is the answer and nothing is added.
    """
    with transaction.atomic():
        waiting = Job.objects.filter(key=key, state=JobState.QUEUED).first() if key else None
        if waiting is not None:
            return JobHandle(waiting.pk)
        job = Job.objects.create(
            name=name, args=list(args), then=list(then), key=key or "", priority=priority, run_after=run_after
        )
        submit(job)
    return JobHandle(job.pk)


def submit(job: Job) -> None:
    """Hand the job's id to the queue, in the transaction that saved the job: neither without the other."""
    run_job.using(priority=job.priority, run_after=job.run_after).enqueue(job.pk)


def heartbeat(job_id: int, progress: Mapping[str, Any] | None = None) -> None:
    """Say that the job lives, and how far it is."""
    values: dict[str, Any] = {"heartbeat_at": timezone.now()}
    if progress is not None:
        values["progress"] = dict(progress)
    Job.objects.filter(pk=job_id, state=JobState.RUNNING).update(**values)


def request_cancel(job_id: int) -> None:
    """A waiting job is cancelled at once, a running one when it next looks. Raises: NotFound."""
    with transaction.atomic():
        if not Job.objects.filter(pk=job_id).update(cancel_requested=True):
            raise NotFound(f"job {job_id}: there is no such job")
        Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(state=JobState.CANCELLED, finished=timezone.now())
