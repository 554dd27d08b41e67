"""Background entries of share: follow what earlier rooms changed, and tell who holds what was withdrawn."""

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


def tell(*, context: JobContext) -> None:
    """Tell everyone who got a version that was withdrawn since; each batch is told once."""
    versions = people = 0
    while (batch := actions.tell_withdrawals(by=SYSTEM)).versions:
        versions, people = versions + batch.versions, people + batch.notices
        context.heartbeat({"versions": versions, "people": people})
        if context.is_cancelled():
            return
