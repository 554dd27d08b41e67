"""Deliveries: bytes that left the house."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.share.models import Delivery
from gotgan.terms.role import Actor


@transaction.atomic
def record_delivery(*, by: Actor, dataset_id: str, version_id: str, path: str) -> None:
    """A file left the house: whom a withdrawal must reach."""
    Delivery.objects.create(
        dataset=dataset_id, version=version_id, path=path, person_id=by.person_id, at=timezone.now()
    )
    details = {"version": version_id, "path": path}
    audit.record(by=by, action="share.deliver", subject=f"dataset:{dataset_id}", details=details)
