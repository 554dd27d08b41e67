"""The one task of the queue: run a job by its id.

What runs it is named, as jobs are, and not imported: only the worker process loads it.
"""

from __future__ import annotations

from django.utils.module_loading import import_string
from django_tasks import task

RUNNER = "gotgan.work.runner.run"


@task()
def run_job(job_id: int) -> None:
    import_string(RUNNER)(job_id)
