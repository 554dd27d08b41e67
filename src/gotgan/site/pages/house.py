"""The state of the house, for the people who keep it: what runs, waits and failed, and the audit chain."""

from __future__ import annotations

from dataclasses import dataclass

from gotgan.accounts import queries as accounts
from gotgan.audit import queries as audit
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.share import queries as share
from gotgan.terms.access import DeliveryRecord
from gotgan.terms.audit import ChainReport
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.errors import NotAllowed, NotFound
from gotgan.terms.job import JobRecord, JobState
from gotgan.terms.organisation import Organisation
from gotgan.terms.role import Role, Viewer
from gotgan.terms.scan import ScanState
from gotgan.terms.source import SourceView
from gotgan.work import queries as work

HOUSE_ROLES = (Role.OPERATOR, Role.AUDITOR, Role.LEAD)
SHOWN = 20
TROUBLED = (ScanState.FAILED, ScanState.HELD, ScanState.DONE_WITH_FAILURES)


class NotYourHouse(NotAllowed):
    """The state of the house is for those who keep it."""


@dataclass(frozen=True)
class Delivered:
    delivery: DeliveryRecord
    dataset: DatasetRecord | None
    person: str


@dataclass(frozen=True)
class HousePage:
    """`jobs_failed`, `deliveries` and `events` are empty for somebody who sees only their organisations."""

    sees_all: bool
    running: tuple[JobRecord, ...]
    waiting: tuple[JobRecord, ...]
    jobs_failed: tuple[JobRecord, ...]
    scans: tuple[SourceView, ...]
    troubled: tuple[SourceView, ...]
    names: dict[str, Organisation]
    events: int
    chain: ChainReport | None
    delivered: int
    deliveries: tuple[Delivered, ...]


def may_see_house(viewer: Viewer) -> bool:
    return any(held.role in HOUSE_ROLES for held in viewer.roles)


def get_page(viewer: Viewer, *, verify: bool = False) -> HousePage:
    """`verify` recomputes the whole audit chain, which takes seconds when it is long. Raises: NotYourHouse."""
    if not may_see_house(viewer):
        raise NotYourHouse("the state of the hub is for operators, auditors and leads")
    sees_all = viewer.holds(Role.OPERATOR, Role.AUDITOR)
    names = {each.code: each for each in organisations.all_organisations()}
    scanned = _scanned(viewer)
    return HousePage(
        sees_all=sees_all,
        running=work.running(),
        waiting=work.waiting(limit=SHOWN),
        jobs_failed=_failed() if sees_all else (),
        scans=scanned[:SHOWN],
        troubled=tuple(each for each in scanned if each.last_scan and each.last_scan.state in TROUBLED)[:SHOWN],
        names=names,
        events=audit.count_events() if sees_all else 0,
        chain=audit.verify() if sees_all and verify else None,
        delivered=share.count_deliveries() if sees_all else 0,
        deliveries=_deliveries() if sees_all else (),
    )


def _scanned(viewer: Viewer) -> tuple[SourceView, ...]:
    """Sources with a scan that the viewer may see, the newest scan first."""
    seen = [
        source
        for source in inventory.sources()
        if source.last_scan and viewer.holds(*HOUSE_ROLES, organisation=source.organisation)
    ]
    return tuple(sorted(seen, key=lambda source: source.last_scan.created, reverse=True))  # type: ignore[union-attr]


def _failed() -> tuple[JobRecord, ...]:
    return tuple(job for job in work.recent(limit=200) if job.state is JobState.FAILED)[:SHOWN]


def _deliveries() -> tuple[Delivered, ...]:
    newest = share.newest_deliveries(SHOWN)
    known = inventory.datasets_of({each.dataset_id for each in newest})
    return tuple(Delivered(each, known.get(each.dataset_id), _person(each.person_id)) for each in newest)


def _person(person_id: int | None) -> str:
    if person_id is None:
        return ""
    try:
        return accounts.get_person(person_id).email
    except NotFound:
        return str(person_id)
