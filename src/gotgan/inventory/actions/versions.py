"""One record's bytes become a version: whole, in one transaction, or not at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from gotgan.audit import actions as audit
from gotgan.inventory.actions.clock import next_moment
from gotgan.inventory.actions.describe import describe, name_all, new_dataset, same_description
from gotgan.inventory.actions.records import add_outcomes, mark_met
from gotgan.inventory.actions.scans import locked_scan
from gotgan.inventory.models import Dataset, Evidence, Scan, ScanRecord, Version, VersionFile
from gotgan.inventory.rules import DatasetState
from gotgan.terms.dataset import StoredFile, TableEvidence
from gotgan.terms.profile import has_only_sample
from gotgan.terms.role import SYSTEM
from gotgan.terms.scan import Outcome
from gotgan.terms.source import CleanRecord


@dataclass(frozen=True)
class NewVersion:
    """What was made of a record's bytes. `manifest` is their manifest's sha256; `files` may be empty
    when only evidence was carried in."""

    manifest: str
    size_bytes: int
    files: tuple[StoredFile, ...]
    evidence: tuple[TableEvidence, ...]

    @property
    def rows(self) -> int | None:
        """None where nothing was counted, or a table was only sampled."""
        read = [each.profile for each in self.evidence if each.profile]
        return sum(profile["rows"] for profile in read) if read and not any(map(has_only_sample, read)) else None

    @property
    def finding_kinds(self) -> list[str]:
        return sorted({finding["kind"] for each in self.evidence for finding in each.findings})


@transaction.atomic
def store_version(*, record_id: int, clean: CleanRecord, made: NewVersion | None, reason: str = "") -> Outcome:
    """Store what was measured of a waiting record; returns what the record turned out to be.

    `made` None: the bytes are those of the present version, so only the description may change.
    `reason` tells which of its tables could not be read.
    """
    row, scan = _waiting(record_id)
    moment = next_moment()
    dataset = Dataset.objects.filter(source=scan.source_id, remote_id=clean.remote_id).first()
    if made is None and dataset is not None and not clean.record.columns:
        # measured columns: the same bytes have the same ones
        clean = replace(clean, record=replace(clean.record, columns=tuple(dataset.columns)))
    outcome = _outcome(dataset, clean, made)
    if dataset is None:
        dataset = new_dataset(clean, scan, moment)
        name_all([dataset])
    elif outcome is not Outcome.SAME:
        describe(dataset, clean, scan, moment)
    else:
        dataset.fingerprint, dataset.raw_shown = clean.fingerprint, clean.raw_shown
    dataset.save()
    if made is not None:
        dataset.current = new_version(dataset, made, moment)
        dataset.save()
    mark_met([dataset.id], moment)
    _close(row, scan, outcome, reason, dataset)
    _audit(dataset, outcome, made)
    return outcome


def _outcome(dataset: Dataset | None, clean: CleanRecord, made: NewVersion | None) -> Outcome:
    if dataset is None or dataset.state == DatasetState.REMOVED:
        return Outcome.ADDED
    present = dataset.current.manifest if dataset.current else None
    same_bytes = made is None or made.manifest == present
    return Outcome.SAME if same_bytes and same_description(dataset, clean) else Outcome.CHANGED


def new_version(dataset: Dataset, made: NewVersion, moment: datetime) -> Version:
    """The version of these bytes, stored once; in the caller's transaction."""
    version, is_new = Version.objects.get_or_create(
        dataset=dataset,
        manifest=made.manifest,
        defaults={
            "rows": made.rows, "size_bytes": made.size_bytes, "finding_kinds": made.finding_kinds,
            "created": moment,
        },
    )  # fmt: skip
    if is_new:
        VersionFile.objects.bulk_create(_file(version, file) for file in made.files)
        Evidence.objects.bulk_create(_evidence(version, each) for each in made.evidence)
    elif not made.files:
        _measured_again(version, made)
    return version


def _measured_again(version: Version, made: NewVersion) -> None:
    """The same bytes, described anew where they lie: what is shown is of the scan that vouches for it.

    Sketches under another key are compared anew; the rows keep their ids, which the index of overlaps knows them by.
    """
    known = {row.table: row for row in Evidence.objects.filter(version=version)}
    for each in made.evidence:
        row = _evidence(version, each)
        before = known.pop(each.table, None)
        if before is not None:
            row.pk, row.is_compared = before.pk, before.is_compared and before.sketches == each.sketches
        row.save()
    Evidence.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
    version.rows, version.finding_kinds = made.rows, made.finding_kinds
    version.save()


def _file(version: Version, file: StoredFile) -> VersionFile:
    return VersionFile(
        version=version, path=file.path, size_bytes=file.size_bytes, sha256=file.sha256,
        media_type=file.media_type[:120], role=file.role, table=file.table, rows=file.rows,
    )  # fmt: skip


def _evidence(version: Version, each: TableEvidence) -> Evidence:
    return Evidence(
        version=version, table=each.table, status=each.status, reason=each.reason, profile=each.profile,
        findings=list(each.findings), sketches=each.sketches, preview_sha256=each.preview_sha256,
        receipt=each.receipt, sha256=each.sha256, media=each.media,
    )  # fmt: skip


@transaction.atomic
def fail_record(*, record_id: int, reason: str) -> None:
    """A waiting record could not be made into a version. What was held of it before stays."""
    row, scan = _waiting(record_id)
    dataset = Dataset.objects.filter(source=scan.source_id, remote_id=row.remote_id).first()
    if dataset is not None:
        mark_met([dataset.id], next_moment())
    _close(row, scan, Outcome.FAILED, reason, dataset)
    audit.record(by=SYSTEM, action="inventory.fail_record", subject=f"scan:{scan.id}", details={"record": record_id})


def _waiting(record_id: int) -> tuple[ScanRecord, Scan]:
    row = ScanRecord.objects.get(pk=record_id, outcome="")
    return row, locked_scan(row.scan_id)


def _close(row: ScanRecord, scan: Scan, outcome: Outcome, reason: str, dataset: Dataset | None) -> None:
    row.outcome, row.reason, row.dataset, row.described = outcome, reason, dataset, None
    row.save()
    add_outcomes(scan, Counter([outcome.value]))
    scan.save()


def _audit(dataset: Dataset, outcome: Outcome, made: NewVersion | None) -> None:
    details = {"outcome": outcome.value, "version": made.manifest if made else ""}
    audit.record(by=SYSTEM, action="inventory.store_version", subject=f"dataset:{dataset.id}", details=details)
