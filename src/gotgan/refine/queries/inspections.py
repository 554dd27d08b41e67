"""What was found before anything is done, and what two releases tell together."""

from __future__ import annotations

from typing import Any

from gotgan.refine import models
from gotgan.refine.rules.watching import needs_reason
from gotgan.terms.inspection import InspectedTable, InspectionRecord, InspectionState, JointRecord, Suggestion


def inspection_of(order: models.WorkOrder) -> InspectionRecord | None:
    """The order's newest inspection, also one that is not done yet; None when none was asked for."""
    row = order.inspections.order_by("-id").first()
    if row is None:
        return None
    tables = tuple(map(_table, row.tables))
    return InspectionRecord(InspectionState(row.state), row.asked, row.finished, row.problem, tables)


def _table(kept: dict[str, Any]) -> InspectedTable:
    suggestions = tuple(Suggestion(**each) for each in kept["suggestions"])
    return InspectedTable(**{**kept, "suggestions": suggestions})


def joint_risks_of(order: models.WorkOrder) -> tuple[JointRecord, ...]:
    """The order's final runs beside earlier releases of the same dataset, the newest run first."""
    rows = models.JointRisk.objects.filter(run__order=order).select_related("run__order", "earlier__order")
    return tuple(map(_joint, rows.order_by("-run__queued", "id")))


def _joint(row: models.JointRisk) -> JointRecord:
    risk = row.risk
    return JointRecord(
        id=row.pk,
        run=row.run_id,
        order=row.run.order_id,
        earlier_order=row.earlier.order_id,
        earlier_version=row.earlier.order.released,
        k=risk.get("k"),
        earlier_k=risk.get("earlier_k"),
        joint_k=risk.get("joint_k"),
        joined_by=risk.get("joined_by", ""),
        risk=risk,
        problem=row.problem,
        measured=row.measured,
        reason=row.reason,
        accepted_by=row.accepted_by,
        accepted=row.accepted,
        needs_reason=needs_reason(risk.get("joint_k"), risk.get("target_k", 0)),
    )
