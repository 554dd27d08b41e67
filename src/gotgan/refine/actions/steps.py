"""The path of a work order: documents, plans, opinions, and the step from one state to the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.audit.actions import record
from gotgan.inventory import actions as inventory
from gotgan.refine.actions.aftercare import check_composition
from gotgan.refine.actions.keys import destroy_keys
from gotgan.refine.actions.permission import NotYours, check, lock_order
from gotgan.refine.models import Opinion, OrderDocument, OrderStep, Plan, WorkOrder
from gotgan.refine.queries.facts import facts_of
from gotgan.refine.rules import stepping
from gotgan.refine.rules.documents import check_document
from gotgan.refine.rules.guideline import get_guideline
from gotgan.refine.rules.ways import check_steps
from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.refine import Guideline, OpinionFacts, OrderState, RunKind, RunState
from gotgan.terms.role import Actor

LONGEST_REASON = 2000
STOPS = frozenset({OrderState.INCIDENT, OrderState.WITHDRAWN})
"""States that stop the use of what was released, at once."""
GOES_BACK = frozenset({OrderState.PLAN_DEFINED, OrderState.PREPARED})


@transaction.atomic
def write_document(*, by: Actor, order_id: str, key: str, content: Mapping[str, Any]) -> None:
    """Write one of the guideline's documents for this round; writing it again makes another, the newest counts.

    Raises: NoSuchOrder, NotYours, Invalid with every field that is wrong.
    """
    order, facts = lock_order(by, order_id)
    document = get_guideline(order.guideline).documents.get(key)
    if document is None:
        raise Invalid(Issue(key, "the guideline has no such document", "see the order's forms"))
    if not stepping.parts_of(by.person_id, facts) & set(document.by):
        raise NotYours(f"only the {' or the '.join(document.by)} of this order writes this document")
    if issues := check_document(document, content):
        raise Invalid(*issues)
    row = OrderDocument.objects.create(
        order=order, key=key, round=order.round, content=dict(content), by=by.label[:254], person_id=by.person_id,
        at=timezone.now(),
    )  # fmt: skip
    details = {"document": key, "round": order.round, "sha256": fingerprint(row.content)}
    record(by=by, action="refine.write_document", subject=f"order:{order_id}", details=details)


@transaction.atomic
def write_plan(*, by: Actor, order_id: str, steps: Mapping[str, Any], note: str = "") -> int:
    """Put down the next revision of the plan; returns its number. Only while it is being defined.

    Raises: NoSuchOrder, NotYours, Invalid with every problem of the plan.
    """
    order, facts = lock_order(by, order_id)
    check(stepping.may_plan(facts, by.person_id))
    if issues := check_steps(steps):
        raise Invalid(*issues)
    revision = (order.plans.order_by("-revision").values_list("revision", flat=True).first() or 0) + 1
    plan = Plan.objects.create(
        order=order, revision=revision, steps=dict(steps), sha256=fingerprint(dict(steps)), note=note.strip(),
        by=by.label[:254], person_id=by.person_id, at=timezone.now(),
    )  # fmt: skip
    details = {"revision": revision, "sha256": plan.sha256}
    record(by=by, action="refine.write_plan", subject=f"order:{order_id}", details=details)
    return revision


@transaction.atomic
def declare_no_interest(*, by: Actor, order_id: str) -> None:
    """A reviewer declares to have no interest in the order. Raises: NoSuchOrder, NotYours."""
    order, _ = lock_order(by, order_id)
    row = order.reviewers.filter(person_id=by.person_id).first()
    if row is None:
        raise NotYours("only a named reviewer of this order declares this")
    row.no_interest = timezone.now()
    row.save()
    record(by=by, action="refine.declare_no_interest", subject=f"order:{order_id}")


@transaction.atomic
def sign_opinion(*, by: Actor, order_id: str, opinion: OpinionFacts) -> None:
    """A reviewer signs, once a round, on the proved result as it lies. Raises: NoSuchOrder, NotYours, Invalid."""
    order, facts = lock_order(by, order_id)
    check(stepping.may_sign(facts, by.person_id))
    if order.reviewers.filter(person_id=by.person_id, no_interest__isnull=True).exists():
        raise NotYours("declare first that you have no interest in this order")
    if problems := stepping.judge_opinion(get_guideline(order.guideline), opinion):
        raise Invalid(*(Issue("opinion", each, "see the questions of the review") for each in problems))
    if len(opinion.reason) > LONGEST_REASON:
        raise Invalid(Issue("reason", f"it is longer than {LONGEST_REASON} characters", "shorten it"))
    run = order.runs.filter(round=order.round, kind=RunKind.FINAL, state=RunState.PROVED).order_by("-queued").first()
    Opinion.objects.create(
        order=order, run=run, round=order.round, person_id=by.person_id, by=by.label[:254],
        answers=dict(opinion.answers), verdict=opinion.verdict, reason=opinion.reason.strip(), at=timezone.now(),
    )  # fmt: skip
    details = {"round": order.round, "verdict": opinion.verdict.value}
    record(by=by, action="refine.sign_opinion", subject=f"order:{order_id}", details=details)


@transaction.atomic
def take_step(*, by: Actor, order_id: str, after: OrderState, reason: str = "") -> None:
    """Take an order into its next state. Releasing has an action of its own: `releases.release`.

    Raises: NoSuchOrder; NotYours naming everything that is missing; Invalid without a reason where one is asked.
    """
    if after is OrderState.RELEASED:
        raise NotYours("an order is released with its files, never by a step alone")
    order, _ = lock_order(by, order_id)
    step_order(by, order, after, reason)


def step_order(by: Actor, order: WorkOrder, after: OrderState, reason: str = "") -> None:
    """The step itself, in the caller's transaction, on an order that is locked."""
    guideline = get_guideline(order.guideline)
    facts = facts_of(order)
    check(stepping.may_step(guideline, facts, after, by.person_id))
    step = stepping.find_step(guideline, facts.state, after)
    if step is not None and step.asks_reason and not reason.strip():
        raise Invalid(Issue("reason", "it is empty", "say in a sentence why"))
    if len(reason) > LONGEST_REASON:
        raise Invalid(Issue("reason", f"it is longer than {LONGEST_REASON} characters", "shorten it"))
    if after is OrderState.UNDER_REVIEW:
        finals = order.runs.filter(round=order.round, kind=RunKind.FINAL, state=RunState.PROVED)
        check_composition(finals.order_by("-queued").values_list("pk", flat=True).first())
    now = timezone.now()
    OrderStep.objects.create(
        order=order, before=order.state, after=after, round=order.round, reason=reason.strip(), by=by.label[:254],
        person_id=by.person_id, at=now,
    )  # fmt: skip
    _move(order, guideline, facts.state, after)
    if after in STOPS and order.released:
        inventory.withdraw_version(by=by, dataset_id=order.dataset_id, version_id=order.released, because=reason)
    if after is OrderState.DESTROYED:
        destroy_keys(by, order)
    order.updated = now
    order.save()
    details = {"before": facts.state.value, "after": after.value, "round": order.round}
    record(by=by, action="refine.take_step", subject=f"order:{order.pk}", details=details)


def _move(order: WorkOrder, guideline: Guideline, before: OrderState, after: OrderState) -> None:
    order.state = after
    if after in GOES_BACK and before in (OrderState.INADEQUATE, OrderState.PROCESSED):
        order.round += 1
    if after in (OrderState.RELEASED, OrderState.MONITORED):
        order.next_watch = timezone.localdate() + timedelta(days=guideline.watch_days)
    elif after in (OrderState.WITHDRAWN, OrderState.DESTROYED):
        order.next_watch = None
