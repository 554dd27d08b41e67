"""Scans: how far, how they ended, and what became of each record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from gotgan.inventory import models
from gotgan.inventory.rules import UNFINISHED_STATES
from gotgan.terms.errors import NotFound
from gotgan.terms.scan import Counts, ScanState
from gotgan.terms.source import CleanRecord, RelinkProposal, ScanLine, ScanView, SourceKind


class NoSuchScan(NotFound):
    """There is no scan with this id."""


def scan(scan_id: str) -> ScanView:
    """Raises: NoSuchScan."""
    row = _with_waiting(models.Scan.objects.filter(pk=scan_id)).first()
    if row is None:
        raise NoSuchScan(f"scan {scan_id}: there is no such scan; see the scans of its source")
    return view_of(row)


def scans_of(source_id: str, *, limit: int = 50) -> tuple[ScanView, ...]:
    """Newest first."""
    # a query that counts loses the model's own order
    rows = _with_waiting(models.Scan.objects.filter(source=source_id)).order_by("-created", "-id")
    return tuple(view_of(row) for row in rows[:limit])


def unfinished_scans() -> tuple[ScanView, ...]:
    """What is queued or under way, oldest first: for `gotgan status` and for taking over lost jobs."""
    rows = models.Scan.objects.filter(state__in=[state.value for state in UNFINISHED_STATES])
    return tuple(view_of(row) for row in _with_waiting(rows).order_by("created", "id"))


def lines_of(scan_id: str, *, outcome: str | None = None, limit: int = 200, after: int = 0) -> tuple[ScanLine, ...]:
    """What became of each record, in the order met; `after` records are skipped."""
    rows = models.ScanRecord.objects.filter(scan=scan_id)
    if outcome is not None:
        rows = rows.filter(outcome=outcome)
    names = ("remote_id", "title", "outcome", "reason", "dataset_id")
    return tuple(ScanLine(*row) for row in rows.values_list(*names)[after : after + limit])


def relinks_of(scan_id: str) -> tuple[RelinkProposal, ...]:
    """Proposals of a scan: datasets that may have come back under another id, or been declared before they were met."""
    names = ("id", "scan_id", "old_id", "new_id", "old__title", "new__title", "decided")
    is_declared = Q(old__source__kind=SourceKind.DECLARED)
    rows = models.Relink.objects.filter(scan=scan_id).annotate(is_declared=is_declared)
    return tuple(RelinkProposal(*row) for row in rows.values_list(*names, "is_declared"))


def waiting_for_declared(dataset_ids: Sequence[str]) -> frozenset[str]:
    """Those that may be a dataset which was declared before, as long as nobody decided."""
    rows = models.Relink.objects.filter(new__in=list(dataset_ids), decided="", old__source__kind=SourceKind.DECLARED)
    return frozenset(rows.values_list("new_id", flat=True))


def orders_of(scan_id: str) -> tuple[bool, datetime | None]:
    """Whether the scan was cancelled, and its deadline: what a job looks at between records."""
    return models.Scan.objects.values_list("cancel_requested", "deadline").get(pk=scan_id)


def cursor_of_scan(scan_id: str) -> str | None:
    """After which record the listing goes on; None from the start."""
    return models.Scan.objects.values_list("cursor", flat=True).get(pk=scan_id) or None


def waiting_records(scan_id: str) -> tuple[int, ...]:
    """The records still to be measured, in the order met."""
    rows = models.ScanRecord.objects.filter(scan=scan_id, outcome="")
    return tuple(rows.values_list("pk", flat=True))


def waiting_record(record_id: int) -> CleanRecord:
    """What a waiting record said."""
    row = models.ScanRecord.objects.get(pk=record_id)
    return CleanRecord.from_json(row.described or {}, row.raw or {})


def _with_waiting(rows: QuerySet[models.Scan]) -> QuerySet[models.Scan]:
    return rows.annotate(waiting=Count("records", filter=Q(records__outcome="")))


def view_of(row: models.Scan) -> ScanView:
    """The scan as shown; `row.waiting` when the query brought it."""
    return ScanView(
        id=row.id,
        source_id=row.source_id,
        state=ScanState(row.state),
        counts=counts_of(row),
        created=row.created,
        started=row.started,
        finished=row.finished,
        problem=row.problem,
        lines=row.lines,
        waiting=getattr(row, "waiting", 0),
        absent=row.absent,
        removals_held=row.removals_held,
        live_before=row.live_before,
        live_after=row.live_after,
        listing_complete=row.listing_complete,
        job_id=row.job_id,
        can_resume=row.state in (ScanState.FAILED, ScanState.CANCELLED),
    )


def counts_of(row: models.Scan) -> Counts:
    return Counts(row.seen, row.added, row.changed, row.same, row.failed, row.held, row.folded, row.removed)
