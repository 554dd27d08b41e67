"""Workbooks in the background: one that came in is read, and the bytes of those that nobody needs any more go."""

from __future__ import annotations

import structlog
from django.utils import timezone

from gotgan.survey.actions import workbook_files, workbooks
from gotgan.survey.queries.workbooks import files_to_remove, known_of, work_of
from gotgan.survey.workbook.compare import compare
from gotgan.survey.workbook.read import read_workbook as read
from gotgan.terms.job import JobContext
from gotgan.terms.role import SYSTEM

log = structlog.get_logger("gotgan.survey")


def read_workbook(workbook_id: str, *, context: JobContext) -> None:
    """Hold the workbook against the sheets as they are now; every problem, or every difference, is kept."""
    found = work_of(workbook_id)
    if found is None or found[3] != "received":
        return
    target_id, kept_under, sha256, _state = found
    context.heartbeat({"sheets": 0})
    known = known_of(target_id)
    compared = compare(read(workbook_files.workbook_store(kept_under).path_of(sha256), known), known)
    workbooks.keep_reading(workbook_id=workbook_id, compared=compared)
    if compared.problems:
        workbook_files.remove_file(by=SYSTEM, workbook_id=workbook_id)
    log.info("workbook_read", workbook=workbook_id, problems=len(compared.problems), changes=len(compared.changes))


def clear_workbooks(*, context: JobContext) -> None:
    """Delete the bytes of workbooks whose time is over, and those that no upload names."""
    removed = 0
    for workbook_id in files_to_remove(timezone.now()):
        context.heartbeat({"removed": removed})
        removed += workbook_files.remove_file(by=SYSTEM, workbook_id=workbook_id)
    swept = workbook_files.sweep_files()
    context.heartbeat({"removed": removed, "swept": swept})
    log.info("workbooks_cleared", removed=removed, swept=swept)
