"""The privacy ledger of a dataset: its budget, and a charge for every run of noisy tables, before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from gotgan.audit.actions import record
from gotgan.refine.actions.permission import NotYours, check, lock_order
from gotgan.refine.models import PrivacyBudget, PrivacyCharge, Run, WorkOrder
from gotgan.refine.queries.budgets import budget_row, standing_of, wrong_with
from gotgan.refine.rules.budgeting import check_budget, may_set_budget, opening_of
from gotgan.refine.rules.ways import MEASURES, ask_of, way_of
from gotgan.terms.amount import in_units
from gotgan.terms.digest import EMPTY_CHAIN, chain_hash
from gotgan.terms.errors import Invalid, Issue, NotAllowed
from gotgan.terms.private_ledger import Charge, Standing, entry_of
from gotgan.terms.refine import RunKind, RunState
from gotgan.terms.role import SYSTEM, Actor


class PaidBefore(NotAllowed):
    """The run was charged already, and broke off before its answers were kept."""


@transaction.atomic
def set_budget(*, by: Actor, order_id: str, epsilon: str, delta: str = "0", subject: str = "", reason: str) -> None:
    """Give the order's dataset its budget, or another as long as nothing was paid from it.

    Raises: NoSuchOrder, NotYours, Invalid with every problem.
    """
    order, facts = lock_order(by, order_id)
    before = PrivacyBudget.objects.select_for_update().filter(dataset=order.dataset_id).first()
    check(may_set_budget(facts, by.person_id, before.charges.count() if before else 0))
    if issues := check_budget(epsilon, delta, reason):
        raise Invalid(*issues)
    epsilon, delta = epsilon.strip(), delta.strip() or "0"
    now = timezone.now()
    said = now.astimezone(UTC).isoformat(timespec="seconds")
    opening = opening_of(order.dataset_id, subject, epsilon, delta, said)
    first = chain_hash(EMPTY_CHAIN, opening)
    values = {
        "subject": subject, "epsilon_units": in_units(epsilon), "delta_units": in_units(delta), "first": first,
        "head": first, "opening": opening,
        "reason": reason.strip(), "by": by.label[:254], "person_id": by.person_id, "at": now,
    }  # fmt: skip
    _keep(before, order.dataset_id, values)
    details = {"order": order_id, "epsilon": epsilon, "delta": delta, "head": first}
    record(by=by, action="refine.set_budget", subject=f"budget:{order.dataset_id}", details=details)


def _keep(before: PrivacyBudget | None, dataset_id: str, values: Mapping[str, Any]) -> None:
    """Over the row that is locked, or as the only one: who came first keeps theirs. Raises: Invalid."""
    if before is not None:
        PrivacyBudget.objects.filter(pk=before.pk).update(**values)
        return
    try:
        with transaction.atomic():
            PrivacyBudget.objects.create(dataset_id=dataset_id, **values)
    except IntegrityError:
        what = "another order of this dataset set one at the same moment"
        raise Invalid(Issue("budget", what, "look at it first")) from None


@transaction.atomic(durable=True)
def charge_budget(*, run_id: str, charge: Charge, subject: str | None, now: str) -> Standing:
    """Write down what a run's answers cost, once, or refuse it whole; the dataset's row is locked meanwhile.
    `subject`: the persons' column that the answers are counted by. Durable: it is committed when this comes back, so
    whatever ends the process afterwards, the charge stays.

    Raises: PaidBefore, NotYours without a budget, Invalid for a ledger that was changed, BudgetExceeded.
    """
    run = Run.objects.select_related("order").get(pk=run_id, state=RunState.RUNNING)
    budget = PrivacyBudget.objects.select_for_update().filter(dataset=run.order.dataset_id).first()
    if budget is None:
        raise NotYours("the dataset has no privacy budget; its handler sets one")
    if PrivacyCharge.objects.filter(run=run).exists():
        raise PaidBefore("it broke off after it was paid, and its answers are lost; ask again if the budget allows it")
    before = standing_of(budget)
    if wrong := wrong_with(budget, before):
        remedy = "no more questions until a person has compared it with a copy"
        raise Invalid(*(Issue("privacy ledger", each, remedy) for each in wrong))
    if before.subject != subject:
        raise Invalid(Issue("subject", "the budget was set anew meanwhile", "run it again"))
    before.check_fits(charge)
    entry = entry_of(before, charge, now)
    digest = chain_hash(budget.head, entry)
    PrivacyCharge.objects.create(
        budget=budget, run=run, place=before.head.place, epsilon_units=in_units(charge.epsilon),
        delta_units=in_units(charge.delta), entry=entry, previous=budget.head, hash=digest,
        at=datetime.fromisoformat(now),
    )  # fmt: skip
    after = before.after(charge, digest)
    budget.spent_epsilon, budget.spent_delta, budget.head = after.spent_epsilon, after.spent_delta, digest
    budget.save(update_fields=["spent_epsilon", "spent_delta", "head"])
    details = {
        "run": run_id, "place": before.head.place, "epsilon": str(charge.epsilon), "delta": str(charge.delta),
        "head": digest,
    }  # fmt: skip
    record(by=SYSTEM, action="refine.charge_budget", subject=f"budget:{run.order.dataset_id}", details=details)
    return after


def check_may_ask(order: WorkOrder, steps: Mapping[str, Any], kind: RunKind) -> None:
    """Before a run is queued: noisy tables are never tried, and must fit into what is left; the charge decides again.

    Raises: Invalid for a trial, NotYours without a budget, BudgetExceeded.
    """
    if way_of(steps) != MEASURES:
        return
    if kind is RunKind.TRIAL:
        raise Invalid(Issue("kind", "every answer costs, so noisy tables are not tried", "see the expected errors"))
    budget = budget_row(order.dataset_id)
    if budget is None:
        raise NotYours("the dataset has no privacy budget; its handler sets one")
    ask = ask_of(steps)
    standing_of(budget).check_fits(Charge(ask.epsilon, ask.delta))
