"""The worker's loop: takes jobs from the queue, reaps lost ones, starts periodic ones.

SIGTERM: the running job is stopped where it next looks, put back, and the process ends; a job that
does not look within the grace is put back from outside. Killed outright, it leaves a job without
heartbeat, which the next worker finds.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from types import FrameType

import structlog
from django.db import Error, close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from gotgan.terms.job import WorkerStopping
from gotgan.work import runner
from gotgan.work.models import Job
from gotgan.work.reaper import reap
from gotgan.work.schedule import enqueue_due

_GRACE_SECONDS = 12
_ROUND_SECONDS = 10.0
_POLL_SECONDS = 0.5
log = structlog.get_logger("gotgan.work")


class JobWorker(Worker):
    """The queue's own worker, with a stop that reaches into the job and rounds of house-keeping."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=["default"], interval=_POLL_SECONDS, batch=False, backend_name="default",
            startup_delay=False, max_tasks=None, worker_id=runner.worker_name()[:64],
            excluded_queue_names=[],
        )  # fmt: skip

    def shutdown(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002
        if not self.running:
            return
        self.running = False
        if not self.running_task:
            raise SystemExit(0)
        threading.Thread(target=_end_after_grace, daemon=True).start()

    def run_task(self, db_task_result) -> None:  # type: ignore[no-untyped-def]
        super().run_task(db_task_result)
        if not self.running:
            raise SystemExit(0)


def _end_after_grace() -> None:
    """The job does not look at its context: put it back from outside and end."""
    time.sleep(_GRACE_SECONDS)
    log.warning("worker_stops_hard")
    for job in Job.objects.filter(state="running", worker=runner.worker_name()):
        runner.put_back(job.pk)
    os._exit(0)


def _keep_house(worker: JobWorker) -> None:
    while worker.running:
        try:
            close_old_connections()
            reap()
            enqueue_due()
        except Error as error:
            log.warning("house_keeping_failed", error=type(error).__name__)
        time.sleep(_ROUND_SECONDS)


def work() -> None:
    """Until SIGTERM or SIGINT; call it in the main thread, with Django set up."""
    logging.getLogger("django_tasks").setLevel(logging.WARNING)
    worker = JobWorker()
    runner.is_stopping = lambda: not worker.running
    signal.signal(signal.SIGTERM, worker.shutdown)
    signal.signal(signal.SIGINT, worker.shutdown)
    reap(is_first_look=True)
    threading.Thread(target=_keep_house, args=(worker,), daemon=True).start()
    log.info("worker_started", worker=worker.worker_id)
    try:
        worker.run()
    except WorkerStopping:
        log.info("worker_stopped_job_put_back")
