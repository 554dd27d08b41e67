"""Background entries of the catalogue: ids in, actions called."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from gotgan.catalogue import actions
from gotgan.terms.job import JobContext
from gotgan.terms.role import SYSTEM
from gotgan.work import actions as work

DESK_WAIT_SECONDS = 30.0
MOST_RETRIES, RETRY_AFTER = 5, timedelta(seconds=60)


def pull(*, context: JobContext) -> None:
    """Read what changed in the inventory; the index follows when anything did."""
    pulled = actions.pull(by=SYSTEM, beat=lambda read: context.heartbeat({"read": read}))
    if pulled.changed:
        work.enqueue("catalogue.index", key="catalogue.index")


def index(attempt: int = 0, *, context: JobContext) -> None:
    """Bring the index up to date. What had to go without morphemes is tried again when the desk is up."""
    indexed = actions.index_changes(
        wait_seconds=DESK_WAIT_SECONDS, beat=lambda written: context.heartbeat({"written": written})
    )
    if indexed.without_morphemes and attempt < MOST_RETRIES:
        later = timezone.now() + RETRY_AFTER
        work.enqueue("catalogue.index", attempt + 1, run_after=later, key="catalogue.index.again")


def rebuild(*, context: JobContext) -> None:
    """Build the whole index anew and swap it in."""
    actions.rebuild_index(wait_seconds=DESK_WAIT_SECONDS, beat=lambda written: context.heartbeat({"written": written}))


reindex = rebuild
