"""Running one job: its function is looked up by name, its outcome is written down."""

from __future__ import annotations

import importlib
import os
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

import structlog
from django.db import OperationalError, transaction
from django.utils import timezone

from gotgan.terms.errors import GotganError
from gotgan.terms.job import JobState, WorkerStopping
from gotgan.work.actions import enqueue, submit
from gotgan.work.context import Pulse, RunningJob
from gotgan.work.models import Job
from gotgan.work.rules import CHAIN_PRIORITY, LONGEST_RUN, RETRY_AFTER, split_name, state_after_loss

log = structlog.get_logger("gotgan.work")
is_stopping: Callable[[], bool] = lambda: False  # noqa: E731 - replaced by the worker process
"""Whether this process was asked to end; the worker sets it."""


def worker_name() -> str:
    """This process as the job table names it: host and process number."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


def run(job_id: int, *, with_pulse: bool = True) -> None:
    """Run a queued job to its end. Nothing happens when it is not waiting (any more).

    Raises: WorkerStopping, after putting the job back, when the worker must end.
    """
    job = _claim(job_id)
    if job is None:
        return
    context = RunningJob(job_id, lambda: is_stopping())
    pulse: AbstractContextManager[Any] = Pulse(job_id) if with_pulse else nullcontext()
    try:
        with pulse:
            _function(job.name)(*job.args, context=context)
    except WorkerStopping:
        put_back(job_id)
        raise
    except GotganError as error:
        _finish(job, JobState.FAILED, str(error))
    except OperationalError as error:
        log.warning("database_did_not_answer", job=job_id, name=job.name, error=type(error).__name__)
        _try_again(job)
    except Exception as error:
        log.exception("job_failed", job=job_id, name=job.name, error=type(error).__name__)
        _finish(job, JobState.FAILED, _safe_reason(error))
    else:
        _finish(job, JobState.CANCELLED if context.was_cancelled else JobState.DONE)


def _safe_reason(error: Exception) -> str:
    """What a person may read: an OSError's own words, else only the kind (messages may quote data)."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} ({type(error).__name__})"
    return f"{type(error).__name__}: see run/worker.log"


def _claim(job_id: int) -> Job | None:
    now = timezone.now()
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, state=JobState.QUEUED).first()
        if job is None:
            return None
        job.state, job.worker, job.attempts = JobState.RUNNING, worker_name(), job.attempts + 1
        job.started, job.heartbeat_at, job.deadline = now, now, now + LONGEST_RUN
        job.error = ""
        job.save()
    return job


def _function(name: str) -> Callable[..., None]:
    module_name, function_name = split_name(name)
    return cast(Callable[..., None], getattr(importlib.import_module(module_name), function_name))


def _finish(job: Job, state: JobState, error: str = "") -> None:
    with transaction.atomic():
        values = {"state": state, "error": error, "finished": timezone.now()}
        still_ours = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker)
        if still_ours.update(**values) and state == JobState.DONE:
            follow_on(job)


def _try_again(job: Job) -> None:
    """A database that was locked or away is no fault of the job: it waits again, a few times."""
    state = state_after_loss(attempts=job.attempts, cancel_requested=job.cancel_requested)
    if state != JobState.QUEUED:
        _finish(job, state, "the database did not answer; start it again when it does")
        return
    with transaction.atomic():
        job.state, job.run_after = JobState.QUEUED, timezone.now() + RETRY_AFTER
        job.save(update_fields=["state", "run_after"])
        submit(job)


def follow_on(job: Job) -> None:
    """Queue what comes after a finished job: one by one, in order, ahead of what waits."""
    if job.then:
        first, *rest = job.then
        enqueue(first, then=rest, priority=CHAIN_PRIORITY)


def put_back(job_id: int) -> None:
    """An interrupted job waits again; an orderly stop does not count as an attempt."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, state=JobState.RUNNING).first()
        if job is not None:
            job.state, job.attempts = JobState.QUEUED, max(0, job.attempts - 1)
            job.save()
            submit(job)
