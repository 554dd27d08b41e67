"""Running queued jobs in a test, without a worker process."""

from __future__ import annotations

from unittest.mock import patch

from gotgan.work import queries
from gotgan.work.runner import run


@patch("gotgan.catalogue.jobs.MOST_RETRIES", 0)
def run_waiting_jobs(*, most: int = 100) -> list[str]:
    """Run what waits, in the worker's order, until nothing waits; returns the names that ran.

    What is to run later runs too, but not the five further tries, a minute apart, to index with a desk's morphemes:
    no test has a desk that comes up in between.
    """
    ran: list[str] = []
    while waiting := queries.waiting(limit=1):
        job = waiting[0]
        run(job.id, with_pulse=False)
        ran.append(f"{job.name} {queries.job(job.id).state}")
        if len(ran) >= most:
            raise AssertionError(f"more than {most} jobs: {ran[-5:]}")
    return ran
