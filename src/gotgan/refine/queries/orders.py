"""Work orders in lists, and one with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from gotgan.inventory import queries as inventory
from gotgan.refine import models
from gotgan.refine.queries.facts import facts_of
from gotgan.refine.rules import people
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.errors import NotFound
from gotgan.terms.refine import OrderRecord, OrderState, RunKind, RunRecord, RunState
from gotgan.terms.role import KEEPERS, Viewer


class NoSuchOrder(NotFound):
    """There is no such work order, or it is not for this person to know."""


def get_order(viewer: Viewer, order_id: str) -> models.WorkOrder:
    """The order with its rows at hand. Raises: NoSuchOrder, also for who may not see it."""
    found = models.WorkOrder.objects.select_related("organisation").filter(pk=order_id).first()
    if found is None or not people.may_see(viewer, facts_of(found)):
        raise NoSuchOrder(f"work order {order_id}: there is no such order; see the list of work orders")
    return found


def orders_of(viewer: Viewer, *, states: Iterable[OrderState] = (), limit: int = 200) -> tuple[OrderRecord, ...]:
    """Orders that the viewer may see, newest first, at most `limit`."""
    rows = visible_to(viewer)
    if wanted := list(states):
        rows = rows.filter(state__in=wanted)
    return tuple(map(record_of, rows.distinct().order_by("-updated", "id")[:limit]))


def visible_to(viewer: Viewer) -> QuerySet[models.WorkOrder]:
    """Orders that the viewer may see; one may stand there more than once."""
    roles = [held for held in viewer.roles if held.role in (*KEEPERS, *people.WATCHERS)]
    rows = models.WorkOrder.objects.all()
    if any(held.organisation is None for held in roles):
        return rows
    person = viewer.person_id
    if person is None:
        return rows.none()
    own = Q(organisation__in=[held.organisation for held in roles])
    parts = Q(requester=person) | Q(handler=person) | Q(processor=person) | Q(reviewers__person_id=person)
    return rows.filter(own | parts)


def count_states(viewer: Viewer) -> dict[OrderState, int]:
    """How many orders that the viewer may see stand in each state."""
    rows = visible_to(viewer).values_list("state").annotate(number=Count("id", distinct=True)).order_by()
    return {OrderState(state): number for state, number in rows}


def datasets_named(records: Iterable[OrderRecord]) -> dict[str, DatasetRecord]:
    """The datasets of these orders by id."""
    return inventory.datasets_of({each.dataset for each in records})


def orders_of_dataset(dataset_id: str) -> tuple[OrderRecord, ...]:
    """Every order on a dataset, newest first; who asks must have the right to see them."""
    return tuple(map(record_of, models.WorkOrder.objects.filter(dataset=dataset_id)))


def orders_shown(viewer: Viewer, dataset_id: str) -> tuple[OrderRecord, ...]:
    """Orders on a dataset that the viewer may see, newest first."""
    return tuple(map(record_of, visible_to(viewer).filter(dataset=dataset_id).distinct()[:50])) if viewer.roles else ()


def runs_of(order: models.WorkOrder) -> tuple[RunRecord, ...]:
    """Runs of an order, newest first."""
    return tuple(map(run_record, order.runs.select_related("plan")))


def record_of(row: models.WorkOrder) -> OrderRecord:
    return OrderRecord(
        id=row.pk,
        title=row.title,
        organisation=row.organisation_id,
        dataset=row.dataset_id,
        version=row.version,
        state=OrderState(row.state),
        round=row.round,
        handler=row.handler,
        processor=row.processor,
        term=row.term,
        updated=row.updated,
        released=row.released,
        next_watch=row.next_watch,
        holders_told=row.holders_told,
        anonymous_downloads=row.anonymous_downloads,
    )


def run_record(row: models.Run) -> RunRecord:
    return RunRecord(
        id=row.pk,
        kind=RunKind(row.kind),
        state=RunState(row.state),
        plan=row.plan.revision,
        queued=row.queued,
        finished=row.finished,
        problem=row.problem,
        proof=row.proof,
        utility=row.utility,
        receipt=row.receipt,
        files=tuple(row.files),
    )
