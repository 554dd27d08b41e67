"""What waits for a person among the work orders; one query."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from gotgan.refine import models
from gotgan.refine.queries.orders import record_of
from gotgan.terms.refine import OrderRecord, OrderState
from gotgan.terms.role import Viewer

HANDLED = (
    OrderState.DRAFTED, OrderState.PREPARED, OrderState.RISK_REVIEWED, OrderState.PROCESSED, OrderState.ADEQUATE,
    OrderState.INADEQUATE, OrderState.INCIDENT,
)  # fmt: skip
"""States in which the handler goes on."""
PROCESSED = (OrderState.RISK_REVIEWED, OrderState.PLAN_DEFINED)
"""States in which the processor writes plans and runs them."""
WATCHED = (OrderState.RELEASED, OrderState.MONITORED)


def waiting_for(viewer: Viewer, today: date, *, limit: int = 100) -> tuple[OrderRecord, ...]:
    """Orders in which this person is who goes on, the longest waiting first."""
    return tuple(map(record_of, _waiting(viewer, today).order_by("updated", "id")[:limit]))


def count_waiting(viewer: Viewer, today: date) -> int:
    return _waiting(viewer, today).count()


def _waiting(viewer: Viewer, today: date) -> QuerySet[models.WorkOrder]:
    person = viewer.person_id
    if person is None:
        return models.WorkOrder.objects.none()
    signed = models.Opinion.objects.filter(order=OuterRef("order"), round=OuterRef("order__round"))
    unsigned = models.Reviewer.objects.filter(order=OuterRef("pk")).exclude(
        Exists(signed.filter(person_id=OuterRef("person_id")))
    )
    under_review = Q(state=OrderState.UNDER_REVIEW)
    handler = Q(handler=person) & (
        Q(state__in=HANDLED) | Q(state__in=WATCHED, next_watch__lte=today) | (under_review & ~Exists(unsigned))
    )
    requester = Q(requester=person, state=OrderState.DRAFTED)
    processor = Q(processor=person, state__in=PROCESSED)
    reviewer = under_review & Exists(unsigned.filter(person_id=person))
    return models.WorkOrder.objects.filter(handler | requester | processor | reviewer)
