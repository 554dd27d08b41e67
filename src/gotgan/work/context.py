"""What a running job holds in its hands, and the threads beside it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from django.db import Error, close_old_connections, connection
from django.utils import timezone

from gotgan.terms.job import WorkerStopping
from gotgan.work.actions import heartbeat
from gotgan.work.models import Job

_WRITE_EVERY_SECONDS = 2.0
_BEAT_EVERY_SECONDS = 5.0
_HUNG_EXIT = 75
log = structlog.get_logger("gotgan.work")


class RunningJob:
    """The `JobContext` of the worker. `is_stopping` says whether the worker must end."""

    def __init__(self, job_id: int, is_stopping: Callable[[], bool] = lambda: False) -> None:
        self.job_id = job_id
        self.was_cancelled = False
        self._is_stopping = is_stopping
        self._written = self._looked = 0.0

    def heartbeat(self, progress: Mapping[str, Any]) -> None:
        self._stop_if_asked()
        now = time.monotonic()
        if now - self._written >= _WRITE_EVERY_SECONDS:
            self._written = now
            heartbeat(self.job_id, progress)

    def is_cancelled(self) -> bool:
        self._stop_if_asked()
        now = time.monotonic()
        if not self.was_cancelled and now - self._looked >= _WRITE_EVERY_SECONDS:
            self._looked = now
            self.was_cancelled = Job.objects.filter(pk=self.job_id, cancel_requested=True).exists()
        return self.was_cancelled

    def _stop_if_asked(self) -> None:
        if self._is_stopping():
            raise WorkerStopping


class Pulse(threading.Thread):
    """Beats for a job while its worker lives, however deep in the engine it is.

    A job past its deadline is past help from inside: the whole worker ends, the supervisor starts
    a new one, and the reaper decides about the job.
    """

    def __init__(self, job_id: int) -> None:
        super().__init__(name=f"pulse-{job_id}", daemon=True)
        self._job_id = job_id
        self._done = threading.Event()

    def run(self) -> None:
        while not self._done.wait(_BEAT_EVERY_SECONDS):
            try:
                close_old_connections()
                heartbeat(self._job_id)
                if Job.objects.filter(pk=self._job_id, deadline__lt=timezone.now()).exists():
                    log.error("job_past_deadline", job=self._job_id)
                    os._exit(_HUNG_EXIT)
            except Error as error:
                log.warning("beat_missed", job=self._job_id, error=type(error).__name__)
        connection.close()

    def __enter__(self) -> Pulse:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self.join(timeout=_BEAT_EVERY_SECONDS)
