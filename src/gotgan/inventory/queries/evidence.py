"""Versions, their files, and what was measured of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, When

from gotgan.inventory import models
from gotgan.store.folder import FolderStore, ObjectMissing
from gotgan.terms.change import Measured
from gotgan.terms.dataset import StoredFile, TableEvidence, VersionRecord, Withdrawn
from gotgan.terms.preview import Preview

_COMMIT_LENGTH = 40


def version(dataset_id: str, version_id: str) -> VersionRecord | None:
    """One version of a dataset; `version_id` is the manifest's sha256 or its first 40 digits (a commit)."""
    row = _versions(dataset_id, version_id).prefetch_related("files").first()
    return _record(row) if row else None


def latest_version(dataset_id: str) -> VersionRecord | None:
    """The version a dataset offers now; None when only its description is known, or it is kept inside."""
    rows = models.Version.objects.filter(pk__in=_offered_ids([dataset_id])).prefetch_related("files")
    row = rows.first()
    return _record(row) if row else None


def versions_of(
    dataset_id: str, *, limit: int | None = None, older_than: datetime | None = None
) -> tuple[VersionRecord, ...]:
    """The `limit` newest versions (None: every one), newest first; two queries."""
    rows = models.Version.objects.filter(dataset=dataset_id).prefetch_related("files")
    if older_than is not None:
        rows = rows.filter(created__lt=older_than)
    return tuple(_record(row) for row in rows[:limit])


def versions_of_many(dataset_ids: Iterable[str]) -> dict[str, VersionRecord]:
    """The version that each dataset offers, where it offers one; two queries."""
    offered = _offered_ids(list(dataset_ids))
    rows = models.Version.objects.filter(pk__in=offered).prefetch_related("files")
    return {row.dataset_id: _record(row) for row in rows}


def evidence_of(dataset_id: str, version_id: str) -> tuple[TableEvidence, ...]:
    """What was measured, table by table."""
    rows = models.Evidence.objects.filter(version__in=_versions(dataset_id, version_id)).defer("sketches")
    return tuple(_evidence(row) for row in rows)


def evidence_of_tables(dataset_id: str, version_id: str, tables: Collection[str]) -> dict[str, TableEvidence]:
    """The same of these tables only, by table: a version may have thousands."""
    rows = models.Evidence.objects.filter(version__in=_versions(dataset_id, version_id), table__in=tables)
    return {row.table: _evidence(row) for row in rows.defer("sketches")}


def measured_tables(dataset_id: str, version_id: str) -> tuple[Measured, ...]:
    """The tables that were read, with the kept hashes of their columns: to compare two versions."""
    rows = models.Evidence.objects.filter(version__in=_versions(dataset_id, version_id), profile__isnull=False)
    return tuple(Measured(row.table, row.profile, tuple(row.findings), _hashes(row.sketches)) for row in rows)


def profiles_of(dataset_ids: Iterable[str]) -> Iterator[tuple[str, tuple[dict, ...]]]:
    """(dataset, the profiles of its scanned version by table) where any was measured; one query, one dataset at a
    time in memory."""
    current = models.Dataset.objects.filter(pk__in=list(dataset_ids), current__isnull=False).values("current")
    rows = models.Evidence.objects.filter(version__in=current, profile__isnull=False)
    rows = rows.order_by("version__dataset", "id").values_list("version__dataset", "profile")
    for dataset, group in groupby(rows.iterator(chunk_size=20), key=itemgetter(0)):
        yield str(dataset), tuple(profile for _, profile in group)


def _hashes(sketches: dict | None) -> dict[str, str]:
    columns = (sketches or {}).get("columns") or ()
    return {column["name"]: column["kmv"] for column in columns if "name" in column and "kmv" in column}


def preview(dataset_id: str, version_id: str, table: str) -> Preview | None:
    """The masked first rows of one table; None when there are none to show."""
    rows = models.Evidence.objects.filter(version__in=_versions(dataset_id, version_id), table=table)
    found = rows.exclude(preview_sha256="").defer("profile", "findings", "sketches").first()
    if found is None:
        return None
    try:
        text = b"".join(_store().read(found.preview_sha256))
    except ObjectMissing:
        return None
    return Preview.from_json(json.loads(text))


def _versions(dataset_id: str, version_id: str) -> QuerySet[models.Version]:
    rows = models.Version.objects.filter(dataset=dataset_id)
    if len(version_id) == _COMMIT_LENGTH:
        return rows.filter(manifest__startswith=version_id)
    return rows.filter(manifest=version_id)


def scanned_version(dataset_id: str) -> VersionRecord | None:
    """The newest version as it was scanned, offered or not: what refining starts from."""
    rows = models.Version.objects.filter(pk__in=models.Dataset.objects.filter(pk=dataset_id).values("current_id"))
    row = rows.prefetch_related("files").first()
    return _record(row) if row else None


def lineage_of(dataset_id: str, version_id: str) -> dict:
    """The PROV document of a refined version, from its source files to its own; empty for a scanned one."""
    return _versions(dataset_id, version_id).values_list("lineage", flat=True).first() or {}


def withdrawn_since(cursor: str, limit: int = 500) -> tuple[Withdrawn, ...]:
    """The next withdrawn versions, in the order in which they were withdrawn. `cursor` is that of the last one seen,
    empty for the beginning."""
    rows = models.Version.objects.filter(withdrawn_at__isnull=False).order_by("withdrawn_at", "id")
    if cursor:
        moment, _, key = cursor.partition("|")
        at = datetime.fromisoformat(moment)
        rows = rows.filter(Q(withdrawn_at__gt=at) | Q(withdrawn_at=at, id__gt=int(key)))
    return tuple(
        Withdrawn(row.dataset_id, row.manifest, row.withdrawn_because, f"{row.withdrawn_at.isoformat()}|{row.pk}")
        for row in rows[:limit]
        if row.withdrawn_at is not None
    )


def last_withdrawn(dataset_id: str) -> VersionRecord | None:
    """The version that was withdrawn last; None while none was."""
    rows = models.Version.objects.filter(dataset=dataset_id, withdrawn_at__isnull=False)
    row = rows.prefetch_related("files").order_by("-withdrawn_at", "-id").first()
    return _record(row) if row else None


def withdrawn_among(dataset_ids: Iterable[str]) -> frozenset[str]:
    """Those of the datasets whose offered version was withdrawn; one query."""
    offered = _offered_ids(list(dataset_ids))
    rows = models.Version.objects.filter(pk__in=offered, withdrawn_at__isnull=False)
    return frozenset(rows.values_list("dataset_id", flat=True))


def _offered_ids(dataset_ids: list[str]) -> QuerySet:
    """As scanned, or what refining made of it where only that leaves the house."""
    offered = Case(When(is_inside_only=True, then=F("refined_id")), default=F("current_id"))
    rows = models.Dataset.objects.filter(pk__in=dataset_ids).annotate(offered=offered)
    return rows.filter(offered__isnull=False).values_list("offered", flat=True)


def _store() -> FolderStore:
    return FolderStore(Path(settings.GOTGAN_DATA) / "objects")


def _record(row: models.Version) -> VersionRecord:
    files = tuple(
        StoredFile(file.path, file.size_bytes, file.sha256, file.media_type, file.role, file.table, file.rows)
        for file in row.files.all()
    )
    return VersionRecord(
        row.manifest, row.dataset_id, row.created, files, row.rows, tuple(row.finding_kinds), row.derived_from,
        row.withdrawn_at, row.withdrawn_because,
    )  # fmt: skip


def _evidence(row: models.Evidence) -> TableEvidence:
    return TableEvidence(
        row.table, row.status, row.reason, row.profile, tuple(row.findings), row.preview_sha256, receipt=row.receipt,
        sha256=row.sha256, media=row.media,
    )  # fmt: skip


def present_manifest(source_id: str, remote_id: str) -> str | None:
    """The version id that a record's dataset has now: the same bytes need not be measured again."""
    rows = models.Dataset.objects.filter(source=source_id, remote_id=remote_id)
    return rows.values_list("current__manifest", flat=True).first()
