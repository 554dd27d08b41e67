"""The life of a scan: started, under way, stopped, gone on with."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.inventory.actions.permission import check_may_manage
from gotgan.inventory.actions.sources import locked_source
from gotgan.inventory.models import Dataset, Scan, Source
from gotgan.inventory.queries import NoSuchScan
from gotgan.inventory.rules import UNFINISHED_STATES, DatasetState, may_become
from gotgan.terms.errors import Invalid, Issue, NotAllowed
from gotgan.terms.job import JobState
from gotgan.terms.record import ListingEnd
from gotgan.terms.role import SYSTEM, Actor
from gotgan.terms.scan import ScanState
from gotgan.terms.source import PLACELESS
from gotgan.work import queries as work

LOST_AFTER = timedelta(minutes=10)
_ENDED_JOBS = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
_UNFINISHED = [state.value for state in UNFINISHED_STATES]


class ScanRunning(NotAllowed):
    """A source is scanned by one scan at a time."""


@transaction.atomic
def start_scan(*, by: Actor, source_id: str) -> str:
    """Make a scan that waits to be run. Returns its id, to be queued as `inventory.scan`.

    Raises: NoSuchSource, NotYours, ScanRunning, Invalid (removed source).
    """
    source = locked_source(source_id)
    check_may_manage(by, source.organisation_id)
    return _new_scan(source, by).id


def _new_scan(source: Source, by: Actor) -> Scan:
    if source.removed_at is not None:
        raise Invalid(Issue(f"source {source.id}", "it was removed", "add it again"))
    if source.kind in PLACELESS:
        raise Invalid(Issue(f"source {source.id}", "it is only declared", "add the place where its data is"))
    _check_no_other(source.id)
    try:
        with transaction.atomic():
            scan = Scan.objects.create(source=source)
    except IntegrityError:
        raise _running(source.id) from None
    audit.record(by=by, action="inventory.start_scan", subject=f"scan:{scan.id}", details={"source": source.id})
    return scan


def _check_no_other(source_id: str) -> None:
    other = Scan.objects.filter(source=source_id, state__in=_UNFINISHED).first()
    if other is None:
        return
    job = work.find_job(other.job_id) if other.job_id is not None else None
    if job is None or job.state not in _ENDED_JOBS:
        raise _running(source_id)
    _lose(other.id)


def _lose(scan_id: str) -> None:
    problem = "the job that ran it was lost too often or stopped; resume to go on"
    stop_scan(scan_id=scan_id, state=ScanState.FAILED, problem=problem)


def fail_lost_scans() -> int:
    """End the scans that no job carries any more, so that nothing looks busy for ever. Returns how many.

    Each is a transaction of its own. A scan is given LOST_AFTER to get a job.
    """
    carried = {job.args[0] for job in work.unfinished("inventory.scan")}
    late = timezone.now() - LOST_AFTER
    rows = Scan.objects.filter(state__in=_UNFINISHED, created__lt=late).exclude(pk__in=carried)
    lost = list(rows.values_list("id", flat=True))
    for scan_id in lost:
        _lose(scan_id)
    return len(lost)


def _running(source_id: str) -> ScanRunning:
    return ScanRunning(
        f"source {source_id}: a scan of it is already waiting or running; wait for it, or cancel it first"
    )


@transaction.atomic
def resume_scan(*, by: Actor, scan_id: str) -> str:
    """Put a failed or cancelled scan back in the queue; it goes on from its cursor.

    Raises: NoSuchScan, NotYours, ScanRunning, Invalid (it ended otherwise, or a newer one was made).
    """
    scan = locked_scan(scan_id)
    check_may_manage(by, scan.source.organisation_id)
    check_transition(scan, ScanState.QUEUED)
    check_is_newest(scan)
    _check_no_other(scan.source_id)
    scan.state, scan.problem, scan.finished = ScanState.QUEUED, "", None
    scan.cancel_requested, scan.resumed, scan.deadline = False, True, None
    scan.save()
    audit.record(by=by, action="inventory.resume_scan", subject=f"scan:{scan_id}", details={})
    return scan.id


@transaction.atomic
def cancel_scan(*, by: Actor, scan_id: str) -> None:
    """A waiting scan ends at once, a running one between two records. What it stored stays.

    Raises: NoSuchScan, NotYours.
    """
    scan = locked_scan(scan_id)
    check_may_manage(by, scan.source.organisation_id)
    if scan.state not in _UNFINISHED:
        return
    scan.cancel_requested = True
    if scan.state == ScanState.QUEUED:
        scan.state, scan.finished = ScanState.CANCELLED, timezone.now()
    scan.save()
    audit.record(by=by, action="inventory.cancel_scan", subject=f"scan:{scan_id}", details={})


@transaction.atomic
def begin_gathering(*, scan_id: str, job_id: int | None) -> bool:
    """A worker took the scan up, for the first time or after another one died.

    Returns False when another job is at it: a scan queued twice is still run once.
    """
    scan = locked_scan(scan_id)
    if scan.state != ScanState.QUEUED and _is_run_by_another(scan.job_id, job_id):
        return False
    if scan.state == ScanState.QUEUED:
        now = timezone.now()
        scan.state = ScanState.GATHERING
        scan.started = scan.started or now
        scan.deadline = now + timedelta(seconds=scan.source.deadline_seconds)
        if scan.live_before is None:
            scan.live_before = live_datasets(scan.source_id)
    else:
        scan.resumed = True
    scan.job_id = job_id
    scan.save()
    return True


def _is_run_by_another(running: int | None, mine: int | None) -> bool:
    job = work.find_job(running) if running is not None and running != mine else None
    return job is not None and job.state == JobState.RUNNING


@transaction.atomic
def learn_kind(*, source_id: str, kind: str) -> None:
    """What a source of guessed kind turned out to be: the next scan need not guess."""
    Source.objects.filter(pk=source_id, kind="").update(kind=kind)


@transaction.atomic
def begin_processing(*, scan_id: str, listing: ListingEnd) -> None:
    """The listing is through, whole or cut short; what is left is to measure."""
    scan = locked_scan(scan_id)
    check_transition(scan, ScanState.PROCESSING)
    scan.state, scan.listing_complete = ScanState.PROCESSING, listing.complete
    scan.problem = "; ".join(listing.warnings)
    scan.lines += listing.folded
    scan.folded += listing.folded
    scan.save()


@transaction.atomic
def stop_scan(*, scan_id: str, state: ScanState, problem: str) -> None:
    """End a scan early, as cancelled or failed. What it stored stays, and it can be resumed."""
    scan = locked_scan(scan_id)
    if scan.state not in _UNFINISHED:
        return
    scan.state, scan.problem, scan.finished = state, problem, timezone.now()
    scan.save()
    audit.record(
        by=SYSTEM,
        action=f"inventory.scan_{state.value}",
        subject=f"scan:{scan_id}",
        details={"seen": scan.seen, "added": scan.added, "changed": scan.changed},
    )


@transaction.atomic
def follow_up(*, scan_id: str) -> str | None:
    """The scan that was wished for while this one ran (a file uploaded meanwhile), or None."""
    scan = locked_scan(scan_id)
    source = locked_source(scan.source_id)
    if not source.rescan_wanted or source.removed_at is not None or scan.state in _UNFINISHED:
        return None
    source.rescan_wanted = False
    source.save()
    return _new_scan(source, SYSTEM).id


def live_datasets(source_id: str) -> int:
    """Datasets of a source that are held, whether the latest listing named them or not."""
    return Dataset.objects.filter(source=source_id).exclude(state=DatasetState.REMOVED).count()


def locked_scan(scan_id: str) -> Scan:
    """The row, locked for this transaction. Raises: NoSuchScan."""
    row = Scan.objects.select_for_update(of=("self",)).select_related("source").filter(pk=scan_id).first()
    if row is None:
        raise NoSuchScan(f"scan {scan_id}: there is no such scan; see the scans of its source")
    return row


def check_transition(scan: Scan, then: ScanState) -> None:
    """Raises: Invalid."""
    decision = may_become(ScanState(scan.state), then)
    if not decision:
        raise Invalid(Issue(f"scan {scan.id}", decision.reasons[0], "start a new scan of the source"))


def check_is_newest(scan: Scan) -> None:
    """Raises: Invalid when the source was scanned again since."""
    newest = Scan.objects.filter(source=scan.source_id).order_by("-created", "-id").first()
    if newest is not None and newest.pk != scan.pk:
        raise Invalid(Issue(f"scan {scan.id}", "a newer scan of this source was made", "use the newer one"))
