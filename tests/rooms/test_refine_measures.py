"""Noisy tables in the room: paid before drawn, once, never more than there is, and released like everything else."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gotgan.audit import queries as audit
from gotgan.inventory import queries as inventory
from gotgan.refine import actions, queries
from gotgan.refine.jobs import answering
from gotgan.refine.models import PrivacyBudget, PrivacyCharge, Run
from gotgan.terms.errors import Invalid
from gotgan.terms.job import JobState
from gotgan.terms.lineage import sources_of
from gotgan.terms.private_ledger import BudgetExceeded, Charge
from gotgan.terms.refine import RunKind, RunState
from gotgan.work.models import Job
from tests.rooms.refined import Refined, by
from tests.rooms.refined_private import (
    MEASURES,
    QUESTIONS,
    each_in_turn,
    give_budget,
    make_visits,
    release_reviewed,
    run_final,
    settle,
)
from tests.rooms.running import run_waiting_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = "2026-11-26T01:00:00+00:00"
UNITS = 10**15


@pytest.fixture
def refined(tmp_path: Path) -> Refined:
    made = make_visits(tmp_path / "source")
    settle(made, MEASURES)
    return made


def budget(refined: Refined) -> PrivacyBudget:
    return PrivacyBudget.objects.get(dataset=refined.order.dataset_id)


def a_run(refined: Refined) -> Run:
    """One that is under way, without the engine; those before it are over."""
    order = refined.order
    order.runs.update(state=RunState.FAILED)
    return Run.objects.create(
        order=order, plan=order.plans.latest("revision"), round=1, kind=RunKind.FINAL, state=RunState.RUNNING,
        by="t", queued=order.created,
    )  # fmt: skip


def charge(run: Run, epsilon: str, **more: Any) -> None:
    actions.charge_budget(run_id=run.pk, charge=Charge(Decimal(epsilon)), subject="번호", now=NOW, **more)


def test_answers_become_a_version_that_was_paid_for(refined: Refined) -> None:
    give_budget(refined)
    done = run_final(refined)
    assert (done.state, done.problem) == (RunState.PROVED, "")
    count, total, histogram = queries.answers_of(done)
    assert count.whole is not None
    assert count.whole.value == pytest.approx(400, abs=200)
    assert count.whole.least < count.whole.value < count.whole.most
    assert [bar.kind for bar in histogram.bars] == ["value", "value", "other", "missing"]
    assert total.within == pytest.approx(15_000, rel=0.01)
    standing = queries.budget_of(refined.order.dataset_id)
    assert standing is not None
    assert (standing.epsilon["spent"], standing.wrong) == (0.5, ())
    (event,) = [each for each in audit.newest() if each.action == "refine.charge_budget"]
    assert event.details["head"] == budget(refined).head == done.charge.hash
    told = json.dumps({**done.receipt, "proof": done.proof, "entry": done.charge.entry})
    assert '"rows": 400' not in told
    assert "내과" not in told
    released = release_reviewed(refined)
    offered = inventory.latest_version(refined.order.dataset_id)
    assert offered is not None
    assert (offered.id, offered.finding_kinds) == (released, ())
    lineage = inventory.lineage_of(refined.order.dataset_id, released)
    assert '": 400' not in json.dumps(lineage), "how many rows there are was not paid for beside the answers"
    (made,) = [file.sha256 for file in offered.files if file.role == "original"]
    scanned = inventory.scanned_version(refined.order.dataset_id)
    (original,) = [file.sha256 for file in scanned.files if file.role == "original"]  # type: ignore[union-attr]
    assert sources_of(lineage, f"sha256:{made}") == {f"sha256:{original}"}


def budget_is_the_handler_s_and_given_once(refined: Refined) -> None:
    with pytest.raises(actions.NotYours, match="only the handler"):
        actions.set_budget(by=by(refined.processor), order_id=refined.order_id, epsilon="1", reason="x")
    with pytest.raises(Invalid) as refused:
        actions.set_budget(by=refined.actor, order_id=refined.order_id, epsilon="0", delta="0.5", reason=" ")
    assert [issue.place for issue in refused.value.issues] == ["delta", "epsilon", "reason"]
    give_budget(refined, "0.3")
    give_budget(refined, "0.5")
    assert budget(refined).epsilon_units == UNITS // 2
    run_final(refined)
    with pytest.raises(actions.NotYours, match="given once"):
        give_budget(refined, "9")


def run_is_refused_when_the_budget_is_short(refined: Refined) -> None:
    start = {"by": by(refined.processor), "order_id": refined.order_id}
    with pytest.raises(actions.NotYours, match="no privacy budget"):
        actions.start_run(**start, kind=RunKind.FINAL)
    give_budget(refined, "0.6")
    with pytest.raises(Invalid, match="every answer costs"):
        actions.start_run(**start, kind=RunKind.TRIAL)
    assert run_final(refined).state == RunState.PROVED
    with pytest.raises(BudgetExceeded, match=r"epsilon 0\.5 asked, 0\.1 of 0\.6 left"):
        actions.start_run(**start, kind=RunKind.FINAL)


def run_that_finds_the_budget_spent_meanwhile_is_refused(refined: Refined) -> None:
    give_budget(refined, "0.6")
    run_id = actions.start_run(by=by(refined.processor), order_id=refined.order_id, kind=RunKind.FINAL)
    Run.objects.filter(pk=run_id).update(state=RunState.FAILED)
    charge(a_run_of_another(refined), "0.2")
    Run.objects.filter(pk=run_id).update(state=RunState.QUEUED)
    run_waiting_jobs()
    done = Run.objects.get(pk=run_id)
    assert (done.state, done.files) == (RunState.REFUSED, [])
    assert "0.4 of 0.6 left" in done.problem
    assert budget(refined).spent_epsilon == UNITS // 5


def a_run_of_another(refined: Refined) -> Run:
    """Another order of the same dataset asks too."""
    other = actions.open_order(by=refined.actor, dataset_id=refined.order.dataset_id, title="다른 통계")
    plan = refined.order.plans.latest("revision")
    return Run.objects.create(
        order_id=other, plan=plan, round=1, kind=RunKind.FINAL, state=RunState.RUNNING, by="t",
        queued=refined.order.created,
    )  # fmt: skip


def column_that_is_not_there_costs_nothing(refined: Refined) -> None:
    give_budget(refined)
    steps = {**MEASURES, "questions": [{**QUESTIONS[1], "column": "없는 열"}]}
    actions.write_plan(by=by(refined.processor), order_id=refined.order_id, steps=steps)
    done = run_final(refined)
    assert done.state == RunState.FAILED
    assert "is not there once" in done.problem
    assert budget(refined).spent_epsilon == 0


def test_what_breaks_off_after_the_charge_stays_paid(refined: Refined, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is killed between charge and answer: its run is taken up again, and not answered for free."""
    give_budget(refined)
    run_id = actions.start_run(by=by(refined.processor), order_id=refined.order_id, kind=RunKind.FINAL)

    class Killed(BaseException):
        pass

    def kill(*_: object) -> int:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(answering, "write_answers", kill)
        with pytest.raises(Killed):
            run_waiting_jobs()
    assert Run.objects.get(pk=run_id).state == RunState.RUNNING
    assert budget(refined).spent_epsilon == UNITS // 2
    Job.objects.update(state=JobState.QUEUED)
    run_waiting_jobs()
    done = Run.objects.get(pk=run_id)
    assert (done.state, done.utility, done.files) == (RunState.FAILED, {}, [])
    assert "its answers are lost" in done.problem
    assert budget(refined).spent_epsilon == UNITS // 2
    assert PrivacyCharge.objects.count() == 1


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.decimals("0.000001", "0.7", places=6), min_size=1, max_size=5))
def test_ledger_is_never_exceeded(refined: Refined, asked: list[Decimal]) -> None:
    """Whatever is asked in whatever order: what was answered adds up to no more than the budget."""
    PrivacyCharge.objects.all().delete()
    PrivacyBudget.objects.all().delete()
    give_budget(refined)
    spent = Decimal(0)
    for epsilon in asked:
        run = a_run(refined)
        if spent + epsilon > 1:
            with pytest.raises(BudgetExceeded):
                charge(run, str(epsilon))
        else:
            charge(run, str(epsilon))
            spent += epsilon
    view = queries.budget_of(refined.order.dataset_id)
    assert view is not None
    assert (view.standing.spent_epsilon, view.wrong) == (int(spent * UNITS), ())


def database_itself_refuses_to_spend_more(refined: Refined) -> None:
    give_budget(refined)
    with pytest.raises(IntegrityError), transaction.atomic():
        PrivacyBudget.objects.update(spent_epsilon=UNITS + 1)


DAMAGE: list[tuple[Any, str]] = [
    ({"spent_epsilon": 0}, "its lines do not add up to what it says is spent"),
    ({"epsilon_units": 9 * UNITS}, "the budget is not the one that was opened"),
    ({"head": "0" * 64}, "its end was cut off or replaced"),
    ("entry", "line 2 was changed"),
    ("cut", "the audit chain names another end"),
]


def ledger_that_was_changed_answers_no_more(refined: Refined) -> None:
    give_budget(refined)
    charge(a_run(refined), "0.2")
    run = a_run(refined)
    for change, said in DAMAGE:
        mark = transaction.savepoint()
        _damage(refined, change)
        with pytest.raises(Invalid) as refused:
            charge(run, "0.2")
        assert said in "; ".join(map(str, refused.value.issues))
        view = queries.budget_of(refined.order.dataset_id)
        assert view is not None
        assert said in view.wrong
        transaction.savepoint_rollback(mark)
    charge(run, "0.2")


def _damage(refined: Refined, change: Any) -> None:
    if change == "entry":
        line = PrivacyCharge.objects.get()
        line.entry = {**line.entry, "epsilon": "0.1"}
        line.save()
    elif change == "cut":
        PrivacyCharge.objects.all().delete()
        PrivacyBudget.objects.update(spent_epsilon=0, head=budget(refined).first)
    else:
        PrivacyBudget.objects.update(**change)


def budget_that_was_set_anew_meanwhile_is_not_charged(refined: Refined) -> None:
    give_budget(refined)
    with pytest.raises(Invalid, match="set anew meanwhile"):
        actions.charge_budget(run_id=a_run(refined).pk, charge=Charge(Decimal("0.1")), subject=None, now=NOW)


def test_budget_holds_whatever_comes(refined: Refined) -> None:
    each_in_turn(
        refined,
        budget_is_the_handler_s_and_given_once,
        run_is_refused_when_the_budget_is_short,
        run_that_finds_the_budget_spent_meanwhile_is_refused,
        column_that_is_not_there_costs_nothing,
        database_itself_refuses_to_spend_more,
        ledger_that_was_changed_answers_no_more,
        budget_that_was_set_anew_meanwhile_is_not_charged,
    )
