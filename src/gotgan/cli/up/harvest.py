"""The harvest as the terminal shows it: a line whenever something moved, until nothing waits."""

from __future__ import annotations

import time

from django.db import close_old_connections

from gotgan.terms.job import JobRecord
from gotgan.work import queries as work

_LOOK_SECONDS = 1.0
_SAY_SECONDS = 5.0


def show_harvest() -> None:
    """Return when no job waits or runs."""
    said, said_at = "", 0.0
    while True:
        close_old_connections()
        running, waiting = work.running(), work.waiting()
        if not running and not waiting:
            return
        line = describe(running, len(waiting))
        if line != said and time.monotonic() - said_at >= _SAY_SECONDS:
            print(line, flush=True)
            said, said_at = line, time.monotonic()
        time.sleep(_LOOK_SECONDS)


def describe(running: tuple[JobRecord, ...], waiting: int) -> str:
    """`harvest: inventory.scan (seen 12, added 12); 9 more wait`."""
    parts = [f"{job.name}{_progress(job)}" for job in running] or ["between two jobs"]
    return f"harvest: {', '.join(parts)}; {waiting} more wait" if waiting else f"harvest: {', '.join(parts)}"


def _progress(job: JobRecord) -> str:
    told = [f"{key} {value}" for key, value in job.progress.items() if isinstance(value, int | str) and value != ""]
    return f" ({', '.join(told[:4])})" if told else ""
