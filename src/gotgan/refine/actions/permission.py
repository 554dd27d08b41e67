"""Finding and locking an order; a stranger learns nothing, a member learns why."""

from __future__ import annotations

from gotgan.organisations import queries as organisations
from gotgan.refine.models import WorkOrder
from gotgan.refine.queries.facts import facts_of
from gotgan.refine.queries.orders import NoSuchOrder
from gotgan.refine.rules import people
from gotgan.terms.decision import Decision
from gotgan.terms.errors import NotAllowed
from gotgan.terms.refine import OrderFacts
from gotgan.terms.role import SYSTEM, Actor, Viewer


class NotYours(NotAllowed):
    """A part of the order that the person does not have, or a step that may not be taken now."""


def viewer_of(by: Actor) -> Viewer:
    return organisations.viewer_of(by)


def check(decision: Decision) -> None:
    """Raises: NotYours with the rule's own reasons."""
    if not decision:
        raise NotYours("; ".join(decision.reasons))


def lock_order(by: Actor, order_id: str) -> tuple[WorkOrder, OrderFacts]:
    """The order, locked for a change, and as the rules see it. Raises: NoSuchOrder, also for a stranger."""
    order = WorkOrder.objects.select_for_update().filter(pk=order_id).first()
    if order is not None:
        facts = facts_of(order)
        if by == SYSTEM or people.may_see(viewer_of(by), facts):
            return order, facts
    raise NoSuchOrder(f"work order {order_id}: there is no such order; see the list of work orders")
