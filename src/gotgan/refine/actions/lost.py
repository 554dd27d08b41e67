"""Runs and inspections that no job carries any more: they end, so that no order looks busy for ever."""

from __future__ import annotations

from django.db import transaction

from gotgan.refine.actions.inspections import finish_inspection
from gotgan.refine.actions.runs import BUSY, RunResult, finish_run
from gotgan.refine.models import Inspection, Run
from gotgan.terms.inspection import InspectionState
from gotgan.terms.refine import RunState
from gotgan.work import queries as work

LOST = "the job that ran it was lost too often or stopped; run it again"


def fail_lost_work() -> int:
    """End what was queued or under way and has no waiting or running job; returns how many. The reason is the job's.

    Each is a transaction of its own.
    """
    runs = Run.objects.filter(state__in=BUSY).exclude(pk__in=_carried("refine.run"))
    orders = Inspection.objects.filter(state=InspectionState.ASKED).exclude(order__in=_carried("refine.inspect"))
    lost = [_fail_run(*each) for each in runs.values_list("pk", "job_id")]
    lost += [_fail_inspection(each) for each in orders.values_list("order", flat=True).distinct()]
    return sum(lost)


def _carried(name: str) -> list[str]:
    return [str(job.args[0]) for job in work.unfinished(name)]


@transaction.atomic
def _fail_run(run_id: str, job_id: int | None) -> bool:
    """False when it ended meanwhile: its job was done after it was looked for."""
    if not Run.objects.filter(pk=run_id, state__in=BUSY).exists():
        return False
    job = work.find_job(job_id) if job_id is not None else None
    finish_run(run_id=run_id, result=RunResult(RunState.FAILED, problem=(job.error if job else "") or LOST))
    return True


@transaction.atomic
def _fail_inspection(order_id: str) -> bool:
    if not Inspection.objects.filter(order=order_id, state=InspectionState.ASKED).exists():
        return False
    finish_inspection(order_id=order_id, problem=LOST)
    return True
