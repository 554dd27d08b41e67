"""What runs and what waits."""

from __future__ import annotations

from gotgan.terms.errors import NotFound
from gotgan.terms.job import JobRecord, JobState
from gotgan.work.models import Job


def find_job(job_id: int) -> JobRecord | None:
    row = Job.objects.filter(pk=job_id).first()
    return _record(row) if row else None


def job(job_id: int) -> JobRecord:
    """Raises: NotFound."""
    found = find_job(job_id)
    if found is None:
        raise NotFound(f"job {job_id}: there is no such job")
    return found


def running() -> tuple[JobRecord, ...]:
    return tuple(map(_record, Job.objects.filter(state=JobState.RUNNING)))


def waiting(*, limit: int = 1000) -> tuple[JobRecord, ...]:
    """In the order in which they will run."""
    return tuple(map(_record, Job.objects.filter(state=JobState.QUEUED).order_by("-priority", "id")[:limit]))


def unfinished(name: str) -> tuple[JobRecord, ...]:
    """Every job of this name that runs or waits, however many wait."""
    rows = Job.objects.filter(name=name, state__in=(JobState.QUEUED, JobState.RUNNING))
    return tuple(map(_record, rows))


def recent(*, limit: int = 50) -> tuple[JobRecord, ...]:
    """Finished in any way, newest first."""
    states = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
    return tuple(map(_record, Job.objects.filter(state__in=states).order_by("-finished", "-id")[:limit]))


def count_unfinished() -> int:
    return Job.objects.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).count()


def _record(row: Job) -> JobRecord:
    return JobRecord(
        row.pk, row.name, tuple(row.args), JobState(row.state), row.attempts, row.created,
        row.started, row.finished, row.heartbeat_at, dict(row.progress), row.error,
    )  # fmt: skip
