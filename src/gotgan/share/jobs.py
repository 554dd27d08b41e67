"""Background entry of share: follow what earlier rooms changed."""

from __future__ import annotations

from gotgan.share import actions
from gotgan.terms.job import JobContext
from gotgan.terms.role import SYSTEM


def pull(*, context: JobContext) -> None:
    """Open what sources wish open, and show routes, batch by batch until nothing is left."""
    seen = 0
    while batch := actions.pull(by=SYSTEM).seen:
        seen += batch
        context.heartbeat({"seen": seen})
        if context.is_cancelled():
            return
