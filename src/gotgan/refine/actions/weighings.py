"""Asking for plans to be weighed around an order's own, and keeping what the engine found."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from gotgan.audit.actions import record
from gotgan.refine import queries
from gotgan.refine.actions.permission import NotYours, check, lock_order
from gotgan.refine.models import Weighing
from gotgan.refine.rules import stepping
from gotgan.refine.rules.weighing import may_weigh
from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import Invalid, Issue, NotFound
from gotgan.terms.role import SYSTEM, Actor
from gotgan.terms.weighing import Weighed, WeighingState
from gotgan.work import actions as work


class NoSuchWeighing(NotFound):
    """Nobody asked for it, or it is done."""


@transaction.atomic
def ask_weighing(*, by: Actor, order_id: str, target: str = "") -> int:
    """Queue the weighing of plans around the newest one, or around what is suggested; returns its id.

    Raises: NoSuchOrder; NotYours for who does not write the plan; Invalid for a plan that generalises nothing, a
    target it does not pass on, or while another weighing goes on.
    """
    order, facts = lock_order(by, order_id)
    check(stepping.may_plan(facts, by.person_id))
    if queries.is_weighing(order):
        raise Invalid(Issue("plans", "they are being weighed already", "wait until it is done"))
    steps = queries.steps_begun(order)
    if not (decision := may_weigh(steps, target)):
        raise NotYours("; ".join(decision.reasons))
    row = Weighing.objects.create(
        order=order, steps=steps, target=target, by=by.label[:254], person_id=by.person_id, asked=timezone.now()
    )
    row.job_id = work.enqueue("refine.propose", row.pk).id
    row.save()
    details = {"weighing": row.pk, "sha256": fingerprint(steps)}
    record(by=by, action="refine.ask_weighing", subject=f"order:{order_id}", details=details)
    return row.pk


@transaction.atomic
def finish_weighing(*, weighing_id: int, weighed: Weighed) -> None:
    """Keep what was found. Raises: NoSuchWeighing when none was waiting."""
    row = Weighing.objects.select_for_update().filter(pk=weighing_id, state=WeighingState.ASKED).first()
    if row is None:
        raise NoSuchWeighing(f"weighing {weighing_id}: none waits; ask for one")
    row.state = WeighingState.FAILED if weighed.problem else WeighingState.DONE
    row.found, row.plans = dict(weighed.found), [dict(each) for each in weighed.plans]
    row.problem, row.finished = weighed.problem, timezone.now()
    row.save()
    details = {"weighing": row.pk, "state": str(row.state), "plans": len(row.plans)}
    record(by=SYSTEM, action="refine.finish_weighing", subject=f"order:{row.order_id}", details=details)
