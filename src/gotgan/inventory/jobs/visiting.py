"""One visit to a source: gather its records, measure what waits, close the books. Goes on where it stopped."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

import structlog
from django.db import OperationalError
from django.utils import timezone

from gotgan.engine.sources import Source, open_source
from gotgan.inventory import actions, queries
from gotgan.inventory.jobs.carried import CarriedScan, clean_carried
from gotgan.inventory.jobs.carrying import CarriedRefused, open_carried
from gotgan.inventory.jobs.cleaning import clean_record
from gotgan.inventory.jobs.measuring import make_version
from gotgan.inventory.jobs.scratch import DiskFull, disk_full, drop_scratch, is_disk_full
from gotgan.inventory.jobs.uploaded import UploadedFiles
from gotgan.terms.errors import GotganError
from gotgan.terms.job import JobContext
from gotgan.terms.record import ListingEnd
from gotgan.terms.scan import ScanState
from gotgan.terms.source import CleanRecord, SourceKind

BATCH_RECORDS = 100
BATCH_SECONDS = 2.0
TELL_SECONDS = 1.0
NO_ROOM = "No space left"
"""What the engine's database says of a full disk; its errors are no OSError."""
log = structlog.get_logger("gotgan.inventory")


class ScanStopped(GotganError):
    """The scan ends here; `state` says as what."""

    def __init__(self, state: ScanState, problem: str) -> None:
        self.state = state
        super().__init__(problem)


def visit(scan_id: str, context: JobContext) -> None:
    """Bring a scan to its end. Does nothing for one that ended, or that another job is at.

    Whatever goes wrong is written on the scan; only an error nobody foresaw is raised as well.
    """
    if queries.scan(scan_id).is_finished:
        return
    if not actions.begin_gathering(scan_id=scan_id, job_id=context.job_id):
        return
    try:
        _Visit(scan_id, context).run()
    except ScanStopped as stop:
        _stop(scan_id, stop.state, str(stop))
    except CarriedRefused as error:
        _stop(scan_id, ScanState.FAILED, str(error))
        actions.refuse_carried(scan_id=scan_id, upload_id=error.upload_id)
        drop_scratch(scan_id)
    except GotganError as error:
        _stop(scan_id, ScanState.FAILED, str(error))
    except OSError as error:
        _stop(scan_id, ScanState.FAILED, _os_problem(error))
    except OperationalError as error:
        if "full" not in str(error):
            raise
        _stop(scan_id, ScanState.FAILED, str(disk_full()))
    except Exception as error:
        _stop(scan_id, ScanState.FAILED, f"an unexpected {type(error).__name__}; see the log, then resume this scan")
        raise
    else:
        drop_scratch(scan_id)


def _os_problem(error: OSError) -> str:
    if is_disk_full(error):
        return str(disk_full())
    return f"{error.strerror or type(error).__name__}; remove the cause, then resume this scan"


def _stop(scan_id: str, state: ScanState, problem: str) -> None:
    log.warning("scan_stopped", scan=scan_id, state=state.value)
    actions.stop_scan(scan_id=scan_id, state=state, problem=problem)


class _Visit:
    """The three stretches of one scan, in the hands of one worker."""

    def __init__(self, scan_id: str, context: JobContext) -> None:
        self._scan_id = scan_id
        self._context = context
        self._source_id = queries.scan(scan_id).source_id
        self._source = _open(self._source_id, scan_id)
        self._clean = clean_carried if isinstance(self._source, CarriedScan) else clean_record
        self._progress: dict[str, Any] = {}
        self._told = 0.0

    def run(self) -> None:
        state = queries.scan(self._scan_id).state
        broken_off = self._gather() if state is ScanState.GATHERING else ""
        self._process()
        if broken_off:
            kept = "; what was listed is kept, resume to go on" if queries.scan(self._scan_id).counts.seen else ""
            raise ScanStopped(ScanState.FAILED, f"{broken_off}{kept}")
        actions.reconcile(scan_id=self._scan_id)

    def _gather(self) -> str:
        """Stream the listing; returns why it broke off, or nothing when it came to its end."""
        batch: list[CleanRecord] = []
        written = time.monotonic()
        end = ListingEnd(False, 0, warnings=("the listing ended without its end",))
        problem = ""
        try:
            for item in self._source.records(queries.cursor_of_scan(self._scan_id)):
                if isinstance(item, ListingEnd):
                    end = item
                    break
                batch.append(self._clean(item))
                if len(batch) >= BATCH_RECORDS or time.monotonic() - written >= BATCH_SECONDS:
                    self._store(batch)
                    batch, written = [], time.monotonic()
        except ScanStopped:
            raise
        except GotganError as error:
            problem = str(error)
        self._store(batch)
        if not problem:
            actions.begin_processing(scan_id=self._scan_id, listing=end)
        return problem

    def _store(self, batch: list[CleanRecord]) -> None:
        actions.record_batch(scan_id=self._scan_id, batch=batch)
        self._look_up()

    def _process(self) -> None:
        for record_id in queries.waiting_records(self._scan_id):
            self._look_up()
            self._measure(record_id)
        self._look_up()

    def _measure(self, record_id: int) -> None:
        clean = queries.waiting_record(record_id)
        try:
            made = make_version(self._source, self._source_id, self._scan_id, record_id, clean)
        except (DiskFull, OSError) as error:
            if isinstance(error, DiskFull) or is_disk_full(error):
                raise
            return self._fail(record_id, f"{error.strerror or type(error).__name__}; check the file at its source")
        except GotganError as error:
            return self._fail(record_id, str(error))
        except Exception as error:
            if NO_ROOM in str(error):
                raise disk_full() from error
            # one file that breaks the engine must not stop the others; the log has the trace
            log.exception("record_not_measured", scan=self._scan_id, record=record_id)
            return self._fail(record_id, f"it could not be measured ({type(error).__name__}); see the log")
        if made.failure:
            return self._fail(record_id, made.failure)
        actions.store_version(record_id=record_id, clean=made.clean, made=made.version, reason=made.reason)
        return None

    def _fail(self, record_id: int, reason: str) -> None:
        actions.fail_record(record_id=record_id, reason=reason[:4000])

    def _look_up(self) -> None:
        """Between records: say how far, and stop when told to or when the time is over."""
        if time.monotonic() - self._told >= TELL_SECONDS:
            scan = queries.scan(self._scan_id)
            self._progress = {"state": scan.state.value, "waiting": scan.waiting, **asdict(scan.counts)}
            self._told = time.monotonic()
        self._context.heartbeat(self._progress)
        cancelled, deadline = queries.orders_of(self._scan_id)
        if cancelled or self._context.is_cancelled():
            raise ScanStopped(ScanState.CANCELLED, "cancelled; resume to go on")
        if deadline is not None and timezone.now() > deadline:
            seen = queries.scan(self._scan_id).counts.seen
            raise ScanStopped(ScanState.FAILED, f"its deadline passed after {seen} records; resume to go on")


def _open(source_id: str, scan_id: str) -> Source:
    opening = queries.opening_of(source_id)
    if opening.kind == SourceKind.UPLOAD:
        return UploadedFiles(source_id)
    if opening.kind == SourceKind.SCANFILE:
        return open_carried(opening, source_id, scan_id)
    source = open_source(
        opening.kind or None, opening.location, allow_private=opening.may_be_private, options=opening.options
    )
    if not opening.kind:
        actions.learn_kind(source_id=source_id, kind=source.kind)
    return source
