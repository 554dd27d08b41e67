"""When a job is lost, and what becomes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gotgan.terms.job import JobState
from gotgan.work.rules import MOST_ATTEMPTS, STALE_AFTER, is_due, is_lost, split_name, state_after_loss

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("heartbeat_at", "worker_is_dead", "lost"),
    [
        (NOW, False, False),
        (NOW - STALE_AFTER, False, False),
        (NOW - STALE_AFTER - SECOND, False, True),
        (NOW, True, True),
        (None, False, True),
    ],
)
def test_job_is_lost_when_its_worker_is_dead_or_silent(
    heartbeat_at: datetime | None, worker_is_dead: bool, lost: bool
) -> None:
    assert is_lost(now=NOW, heartbeat_at=heartbeat_at, worker_is_dead=worker_is_dead) is lost


@pytest.mark.parametrize(
    ("attempts", "cancel_requested", "state"),
    [
        (1, False, JobState.QUEUED),
        (MOST_ATTEMPTS - 1, False, JobState.QUEUED),
        (MOST_ATTEMPTS, False, JobState.FAILED),
        (1, True, JobState.CANCELLED),
    ],
)
def test_lost_job_waits_again_a_few_times(attempts: int, cancel_requested: bool, state: JobState) -> None:
    assert state_after_loss(attempts=attempts, cancel_requested=cancel_requested) is state


def test_periodic_job_is_due_once_its_time_is_over() -> None:
    assert is_due(now=NOW, last=None, every=SECOND)
    assert is_due(now=NOW, last=NOW - SECOND, every=SECOND)
    assert not is_due(now=NOW, last=NOW, every=SECOND)


def test_name_of_a_job_is_room_and_function() -> None:
    assert split_name("inventory.scan") == ("gotgan.inventory.jobs", "scan")
    for name in ("scan", "inventory.", "inventory.scan()", "a.b.c"):
        with pytest.raises(ValueError, match=r"write room\.function"):
            split_name(name)
