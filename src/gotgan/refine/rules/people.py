"""Who may see and open work orders. What a person may do inside one follows from the part held in it."""

from __future__ import annotations

from gotgan.refine.rules.stepping import parts_of
from gotgan.terms.decision import Decision
from gotgan.terms.refine import OrderFacts, Part
from gotgan.terms.role import KEEPERS, Role, Viewer

WATCHERS = (Role.AUDITOR, Role.OPERATOR)
REFINERS = (*KEEPERS, Role.REVIEWER, Role.AUDITOR)
"""Roles with a place for work orders in the header."""
ELIGIBLE = {
    Part.REQUESTER: KEEPERS,
    Part.HANDLER: (Role.OFFICER, Role.LEAD, Role.STEWARD),
    Part.PROCESSOR: (Role.STEWARD,),
    Part.REVIEWER: (Role.REVIEWER,),
}
"""The role that a part asks for, held in the order's organisation (a reviewer: in any)."""


def may_open(viewer: Viewer, organisation: str) -> Decision:
    """Opening a work order on an organisation's dataset: who keeps its data."""
    if viewer.holds(*KEEPERS, organisation=organisation):
        return Decision.yes()
    return Decision.no("only who keeps this organisation's data may open a work order")


def may_see(viewer: Viewer, order: OrderFacts) -> Decision:
    """One order with its documents: who has a part in it, who keeps the data, and who watches."""
    if parts_of(viewer.person_id, order) or viewer.holds(*KEEPERS, organisation=order.organisation):
        return Decision.yes()
    if viewer.holds(*WATCHERS, organisation=order.organisation):
        return Decision.yes()
    return Decision.no("you have no part in this work order")


def may_assign(viewer: Viewer, order: OrderFacts) -> Decision:
    """Naming people: the handler, or while there is none, who may open an order."""
    if Part.HANDLER in parts_of(viewer.person_id, order):
        return Decision.yes()
    if order.handler is None:
        return may_open(viewer, order.organisation)
    return Decision.no("only the handler of this order names people")


def is_eligible(part: Part, candidate: Viewer, organisation: str) -> Decision:
    """Whether a person holds the role that a part asks for."""
    roles = ELIGIBLE[part]
    held = any(each.role in roles for each in candidate.roles) if part is Part.REVIEWER else candidate.holds(
        *roles, organisation=organisation
    )  # fmt: skip
    if held:
        return Decision.yes()
    names = " or ".join(role.value for role in roles)
    return Decision.no(f"the {part.value} must hold the role {names}")
