"""Which version of an entry is public: its history, kept with every change of the entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gotgan.catalogue.models import Entry, PublishedVersion


def keep_history(rows: Sequence[Entry], now: datetime) -> None:
    """Close what is no longer public and open what is, for rows as just written; four queries at most.

    Rows written in bulk know their dataset but not their key.
    """
    wanted = {row.dataset_id: row.version_id if row.is_published else "" for row in rows}
    open_rows = PublishedVersion.objects.filter(entry__dataset_id__in=wanted, withdrawn_at__isnull=True)
    current = {
        dataset_id: (pk, version_id)
        for dataset_id, pk, version_id in open_rows.values_list("entry__dataset_id", "pk", "version_id")
    }
    ended = [pk for dataset_id, (pk, version_id) in current.items() if version_id != wanted[dataset_id]]
    if ended:
        PublishedVersion.objects.filter(pk__in=ended).update(withdrawn_at=now)
    begun = {
        dataset_id: version_id
        for dataset_id, version_id in wanted.items()
        if version_id and (dataset_id not in current or current[dataset_id][1] != version_id)
    }
    if begun:
        keys = Entry.objects.filter(dataset_id__in=begun).values_list("dataset_id", "pk")
        PublishedVersion.objects.bulk_create(
            PublishedVersion(entry_id=pk, version_id=begun[dataset_id], published_at=now) for dataset_id, pk in keys
        )
