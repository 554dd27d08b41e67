"""Background jobs as rooms and pages see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class JobHandle:
    """What `enqueue` gives back."""

    id: int


@dataclass(frozen=True)
class JobRecord:
    """One job. `progress` is what the job last told; `error` is fit to show."""

    id: int
    name: str
    args: tuple[str | int, ...]
    state: JobState
    attempts: int
    created: datetime
    started: datetime | None = None
    finished: datetime | None = None
    heartbeat_at: datetime | None = None
    progress: dict[str, Any] = field(default_factory=dict)
    error: str = ""


class JobContext(Protocol):
    """What a job function gets as its keyword argument `context`.

    `heartbeat` may be called as often as one likes: it is written at most every two seconds.
    `is_cancelled` turns true when a person asked to stop this job.
    Either raises `WorkerStopping` when the worker itself must end: let it pass (it is no
    Exception); the job is queued again and must go on from its own cursor.
    """

    job_id: int

    def heartbeat(self, progress: Mapping[str, Any]) -> None: ...

    def is_cancelled(self) -> bool: ...


class WorkerStopping(BaseException):
    """The worker must end now. Not an Exception, so that no job takes it for a failure of its own."""
