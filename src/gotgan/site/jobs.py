"""What later rooms know and earlier ones need, handed down: earlier rooms never look back."""

from __future__ import annotations

from itertools import islice

from django.utils import timezone

from gotgan.inventory import actions as inventory
from gotgan.share import queries as share
from gotgan.terms.job import JobContext

BATCH = 500


def hand_down(*, context: JobContext) -> None:
    """Give the inventory the number of downloads of every dataset, so that the next sheets have it."""
    now, counts, done = timezone.now(), iter(share.downloads().items()), 0
    while batch := dict(islice(counts, BATCH)):
        inventory.note_downloads(counts=batch, at=now)
        done += len(batch)
        context.heartbeat({"datasets": done})
        if context.is_cancelled():
            return
