"""Notices of withdrawn versions: to one person, and on a dataset's page to who keeps its data."""

from __future__ import annotations

from dataclasses import dataclass

from gotgan.accounts import queries as accounts
from gotgan.inventory import queries as inventory
from gotgan.share import queries as share
from gotgan.terms.access import NoticeRecord
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.role import Viewer


@dataclass(frozen=True)
class NoticeRow:
    """`may_know`: the dataset's page may still be shown to this person."""

    notice: NoticeRecord
    dataset: DatasetRecord
    may_know: bool


@dataclass(frozen=True)
class Holder:
    """Somebody who got a withdrawn version, as its keepers see it."""

    name: str
    notice: NoticeRecord


@dataclass(frozen=True)
class Told:
    """Everybody who was told of one withdrawn version, and downloads of it without signing in."""

    version_id: str
    because: str
    holders: tuple[Holder, ...]
    anonymous: int

    @property
    def read(self) -> int:
        return sum(holder.notice.read is not None for holder in self.holders)


def list_notices(viewer: Viewer) -> tuple[NoticeRow, ...]:
    """What the person was told, newest first. They got these data once: their titles are no secret to them."""
    notices = share.notices_to(viewer)
    ids = {each.dataset_id for each in notices}
    records, known = inventory.datasets_of(ids), share.accesses(viewer, ids)
    return tuple(
        NoticeRow(each, records[each.dataset_id], known[each.dataset_id].may_know)
        for each in notices
        if each.dataset_id in records
    )


def told_of(dataset_id: str) -> tuple[Told, ...]:
    """Each withdrawn version of a dataset that somebody got, the newest notices first; for who keeps its data."""
    versions: dict[str, list[NoticeRecord]] = {}
    for each in share.notices_of(dataset_id):
        versions.setdefault(each.version_id, []).append(each)
    names = accounts.names_of(each.person_id for notices in versions.values() for each in notices)
    return tuple(
        Told(
            version_id,
            notices[0].because,
            tuple(Holder(names.get(each.person_id, ""), each) for each in notices),
            share.holders_of(dataset_id, version_id)[1],
        )
        for version_id, notices in versions.items()
    )
