"""What work orders took so far, for who asks what a dataset cost: hours and won as written down, runs as measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Min, Sum

from gotgan.refine import models
from gotgan.refine.rules.spending import seconds_of
from gotgan.terms.refine import OrderState, OrderWork


def works_of(dataset_ids: Collection[str]) -> tuple[OrderWork, ...]:
    """Of every order on these datasets, the oldest first. Four queries; who asks must have the right to see sums."""
    rows = models.WorkOrder.objects.filter(dataset__in=list(dataset_ids))
    orders = list(rows.order_by("created", "id").values_list("pk", "dataset_id", "created"))
    of_these = {"order__in": [each[0] for each in orders]}
    spent = {
        order: (hours, won)
        for order, hours, won in models.Effort.objects.filter(**of_these)
        .order_by()
        .values("order")
        .annotate(hours=Sum("hours"), won=Sum("won"))
        .values_list("order", "hours", "won")
    }
    steps = models.OrderStep.objects.filter(**of_these, after=OrderState.RELEASED).order_by()
    released = dict(steps.values("order").annotate(first=Min("at")).values_list("order", "first"))
    times: dict[str, list[tuple[str | None, str | None]]] = defaultdict(list)
    for order, started, finished in models.Run.objects.filter(**of_these).values_list(
        "order", "receipt__started", "receipt__finished"
    ):
        times[order].append((started, finished))
    return tuple(
        OrderWork(
            order, dataset, opened, released.get(order), *(each or None for each in spent.get(order, (None, None))),
            machine_seconds=seconds_of(times[order]),
        )
        for order, dataset, opened in orders
    )  # fmt: skip
