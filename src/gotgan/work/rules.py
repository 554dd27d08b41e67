"""When a job is lost, and what becomes of it. Plain values only."""

from __future__ import annotations

from datetime import datetime, timedelta

from gotgan.terms.job import JobState

STALE_AFTER = timedelta(seconds=30)
MOST_ATTEMPTS = 3
RETRY_AFTER = timedelta(seconds=10)
LONGEST_RUN = timedelta(hours=6)
CHAIN_PRIORITY = 10
"""What follows a finished job goes ahead of what waits: a harvested source is seen before the next one."""


def is_lost(*, now: datetime, heartbeat_at: datetime | None, worker_is_dead: bool) -> bool:
    """A running job is lost when its worker is known to be dead, or has been silent too long."""
    return worker_is_dead or heartbeat_at is None or now - heartbeat_at > STALE_AFTER


def state_after_loss(*, attempts: int, cancel_requested: bool) -> JobState:
    """A lost job waits again, unless somebody wants it gone or it was lost too often."""
    if cancel_requested:
        return JobState.CANCELLED
    return JobState.QUEUED if attempts < MOST_ATTEMPTS else JobState.FAILED


def is_due(*, now: datetime, last: datetime | None, every: timedelta) -> bool:
    """Whether a periodic job is due."""
    return last is None or now - last >= every


def split_name(name: str) -> tuple[str, str]:
    """ "inventory.scan" -> ("gotgan.inventory.jobs", "scan"). Raises: ValueError."""
    room, dot, function = name.partition(".")
    if not (dot and room.isidentifier() and function.isidentifier()):
        raise ValueError(f"{name!r} is not a job name; write room.function")
    return f"gotgan.{room}.jobs", function
