"""Asking for an inspection of an order's tables, and keeping what the engine found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from gotgan.audit.actions import record
from gotgan.refine.actions.permission import check, lock_order
from gotgan.refine.models import Inspection, WorkOrder
from gotgan.refine.rules import stepping
from gotgan.terms.errors import NotFound
from gotgan.terms.inspection import InspectedTable, InspectionState
from gotgan.terms.role import SYSTEM, Actor
from gotgan.work import actions as work


class NoSuchInspection(NotFound):
    """Nobody asked for it, or it is done."""


@transaction.atomic
def ask_inspection(*, by: Actor, order_id: str) -> int:
    """Queue an inspection of the order's tables, also once more; one that waits already is not doubled.

    Returns its id. Raises: NoSuchOrder; NotYours for who has no part in the order.
    """
    order, facts = lock_order(by, order_id)
    check(stepping.may_spend(facts, by.person_id))
    waiting = order.inspections.filter(state=InspectionState.ASKED).order_by("-id").first()
    return waiting.pk if waiting else queue_inspection(by, order)


def queue_inspection(by: Actor, order: WorkOrder) -> int:
    """Inside the transaction of who asks."""
    row = Inspection.objects.create(order=order, by=by.label[:254], person_id=by.person_id, asked=timezone.now())
    work.enqueue("refine.inspect", order.pk)
    record(by=by, action="refine.ask_inspection", subject=f"order:{order.pk}", details={"inspection": row.pk})
    return row.pk


@transaction.atomic
def finish_inspection(*, order_id: str, tables: Sequence[InspectedTable] = (), problem: str = "") -> None:
    """Keep what was found; `problem` when nothing could be. Raises: NoSuchInspection when none was waiting."""
    rows = Inspection.objects.select_for_update().filter(order=order_id, state=InspectionState.ASKED)
    row = rows.order_by("-id").first()
    if row is None:
        raise NoSuchInspection(f"work order {order_id}: no inspection waits; ask for one")
    row.state = InspectionState.FAILED if problem else InspectionState.DONE
    row.tables, row.problem, row.finished = [asdict(each) for each in tables], problem, timezone.now()
    row.save()
    details = {"inspection": row.pk, "state": str(row.state), "tables": len(tables)}
    record(by=SYSTEM, action="refine.finish_inspection", subject=f"order:{order_id}", details=details)
