"""What later rooms report of a released version."""

from __future__ import annotations

from django.db import transaction

from gotgan.audit.actions import record
from gotgan.refine.models import WorkOrder
from gotgan.terms.role import Actor


@transaction.atomic
def note_told(*, by: Actor, dataset_id: str, version_id: str, people: int, anonymous: int) -> None:
    """How many were told that the version was withdrawn, and how many downloads nobody can be told of."""
    order = WorkOrder.objects.select_for_update().filter(dataset=dataset_id, released=version_id).first()
    if order is None:
        return
    order.holders_told, order.anonymous_downloads = people, anonymous
    order.save(update_fields=["holders_told", "anonymous_downloads"])
    details = {"version": version_id, "people": people, "anonymous": anonymous}
    record(by=by, action="refine.note_told", subject=f"order:{order.pk}", details=details)
