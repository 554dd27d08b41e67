"""Opening work orders, naming their people, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from gotgan.audit.actions import record
from gotgan.inventory import queries as inventory
from gotgan.refine.actions.inspections import queue_inspection
from gotgan.refine.actions.permission import check, lock_order, viewer_of
from gotgan.refine.models import Effort, Reviewer, WorkOrder
from gotgan.refine.rules import people, stepping
from gotgan.refine.rules.guideline import STANDARD, get_guideline
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.refine import OrderFacts, Part
from gotgan.terms.role import Actor

LONGEST_TITLE = 300


@dataclass(frozen=True)
class Estimate:
    """What an order may cost: won, hours of work, and until when the result is used."""

    budget_won: int | None = None
    budget_hours: float | None = None
    term: date | None = None


@transaction.atomic
def open_order(
    *, by: Actor, dataset_id: str, title: str, guideline: str = STANDARD, estimate: Estimate | None = None
) -> str:
    """Open a work order on the newest scanned version of a dataset; returns its id. Who opens it is its requester.

    Raises: inventory.NoSuchDataset, NotYours, Invalid, NoSuchGuideline.
    """
    estimate = estimate or Estimate()
    get_guideline(guideline)
    dataset = inventory.dataset(dataset_id)
    check(people.may_open(viewer_of(by), dataset.organisation))
    version = inventory.scanned_version(dataset_id)
    if version is None:
        raise Invalid(Issue("dataset", "it has no version with files yet", "have its source scanned first"))
    _check_words(title, estimate)
    now = timezone.now()
    order = WorkOrder.objects.create(
        organisation_id=dataset.organisation, dataset_id=dataset_id, version=version.id,
        title=title.strip(), guideline=guideline, requester=by.person_id, term=estimate.term,
        budget_won=estimate.budget_won, budget_hours=estimate.budget_hours,
        created=now, updated=now, is_sample=dataset.is_sample,
    )  # fmt: skip
    details = {"dataset": dataset_id, "version": order.version, "guideline": guideline}
    record(by=by, action="refine.open_order", subject=f"order:{order.pk}", details=details)
    queue_inspection(by, order)
    return order.pk


def _check_words(title: str, estimate: Estimate) -> None:
    issues = []
    if not title.strip():
        issues.append(Issue("title", "it is empty", "say in a few words what is to be made usable"))
    if len(title) > LONGEST_TITLE:
        issues.append(Issue("title", f"it is longer than {LONGEST_TITLE} characters", "shorten it"))
    for name in ("budget_won", "budget_hours"):
        value = getattr(estimate, name)
        if value is not None and value < 0:
            issues.append(Issue(name, "it is negative", "use 0 or more, or leave it out"))
    if issues:
        raise Invalid(*issues)


@transaction.atomic
def name_person(*, by: Actor, order_id: str, part: Part, person_id: int) -> None:
    """Name the handler or the processor (in place of the one before), or one more reviewer.

    Raises: NoSuchOrder; NotYours when the person lacks the role or has a part that must be kept apart.
    """
    order, facts = lock_order(by, order_id)
    check(people.may_assign(viewer_of(by), facts))
    check(people.is_eligible(part, viewer_of(Actor(person_id, "candidate")), order.organisation_id))
    check(stepping.may_name(part, person_id, facts))
    if part is Part.REVIEWER:
        _add_reviewer(order, facts, by, person_id)
    else:
        setattr(order, part.value, person_id)
    _touch(order)
    details = {"part": part.value, "person": person_id}
    record(by=by, action="refine.name_person", subject=f"order:{order_id}", details=details)


def _add_reviewer(order: WorkOrder, facts: OrderFacts, by: Actor, person_id: int) -> None:
    if person_id not in facts.reviewers:
        Reviewer.objects.create(order=order, person_id=person_id, named_by=by.label[:254], named=timezone.now())


@transaction.atomic
def dismiss_reviewer(*, by: Actor, order_id: str, person_id: int) -> None:
    """Take a reviewer off who has not signed in this round. Raises: NoSuchOrder, NotYours, Invalid."""
    order, facts = lock_order(by, order_id)
    check(people.may_assign(viewer_of(by), facts))
    if any(each.reviewer == person_id for each in facts.opinions):
        raise Invalid(Issue("reviewer", "the person has signed in this round", "a signed opinion stays"))
    gone, _ = order.reviewers.filter(person_id=person_id).delete()
    if not gone:
        raise Invalid(Issue("reviewer", "the person is no reviewer of this order", "see the order's people"))
    _touch(order)
    record(by=by, action="refine.dismiss_reviewer", subject=f"order:{order_id}", details={"person": person_id})


@transaction.atomic
def add_effort(*, by: Actor, order_id: str, what: str, hours: float = 0, won: int = 0) -> None:
    """Write down time and money spent; only who has a part in the order. Raises: NoSuchOrder, NotYours, Invalid."""
    order, facts = lock_order(by, order_id)
    check(stepping.may_spend(facts, by.person_id))
    issues = [Issue(name, "it is negative", "use 0 or more") for name, n in (("hours", hours), ("won", won)) if n < 0]
    if not what.strip():
        issues.append(Issue("what", "it is empty", "say what it was spent on"))
    if not issues and not (hours or won):
        issues.append(Issue("hours", "neither hours nor won are given", "fill in one of them"))
    if issues:
        raise Invalid(*issues)
    Effort.objects.create(
        order=order, what=what.strip(), hours=hours, won=won, by=by.label[:254], person_id=by.person_id,
        at=timezone.now(),
    )  # fmt: skip
    record(by=by, action="refine.add_effort", subject=f"order:{order_id}", details={"hours": hours, "won": won})


def _touch(order: WorkOrder) -> None:
    order.updated = timezone.now()
    order.save()
