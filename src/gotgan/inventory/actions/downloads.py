"""How often this hub handed datasets out, as a later room counted it and the site hands it down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from gotgan.audit import actions as audit
from gotgan.inventory.actions.clock import next_moment
from gotgan.inventory.models import Dataset
from gotgan.terms.digest import fingerprint
from gotgan.terms.role import SYSTEM


@transaction.atomic
def note_downloads(*, counts: Mapping[str, int], at: datetime) -> int:
    """Keep the counts of these datasets, as they stood then; returns how many are other than before.

    Only those count as changed. The hub's own act: no person has a say in what was counted. Unknown ids are left out.
    """
    if not counts:
        return 0
    moment = next_moment()
    known = dict(Dataset.objects.filter(pk__in=list(counts)).values_list("pk", "downloads"))
    changed = {pk: counts[pk] for pk, before in known.items() if before != counts[pk]}
    for pk, count in changed.items():
        Dataset.objects.filter(pk=pk).update(downloads=count, downloads_at=at, updated_at=moment)
    if changed:
        details = {"datasets": len(changed), "digest": fingerprint(sorted([pk, n] for pk, n in changed.items()))}
        audit.record(by=SYSTEM, action="inventory.note_downloads", subject="datasets", details=details)
    return len(changed)
