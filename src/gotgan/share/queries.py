"""What share knows: the access decision with its facts, and who got what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from django.db.models import Count
from django.utils import timezone

from gotgan.catalogue import queries as catalogue
from gotgan.inventory import queries as inventory
from gotgan.share.models import Delivery, Grant, Notice
from gotgan.share.rules import DatasetFacts, GrantFacts, decide
from gotgan.survey.queries import endpoints as survey
from gotgan.terms.access import Access, AddressSeen, DeliveryRecord, NoticeRecord
from gotgan.terms.dataset import DatasetRecord, VersionRecord
from gotgan.terms.entry import EntryRecord
from gotgan.terms.role import VISITOR, Viewer
from gotgan.terms.search import Hit


def access(viewer: Viewer, dataset_id: str) -> Access:
    """The one access decision: page, hit, snippet, preview, Croissant, API, download all ask here."""
    return accesses(viewer, [dataset_id])[dataset_id]


def accesses(viewer: Viewer, dataset_ids: Iterable[str]) -> dict[str, Access]:
    """The same decision for many datasets, in a bounded number of queries."""
    ids = list(dataset_ids)
    entries = catalogue.entries_of(ids)
    records = inventory.datasets_of(ids)
    offered = _offered(entries, records)
    grants, seen = _grants_of(ids), _seen_of(records)
    now = timezone.now()
    return {
        dataset_id: decide(
            viewer,
            _looked_at(_facts_with(entries.get(dataset_id), records.get(dataset_id), offered.get(dataset_id)), seen),
            grants.get(dataset_id, []),
            now,
        )
        for dataset_id in ids
    }


def _facts_with(
    entry: EntryRecord | None, record: DatasetRecord | None, version: VersionRecord | None
) -> DatasetFacts | None:
    """The facts of a dataset with those of one of its versions, which may have been withdrawn or stay inside."""
    facts = facts_of(entry, record, version.finding_kinds if version else ())
    if facts is None or record is None or version is None:
        return facts
    is_inside_only = record.is_inside_only and not version.derived_from
    return replace(facts, version_id=version.id, is_inside_only=is_inside_only, is_withdrawn=bool(version.withdrawn_at))


def access_to(viewer: Viewer, version: VersionRecord) -> Access:
    """The same decision for the bytes of one version, whichever the dataset offers now.

    What was found in *that* version counts: an older one does not become open with the newest.
    """
    return accesses_to(viewer, [version])[version.id]


def accesses_to(viewer: Viewer, versions: Sequence[VersionRecord]) -> dict[str, Access]:
    """The same for versions of one dataset, by their ids, in a bounded number of queries."""
    ids = sorted({version.dataset_id for version in versions})
    entries, records, grants = catalogue.entries_of(ids), inventory.datasets_of(ids), _grants_of(ids)
    now = timezone.now()

    def decided(version: VersionRecord) -> Access:
        facts = _facts_with(entries.get(version.dataset_id), records.get(version.dataset_id), version)
        return decide(viewer, facts, grants.get(version.dataset_id, []), now)

    return {version.id: decided(version) for version in versions}


Shown = TypeVar("Shown", Hit, EntryRecord)


def known_to(viewer: Viewer, shown: Iterable[Shown]) -> tuple[Shown, ...]:
    """Those of a list that the viewer may know of: the same decision, from what the list itself says.

    Needs no query: whether a dataset may be known depends on no grant and on no version.
    """
    now = timezone.now()
    return tuple(each for each in shown if decide(viewer, _listed(each), (), now).may_know)


def _listed(shown: Hit | EntryRecord) -> DatasetFacts:
    is_published = shown.is_published if isinstance(shown, EntryRecord) else True
    return DatasetFacts(organisation=shown.organisation, is_published=is_published, version_id=None)


def finding_kinds_of(
    entries: Mapping[str, EntryRecord], records: Mapping[str, DatasetRecord]
) -> dict[str, tuple[str, ...]]:
    """The kinds of identifier found in the version that each dataset offers."""
    offered = _offered(entries, records)
    return {dataset_id: version.finding_kinds for dataset_id, version in offered.items()}


def _offered(entries: Mapping[str, EntryRecord], records: Mapping[str, DatasetRecord]) -> dict[str, VersionRecord]:
    """The version that each dataset shows: what its entry names, which may be behind the inventory."""
    offered = dict(inventory.versions_of_many(records))
    for dataset_id, entry in entries.items():
        if entry.version_id and entry.version_id != records[dataset_id].version_id:
            if older := inventory.version(dataset_id, entry.version_id):
                offered[dataset_id] = older
            else:
                offered.pop(dataset_id, None)
    return offered


def facts_of(
    entry: EntryRecord | None, record: DatasetRecord | None, kinds: tuple[str, ...] = ()
) -> DatasetFacts | None:
    """What the rule needs, from the catalogue's entry and the inventory's dataset."""
    if record is None:
        return None
    return DatasetFacts(
        organisation=record.organisation,
        is_published=entry is not None and entry.is_published,
        version_id=(entry.version_id if entry else None) or record.version_id,
        finding_kinds=kinds,
        provision_now=record.harvested.get("provision_now", record.provision_now),
        has_links=bool(record.links),
        survey=record.survey,
    )


def _seen_of(records: Mapping[str, DatasetRecord]) -> dict[str, AddressSeen]:
    """By sheet; asked only of what is said to be open."""
    surveys = [each.survey for each in records.values() if each.survey is not None]
    sheets = [each.accepted.sheet for each in surveys if each.provision_now == "open"]
    return survey.seen_of(sheets) if sheets else {}


def _looked_at(facts: DatasetFacts | None, seen: Mapping[str, AddressSeen]) -> DatasetFacts | None:
    if facts is None or facts.survey is None:
        return facts
    return replace(facts, seen=seen.get(facts.survey.accepted.sheet))


def _grants_of(ids: list[str]) -> dict[str, list[GrantFacts]]:
    found: dict[str, list[GrantFacts]] = {}
    for grant in Grant.objects.filter(dataset__in=ids, revoked_at__isnull=True):
        facts = GrantFacts(
            person_id=grant.person_id,
            organisation=grant.organisation,
            version=grant.version,
            mode=grant.mode,
            origin=grant.origin,
            confirmed_kinds=tuple(grant.confirmed_kinds),
            expires_at=grant.expires_at,
            revoked_at=grant.revoked_at,
        )
        found.setdefault(grant.dataset, []).append(facts)
    return found


def open_ids(dataset_ids: Iterable[str]) -> set[str]:
    """Which of these everyone may get now."""
    return {dataset_id for dataset_id, access in accesses(VISITOR, dataset_ids).items() if access.may_get}


def closed_by_a_person(dataset_ids: Iterable[str]) -> set[str]:
    """Which of these a person closed: no source's wish opens them again."""
    closed = Grant.objects.filter(dataset__in=list(dataset_ids), origin="open").exclude(revoked_by="")
    return set(closed.values_list("dataset", flat=True))


def deliveries_of(dataset_id: str) -> int:
    """How often a file of the dataset was fetched."""
    return Delivery.objects.filter(dataset=dataset_id).count()


def downloads() -> dict[str, int]:
    """How often files of each dataset were fetched: of those that are open to everyone now, none too."""
    is_open = Grant.objects.filter(origin="open", revoked_at__isnull=True).order_by()
    fetched = Delivery.objects.order_by().values("dataset").annotate(times=Count("id"))
    counted = dict(fetched.values_list("dataset", "times"))
    return dict.fromkeys(is_open.values_list("dataset", flat=True).distinct(), 0) | counted


def count_grants() -> dict[str, int]:
    """How often access to each dataset was granted so far to a person or an institution, what was revoked since too."""
    given = Grant.objects.exclude(origin="open").order_by().values("dataset").annotate(times=Count("id"))
    return dict(given.values_list("dataset", "times"))


def newest_deliveries(limit: int) -> tuple[DeliveryRecord, ...]:
    """What left the house last, newest first."""
    rows = Delivery.objects.order_by("-at", "-id").values_list("dataset", "version", "path", "person_id", "at")
    return tuple(DeliveryRecord(*row) for row in rows[:limit])


def count_deliveries() -> int:
    """How many files left the house so far."""
    return Delivery.objects.count()


def holders_of(dataset_id: str, version_id: str) -> tuple[frozenset[int], int]:
    """The people who got a file of a version, and how often one was fetched without signing in."""
    rows = Delivery.objects.filter(dataset=dataset_id, version=version_id)
    people = rows.filter(person__isnull=False).values_list("person_id", flat=True).distinct()
    return frozenset(people), rows.filter(person__isnull=True).count()


def has_got(viewer: Viewer, version_id: str, path: str) -> bool:
    """Whether it is known already that the person got this file."""
    return Delivery.objects.filter(person=viewer.person_id, version=version_id, path=path).exists()


def notices_to(viewer: Viewer) -> tuple[NoticeRecord, ...]:
    """What a person was told of withdrawn versions, newest first."""
    if viewer.person_id is None:
        return ()
    return tuple(map(_notice, Notice.objects.filter(person=viewer.person_id)))


def count_unread(viewer: Viewer) -> int:
    """Notices that a person has not said to have read."""
    return Notice.objects.filter(person=viewer.person_id, read__isnull=True).count() if viewer.person_id else 0


def notices_of(dataset_id: str, limit: int = 200) -> tuple[NoticeRecord, ...]:
    """Who was told of withdrawn versions of a dataset, newest first; who asks must keep its data."""
    return tuple(map(_notice, Notice.objects.filter(dataset=dataset_id)[:limit]))


def _notice(row: Notice) -> NoticeRecord:
    return NoticeRecord(row.pk, row.person_id, row.dataset, row.version, row.because, row.made, row.read)
