"""Charges that meet: two connections of PostgreSQL, and a worker that is killed for good after it paid."""

from __future__ import annotations

import os
import signal
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from gotgan.refine import actions, queries
from gotgan.refine.jobs import answering
from gotgan.refine.models import PrivacyBudget, PrivacyCharge, Run, WorkOrder
from gotgan.terms.errors import Invalid
from gotgan.terms.private_ledger import BudgetExceeded, Charge
from gotgan.terms.refine import RunKind, RunState
from tests.rooms.meeting import WAIT_SECONDS, is_somebody_waiting, needs_row_locks, on_a_connection_of_its_own
from tests.rooms.refined import Refined
from tests.rooms.refined_private import MEASURES, give_budget, make_visits, settle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
NOW = "2026-11-26T01:00:00+00:00"


@pytest.fixture
def refined(tmp_path: Path) -> Refined:
    needs_row_locks()
    made = make_visits(tmp_path / "source")
    settle(made, MEASURES)
    give_budget(made)
    return made


def a_run(refined: Refined) -> Run:
    order_id = actions.open_order(by=refined.actor, dataset_id=refined.order.dataset_id, title="통계")
    return Run.objects.create(
        order_id=order_id, plan=refined.order.plans.latest("revision"), round=1, kind=RunKind.FINAL,
        state=RunState.RUNNING, by="t", queued=refined.order.created,
    )  # fmt: skip


def charge(run_id: str, epsilon: str) -> object:
    return actions.charge_budget(run_id=run_id, charge=Charge(Decimal(epsilon)), subject="번호", now=NOW)


def test_charges_at_once_queue_and_never_overspend(refined: Refined) -> None:
    """Eight runs want 0.3 of 1 together: three get it, whoever comes first."""
    runs = [a_run(refined).pk for _ in range(8)]
    told: list[Any] = []
    threads = [on_a_connection_of_its_own(lambda key=key: charge(key, "0.3"), told) for key in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    refused = [each for each in told if isinstance(each, BudgetExceeded)]
    assert (len(told), len(refused)) == (8, 5), told
    view = queries.budget_of(refined.order.dataset_id)
    assert view is not None
    assert (view.standing.charges, view.epsilon["spent"], view.wrong) == (3, 0.9, ())


def test_charge_waits_for_who_holds_the_budget_and_reads_what_it_left(refined: Refined) -> None:
    first, second = a_run(refined).pk, a_run(refined).pk
    told: list[Any] = []
    thread = on_a_connection_of_its_own(lambda: charge(second, "0.6"), told)
    with transaction.atomic():
        PrivacyBudget.objects.select_for_update().get()
        thread.start()
        until = time.monotonic() + WAIT_SECONDS
        while thread.is_alive() and not is_somebody_waiting():
            assert time.monotonic() < until, "the other writer neither ends nor waits"
            time.sleep(0.02)
        assert not told
    thread.join(WAIT_SECONDS)
    assert not isinstance(told[0], BaseException), told
    with pytest.raises(BudgetExceeded):
        charge(first, "0.6")
    assert PrivacyCharge.objects.count() == 1


def test_worker_that_is_killed_after_it_paid_leaves_the_charge(refined: Refined) -> None:
    """SIGKILL to the process itself, right after `spend` came back: another connection reads the charge."""
    run = a_run(refined)
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            answering.RoomLedger(run, "번호").spend(Charge(Decimal("0.4")), now=NOW)
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    view = queries.budget_of(refined.order.dataset_id)
    assert view is not None
    assert (view.epsilon["spent"], view.wrong) == (0.4, ())
    assert Run.objects.get(pk=run.pk).state == RunState.RUNNING
    with pytest.raises(actions.PaidBefore):
        charge(run.pk, "0.4")


def test_two_handlers_at_once_give_one_budget(refined: Refined) -> None:
    """Both find none, and both set one: the first stands, the other is told, and nothing is set over it."""
    PrivacyBudget.objects.all().delete()
    other = actions.open_order(by=refined.actor, dataset_id=refined.order.dataset_id, title="통계")
    WorkOrder.objects.filter(pk=other).update(handler=refined.handler.person_id)

    def give(order_id: str, epsilon: str) -> None:
        actions.set_budget(by=refined.actor, order_id=order_id, epsilon=epsilon, reason="통계")

    told: list[Any] = []
    thread = on_a_connection_of_its_own(lambda: give(other, "9"), told)
    with transaction.atomic():
        give(refined.order_id, "1")
        thread.start()
        until = time.monotonic() + WAIT_SECONDS
        while thread.is_alive() and not is_somebody_waiting():
            assert time.monotonic() < until, "the other writer neither ends nor waits"
            time.sleep(0.02)
    thread.join(WAIT_SECONDS)
    assert isinstance(told[0], Invalid), told
    assert "at the same moment" in str(told[0])
    assert PrivacyBudget.objects.get().epsilon_units == 10**15
