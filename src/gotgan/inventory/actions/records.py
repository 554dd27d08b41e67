"""What a listing says, stored batch by batch: each in one transaction, with the cursor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from gotgan.audit import actions as audit
from gotgan.inventory.actions.clock import next_moment
from gotgan.inventory.actions.describe import DESCRIBED, describe, name_all, new_dataset
from gotgan.inventory.actions.scans import locked_scan
from gotgan.inventory.models import Dataset, Scan, ScanRecord
from gotgan.inventory.rules import DatasetState, Known, decide_outcome
from gotgan.terms.digest import fingerprint
from gotgan.terms.role import SYSTEM
from gotgan.terms.scan import Outcome
from gotgan.terms.source import CleanRecord

_CHANGES = (Outcome.ADDED, Outcome.CHANGED)
_WAITING = ""


@dataclass
class _Sorted:
    """A batch taken apart by what has to be written."""

    added: list[Dataset] = field(default_factory=list)
    changed: list[Dataset] = field(default_factory=list)
    met: list[Dataset] = field(default_factory=list)
    records: list[ScanRecord] = field(default_factory=list)


@transaction.atomic
def record_batch(*, scan_id: str, batch: Sequence[CleanRecord]) -> None:
    """Store the next records of a listing and the cursor after them.

    A repeated id is folded: the first one counts. Records with files, when new or changed, wait to be
    measured; the others are upserted at once.
    """
    if not batch:
        return
    scan = locked_scan(scan_id)
    fresh = _without_repeats(scan, batch)
    moment = next_moment()
    result = _sort(scan, fresh, moment)
    _write(result, moment)
    outcomes = Counter(record.outcome for record in result.records)
    scan.lines += len(batch)
    scan.folded += len(batch) - len(fresh)
    scan.seen += len(fresh)
    add_outcomes(scan, outcomes)
    scan.cursor = batch[-1].record.cursor
    scan.save()
    if any(outcomes[outcome] for outcome in (*_CHANGES, Outcome.FAILED)):
        _audit(scan, result.records, outcomes)


def _without_repeats(scan: Scan, batch: Sequence[CleanRecord]) -> list[CleanRecord]:
    ids = [clean.remote_id for clean in batch]
    rows = ScanRecord.objects.filter(scan=scan, remote_id__in=ids)
    met = set(rows.values_list("remote_id", flat=True))
    fresh = []
    for clean in batch:
        if clean.remote_id not in met:
            met.add(clean.remote_id)
            fresh.append(clean)
    return fresh


def _sort(scan: Scan, fresh: Sequence[CleanRecord], moment: datetime) -> _Sorted:
    ids = [clean.remote_id for clean in fresh]
    rows = Dataset.objects.filter(source=scan.source_id, remote_id__in=ids)
    known = {row.remote_id: row for row in rows}
    result = _Sorted()
    for clean in fresh:
        dataset = known.get(clean.remote_id)
        outcome = decide_outcome(_known(dataset), clean.fingerprint, clean.record.problem)
        if outcome in _CHANGES and clean.is_measured:
            result.records.append(_record(scan, clean, _WAITING, dataset))
            continue
        if outcome is Outcome.ADDED and dataset is None:
            dataset = new_dataset(clean, scan, moment)
            result.added.append(dataset)
        elif outcome in _CHANGES and dataset is not None:
            describe(dataset, clean, scan, moment)
            result.changed.append(dataset)
        elif dataset is not None:
            result.met.append(dataset)
        result.records.append(_record(scan, clean, outcome, dataset))
    return result


def _known(dataset: Dataset | None) -> Known | None:
    return Known(DatasetState(dataset.state), dataset.fingerprint) if dataset else None


def _record(scan: Scan, clean: CleanRecord, outcome: str, dataset: Dataset | None) -> ScanRecord:
    waits = outcome == _WAITING
    return ScanRecord(
        scan=scan,
        remote_id=clean.remote_id,
        title=clean.record.title,
        outcome=outcome,
        reason=clean.record.problem,
        fingerprint=clean.fingerprint,
        raw=None if outcome == Outcome.SAME else dict(clean.record.raw),
        described=clean.to_json() if waits else None,
        dataset=dataset,
    )


def _write(result: _Sorted, moment: datetime) -> None:
    name_all(result.added)
    Dataset.objects.bulk_create(result.added)
    # an upsert is one statement of plain values; bulk_update's CASE per field costs ten times as much
    Dataset.objects.bulk_create(result.changed, update_conflicts=True, unique_fields=["id"], update_fields=DESCRIBED)
    mark_met([dataset.id for dataset in result.met], moment)
    ScanRecord.objects.bulk_create(result.records)


def mark_met(dataset_ids: Sequence[str], moment: datetime) -> None:
    """Datasets that a listing still names: seen now; those that were absent are live again."""
    if not dataset_ids:
        return
    rows = Dataset.objects.filter(pk__in=dataset_ids)
    rows.filter(state=DatasetState.ABSENT).update(state=DatasetState.LIVE, updated_at=moment)
    rows.exclude(state=DatasetState.REMOVED).update(last_seen=moment, absences=0)


def add_outcomes(scan: Scan, outcomes: Counter[str]) -> None:
    """Add to the scan's counts; nothing is saved. Waiting records are counted once they are measured."""
    for outcome in Outcome:
        setattr(scan, outcome.value, getattr(scan, outcome.value) + outcomes[outcome])


def _audit(scan: Scan, records: Sequence[ScanRecord], outcomes: Counter[str]) -> None:
    lines = sorted([record.remote_id, record.outcome, record.fingerprint] for record in records)
    counts = {str(outcome) or "waiting": number for outcome, number in outcomes.items()}
    audit.record(
        by=SYSTEM,
        action="inventory.record_batch",
        subject=f"scan:{scan.id}",
        details={"counts": counts, "digest": fingerprint(lines)},
    )
