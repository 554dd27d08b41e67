"""Released orders whose aftercare is due."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone

from gotgan.refine import models
from gotgan.refine.queries.orders import record_of, visible_to
from gotgan.refine.rules.watching import IN_USE, due_of
from gotgan.terms.inspection import DueRecord
from gotgan.terms.refine import OrderState
from gotgan.terms.role import Viewer


def orders_due(viewer: Viewer | None = None, *, today: date | None = None) -> tuple[DueRecord, ...]:
    """Those that the viewer may see (None: all), what has been due longest first; an order may stand there twice."""
    day = today or timezone.localdate()
    rows = models.WorkOrder.objects.all() if viewer is None else visible_to(viewer).distinct()
    due = rows.filter(Q(next_watch__lte=day) | Q(term__lt=day), state__in=IN_USE)
    found = [
        DueRecord(record_of(row), why, since)
        for row in due
        for why, since in due_of(OrderState(row.state), next_watch=row.next_watch, term=row.term, today=day)
    ]
    return tuple(sorted(found, key=lambda each: (each.since, each.order.id, each.why)))
