"""Finding lost jobs: of dead workers, silent ones, and jobs whose queue entry went missing."""

from __future__ import annotations

import os
import socket
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gotgan.terms.job import JobState
from gotgan.work.actions import submit
from gotgan.work.models import Job
from gotgan.work.rules import MOST_ATTEMPTS, is_lost, state_after_loss

_KEEP = timedelta(days=14)
log = structlog.get_logger("gotgan.work")


def reap(*, is_first_look: bool = False) -> int:
    """Decide about every lost job; returns how many. `is_first_look`: this worker runs nothing yet,
    so whatever carries its own process number is lost too."""
    lost = 0
    for job_id in Job.objects.filter(state=JobState.RUNNING).values_list("pk", flat=True):
        with transaction.atomic():
            job = Job.objects.select_for_update().filter(pk=job_id, state=JobState.RUNNING).first()
            if job is not None and _is_lost(job, is_first_look=is_first_look):
                _decide(job)
                lost += 1
    return lost


def _is_lost(job: Job, *, is_first_look: bool) -> bool:
    dead = _is_dead(job.worker, is_first_look=is_first_look)
    return is_lost(now=timezone.now(), heartbeat_at=job.heartbeat_at, worker_is_dead=dead)


def _is_dead(worker: str, *, is_first_look: bool) -> bool:
    """Known only of workers on this host."""
    host, _, number = worker.rpartition(":")
    if host != socket.gethostname()[:80] or not number.isdigit():
        return False
    if int(number) == os.getpid():
        return is_first_look
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _decide(job: Job) -> None:
    state = state_after_loss(attempts=job.attempts, cancel_requested=job.cancel_requested)
    job.state = state
    log.warning("job_lost", job=job.pk, name=job.name, attempts=job.attempts, becomes=str(state))
    if state == JobState.FAILED:
        job.error = f"its worker died {MOST_ATTEMPTS} times; see run/worker.log, then start it again"
    if state != JobState.QUEUED:
        job.finished = timezone.now()
    job.save()
    if state == JobState.QUEUED:
        submit(job)


def prune() -> None:
    """Forget finished work after two weeks, here and in the queue."""
    before = timezone.now() - _KEEP
    Job.objects.filter(finished__lt=before).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
    DBTaskResult.objects.running().filter(started_at__lt=before).delete()
