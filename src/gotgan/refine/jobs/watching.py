"""What comes round: reminding handlers of aftercare that is due, ending what lost its worker."""

from __future__ import annotations

from gotgan.refine import actions
from gotgan.terms.job import JobContext
from gotgan.terms.role import SYSTEM


def watch(*, context: JobContext) -> None:
    """Write to the handler of every released order whose watch is due or whose term has ended."""
    context.heartbeat({"letters": actions.remind_due(by=SYSTEM)})


def tend(*, context: JobContext) -> None:
    """End runs and inspections whose job is gone."""
    context.heartbeat({"lost": actions.fail_lost_work()})
