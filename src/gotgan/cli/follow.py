"""Follow queued jobs to their end; run them in this process when no worker takes them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence

from gotgan.terms.job import JobRecord, JobState

PATIENCE_SECONDS = 2.0
"""How long a waiting job is left to the hub's worker, which looks twice a second, before it is run here."""
_LOOK_SECONDS = 0.25
_ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
Tick = Callable[[], None]


def follow_chain(job_id: int, names: Sequence[str], tick: Tick) -> JobRecord:
    """Wait for a job and for those queued after it, by name; returns the one that ended last.

    `tick` is called while waiting. Stops at the first that did not end well.
    """
    _keep_logs_quiet()
    ended = follow(job_id, tick)
    for name in names:
        following = _job_after(ended.id, name)
        if ended.state is not JobState.DONE or following is None:
            return ended
        ended = follow(following.id, tick)
    return ended


def follow(job_id: int, tick: Tick) -> JobRecord:
    """Wait for one job; run it here when it waits longer than PATIENCE_SECONDS."""
    from gotgan.work import queries

    waited_since = time.monotonic()
    while (job := queries.job(job_id)).state not in _ENDED:
        tick()
        if job.state is JobState.QUEUED and time.monotonic() - waited_since > PATIENCE_SECONDS:
            _run_here(job_id)
            waited_since = time.monotonic()
        else:
            time.sleep(_LOOK_SECONDS)
    tick()
    return job


def _run_here(job_id: int) -> None:
    """Claiming is atomic: when a worker was faster, nothing happens here."""
    from gotgan.work import runner

    try:
        runner.run(job_id)
    except KeyboardInterrupt:
        runner.put_back(job_id)
        raise


def _job_after(job_id: int, name: str) -> JobRecord | None:
    from gotgan.work import queries

    known = (*queries.waiting(), *queries.running(), *queries.recent())
    later = [job for job in known if job.name == name and job.id > job_id]
    return min(later, key=lambda job: job.id, default=None)


def _keep_logs_quiet() -> None:
    """Standard output is for the result; what a job logs belongs to a worker's log file."""
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.getLogger("django_tasks").setLevel(logging.ERROR)
