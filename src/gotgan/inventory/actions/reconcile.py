"""The end of a scan: what is gone, whether a person must look, whether the books balance."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.inventory import rules
from gotgan.inventory.actions.clock import next_moment
from gotgan.inventory.actions.declaring import propose_declared
from gotgan.inventory.actions.permission import check_may_release
from gotgan.inventory.actions.relinks import propose_relinks
from gotgan.inventory.actions.scans import check_is_newest, check_transition, live_datasets, locked_scan
from gotgan.inventory.models import Dataset, Scan, ScanRecord
from gotgan.inventory.queries.scans import counts_of
from gotgan.inventory.rules import DatasetState
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import SYSTEM, Actor
from gotgan.terms.scan import ScanState


@transaction.atomic
def reconcile(*, scan_id: str) -> ScanState:
    """Close a scan whose records all have an outcome; returns how it ended.

    A mismatch of the figures fails the scan, with what does not add up; nothing is removed then.
    """
    scan = locked_scan(scan_id)
    check_transition(scan, ScanState.RECONCILING)
    scan.state = ScanState.RECONCILING
    complete = bool(scan.listing_complete)
    absent = _absent(scan)
    scan.absent = absent.count()
    verdict = rules.judge_removals(live_before=scan.live_before or 0, absent=scan.absent, listing_complete=complete)
    propose_relinks(scan, absent)
    propose_declared(scan)
    with transaction.atomic():
        if verdict.counts_as_absence:
            scan.removed = _count_absences(absent)
        elif verdict.hold:
            # absences count in a row: a listing that is not believed casts doubt on the one before
            absent.update(absences=0)
        mismatch = _close(scan, complete=complete, verdict=verdict)
        if mismatch:
            transaction.set_rollback(True)
    if mismatch:
        scan.removed, scan.state = 0, ScanState.FAILED
        scan.problem = f"the figures do not add up: {mismatch}; start a new scan and report this one"
    scan.finished = timezone.now()
    scan.save()
    _audit(scan, by=SYSTEM, action="inventory.reconcile")
    return ScanState(scan.state)


def _absent(scan: Scan) -> QuerySet[Dataset]:
    met = ScanRecord.objects.filter(scan=scan).values("remote_id")
    held = Dataset.objects.filter(source=scan.source_id).exclude(state=DatasetState.REMOVED)
    return held.exclude(remote_id__in=met)


def _count_absences(absent: QuerySet[Dataset]) -> int:
    """One absence more for each; those that are due are removed. Returns how many."""
    if not absent.exists():
        return 0
    moment = next_moment()
    absent.update(absences=F("absences") + 1, state=DatasetState.ABSENT, updated_at=moment)
    due = absent.filter(absences__gte=rules.ABSENCES_BEFORE_REMOVAL)
    return due.update(state=DatasetState.REMOVED)


def _close(scan: Scan, *, complete: bool, verdict: rules.Removals) -> str:
    scan.removals_held = scan.absent if verdict.hold else 0
    if verdict.reason:
        scan.problem = "; ".join(filter(None, (scan.problem, verdict.reason)))
    scan.live_after = live_datasets(scan.source_id)
    counts = counts_of(scan)
    scan.state = rules.final_state(counts, hold=verdict.hold, listing_complete=complete)
    return rules.check_books(counts, live_before=scan.live_before or 0, live_after=scan.live_after)


@transaction.atomic
def release_held(*, by: Actor, scan_id: str) -> int:
    """A person looked: the datasets that were missing are removed. Returns how many.

    Only the newest scan of a source can be released; a newer listing says more.
    Raises: NoSuchScan, NotYours, Invalid.
    """
    scan = locked_scan(scan_id)
    check_may_release(by, scan.source.organisation_id)
    if scan.state != ScanState.HELD:
        raise Invalid(Issue(f"scan {scan_id}", f"it is {scan.state}, not held", "there is nothing to release"))
    check_is_newest(scan)
    gone = _absent(scan).update(state=DatasetState.REMOVED, updated_at=next_moment())
    scan.removed += gone
    scan.removals_held = 0
    scan.live_after = live_datasets(scan.source_id)
    complete = bool(scan.listing_complete)
    scan.state = rules.final_state(counts_of(scan), hold=False, listing_complete=complete)
    scan.save()
    _audit(scan, by=by, action="inventory.release_held")
    return gone


def _audit(scan: Scan, *, by: Actor, action: str) -> None:
    names = (
        "state", "lines", "seen", "added", "changed", "same", "failed", "held", "folded", "removed",
        "absent", "removals_held", "live_before", "live_after",
    )  # fmt: skip
    details = {name: getattr(scan, name) for name in names} | {"state": str(scan.state)}
    audit.record(by=by, action=action, subject=f"scan:{scan.id}", details=details)
