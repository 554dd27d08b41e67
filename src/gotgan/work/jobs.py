"""Background entry of the room itself."""

from __future__ import annotations

from gotgan.terms.job import JobContext
from gotgan.work.reaper import prune as prune_finished


def prune(*, context: JobContext) -> None:
    """Forget finished work."""
    context.heartbeat({})
    prune_finished()
