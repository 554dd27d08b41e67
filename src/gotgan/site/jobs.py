"""What later rooms know and earlier ones need, handed down: earlier rooms never look back."""

from __future__ import annotations

from itertools import islice

from django.utils import timezone

from gotgan.assess.actions.efforts import note_works
from gotgan.assess.actions.outcomes import note_uses
from gotgan.assess.queries.published import member_ids
from gotgan.inventory import actions as inventory
from gotgan.refine import queries as refine
from gotgan.share import queries as share
from gotgan.terms.job import JobContext
from gotgan.terms.published import Uses

BATCH = 500


def hand_down(*, context: JobContext) -> None:
    """Give the inventory the number of downloads of every dataset, so that the next sheets have it, and lists how
    often their members were used and what work orders on them took."""
    now, downloads, done = timezone.now(), share.downloads(), 0
    counts = iter(downloads.items())
    while batch := dict(islice(counts, BATCH)):
        inventory.note_downloads(counts=batch, at=now)
        done += len(batch)
        context.heartbeat({"datasets": done})
        if context.is_cancelled():
            return
    grants, members = share.count_grants(), member_ids()
    note_uses(uses={each: Uses(downloads.get(each, 0), grants.get(each, 0)) for each in members}, at=now)
    note_works(works=refine.works_of(members), at=now)
