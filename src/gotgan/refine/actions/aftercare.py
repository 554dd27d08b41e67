"""Aftercare: reminding the handler of what is due, a second release with its reason, who was told of a withdrawal."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gotgan.accounts import actions as accounts
from gotgan.audit.actions import record
from gotgan.refine import queries
from gotgan.refine.actions.permission import NotYours, lock_order
from gotgan.refine.models import JointRisk, WorkOrder
from gotgan.refine.rules.stepping import parts_of
from gotgan.refine.rules.watching import letter_key, needs_reason, write_due
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.inspection import DueRecord
from gotgan.terms.letter import NewLetter
from gotgan.terms.refine import Part
from gotgan.terms.role import Actor

LONGEST_REASON = 2000


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


@transaction.atomic
def remind_due(*, by: Actor, today: date | None = None) -> int:
    """Write to each handler of what is due, once a week; returns the letters."""
    day = today or timezone.localdate()
    due = queries.orders_due(today=day)
    letters = [_letter(each, each.order.handler, day) for each in due if each.order.handler is not None]
    written = accounts.write_letters(letters=letters)
    if written:
        record(by=by, action="refine.remind_due", subject="orders", details={"due": len(due), "letters": written})
    return written


def _letter(due: DueRecord, handler: int, today: date) -> NewLetter:
    page = f"{settings.GOTGAN_PUBLIC_ADDRESS}/refine/orders/{due.order.id}"
    said = write_due(due.why, due.since, {"title": due.order.title, "page": page})
    return NewLetter(letter_key(due.order.id, due.why, due.since, today), due.why, handler, said.subject, said.body)


@transaction.atomic
def accept_joint_risk(*, by: Actor, order_id: str, joint_id: int, reason: str) -> None:
    """The handler says why a result goes on though an earlier release of the same data lies outside.

    Raises: NoSuchOrder, NotYours, Invalid.
    """
    order, facts = lock_order(by, order_id)
    if Part.HANDLER not in parts_of(by.person_id, facts):
        raise NotYours("only the handler of this order says why it goes on beside an earlier release")
    row = JointRisk.objects.select_for_update().filter(pk=joint_id, run__order=order).first()
    if row is None:
        raise Invalid(Issue("joint risk", "the order has no such one", "see its runs"))
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        what = f"it is empty or longer than {LONGEST_REASON} characters"
        raise Invalid(Issue("reason", what, "say in a few sentences why it goes on"))
    row.reason, row.accepted, row.accepted_by = reason.strip(), timezone.now(), by.label[:254]
    row.accepted_person = by.person_id
    row.save()
    details = {"run": row.run_id, "earlier": row.earlier_id, "joint_k": row.risk.get("joint_k")}
    record(by=by, action="refine.accept_joint_risk", subject=f"order:{order_id}", details=details)


def check_composition(run_id: str | None) -> None:
    """Raises: Invalid while a run that is weaker beside an earlier release goes on without a reason."""
    waiting = [
        row
        for row in JointRisk.objects.filter(run=run_id, reason="")
        if needs_reason(row.risk.get("joint_k"), row.risk.get("target_k", 0))
    ]
    if waiting:
        smallest = min((row.risk.get("joint_k") or 0) for row in waiting)
        what = f"the same data were released before; both together have classes of {smallest}, or were not measured"
        raise Invalid(Issue("composition", what, "say for each earlier release why this one goes on"))
