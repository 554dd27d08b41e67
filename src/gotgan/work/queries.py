"""What runs and what waits."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

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


def count_ahead(job_id: int) -> int:
    """How many others wait and will run before this one; 0 once it runs."""
    row = Job.objects.filter(pk=job_id, state=JobState.QUEUED).first()
    if row is None:
        return 0
    before = Q(priority__gt=row.priority) | Q(priority=row.priority, pk__lt=row.pk)
    due = Q(run_after__isnull=True) | Q(run_after__lte=timezone.now())
    return Job.objects.filter(before, due, state=JobState.QUEUED).count()


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
