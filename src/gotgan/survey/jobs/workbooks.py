"""Reading a filled workbook in the background: nothing of it is stored but what was found."""

from __future__ import annotations

import structlog

from gotgan.survey.actions import workbooks
from gotgan.survey.queries.workbooks import known_of, work_of
from gotgan.survey.workbook.compare import compare
from gotgan.survey.workbook.read import read_workbook as read
from gotgan.terms.job import JobContext

log = structlog.get_logger("gotgan.survey")


def read_workbook(workbook_id: str, *, context: JobContext) -> None:
    """Hold the workbook against the sheets as they are now; every problem, or every difference, is kept."""
    found = work_of(workbook_id)
    if found is None or found[3] != "received":
        return
    target_id, organisation, sha256, _state = found
    context.heartbeat({"sheets": 0})
    known = known_of(target_id)
    compared = compare(read(workbooks.workbook_store(organisation).path_of(sha256), known), known)
    workbooks.keep_reading(workbook_id=workbook_id, compared=compared)
    log.info("workbook_read", workbook=workbook_id, problems=len(compared.problems), changes=len(compared.changes))
