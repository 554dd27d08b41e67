"""Background entry of the inventory: the only place in the room that touches the engine."""

from __future__ import annotations

from gotgan.inventory import actions
from gotgan.inventory.jobs.comparing import compare
from gotgan.inventory.jobs.scratch import sweep_scratch
from gotgan.inventory.jobs.visiting import visit
from gotgan.terms.job import JobContext


def scan(scan_id: str, *, context: JobContext) -> None:
    """Visit a source, from where an interrupted visit stopped; then again if more came meanwhile."""
    next_id: str | None = scan_id
    while next_id:
        visit(next_id, context)
        next_id = actions.follow_up(scan_id=next_id)


def sweep(*, context: JobContext) -> None:
    """Throw away abandoned uploads and what ended scans left in scratch; end scans whose job is lost."""
    context.heartbeat({})
    actions.fail_lost_scans()
    actions.sweep_uploads()
    sweep_scratch()
    compare(context=context)


__all__ = ["compare", "scan", "sweep"]
