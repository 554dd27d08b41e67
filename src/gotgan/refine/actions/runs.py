"""Runs of the engine on a plan: asked for by the processor, carried through by the worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.audit.actions import record
from gotgan.refine.actions.budgets import check_may_ask
from gotgan.refine.actions.permission import check, lock_order
from gotgan.refine.models import JointRisk, Run
from gotgan.refine.rules import stepping
from gotgan.terms.dataset import StoredFile, TableEvidence
from gotgan.terms.errors import Invalid, Issue, NotFound
from gotgan.terms.inspection import JointFound
from gotgan.terms.refine import OrderState, RunKind, RunState
from gotgan.terms.role import SYSTEM, Actor
from gotgan.work import actions as work

BUSY = (RunState.QUEUED, RunState.RUNNING)


class NoSuchRun(NotFound):
    """There is no such run, or it is over."""


@dataclass(frozen=True)
class RunResult:
    """What a run left: the engine's receipt, proof and utility, the stored files, and rows to look at."""

    state: RunState
    receipt: Mapping[str, Any] = field(default_factory=dict)
    proof: Mapping[str, Any] = field(default_factory=dict)
    utility: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[StoredFile] = ()
    evidence: Sequence[TableEvidence] = ()
    problem: str = ""
    joint: Sequence[JointFound] = ()
    look_sha256: str = ""


@transaction.atomic
def start_run(*, by: Actor, order_id: str, kind: RunKind) -> str:
    """Queue a trial or the final run of the newest plan; returns the run's id. One at a time.

    Raises: NoSuchOrder, NotYours, Invalid when one runs already or a final one comes before the plan is settled;
    BudgetExceeded for noisy tables that cost more than is left.
    """
    order, facts = lock_order(by, order_id)
    check(stepping.may_run(facts, by.person_id))
    if kind is RunKind.FINAL and facts.state is not OrderState.PLAN_DEFINED:
        raise Invalid(Issue("kind", "method and level are not settled yet", "run a trial, or settle the plan first"))
    if order.runs.filter(state__in=BUSY).exists():
        raise Invalid(Issue("run", "one of this order runs already", "wait until it is done"))
    plan = order.plans.order_by("-revision").first()
    check_may_ask(order, plan.steps, kind)
    run = Run.objects.create(
        order=order, plan=plan, round=order.round, kind=kind, by=by.label[:254], person_id=by.person_id,
        queued=timezone.now(),
    )  # fmt: skip
    run.job_id = work.enqueue("refine.run", run.pk).id
    run.save()
    details = {"kind": kind.value, "plan": plan.revision, "sha256": plan.sha256}
    record(by=by, action="refine.start_run", subject=f"run:{run.pk}", details=details)
    return run.pk


@transaction.atomic
def begin_run(*, run_id: str) -> Run:
    """Take a run up, also one that a worker lost halfway. Raises: NoSuchRun when it is over."""
    run = Run.objects.select_for_update().select_related("order", "plan").filter(pk=run_id, state__in=BUSY).first()
    if run is None:
        raise NoSuchRun(f"run {run_id}: there is no such run to begin; start another")
    run.state = RunState.RUNNING
    run.save()
    return run


@transaction.atomic
def finish_run(*, run_id: str, result: RunResult) -> None:
    """Write down how a run ended. Raises: NoSuchRun when it had ended before."""
    run = Run.objects.select_for_update().filter(pk=run_id, state__in=BUSY).first()
    if run is None:
        raise NoSuchRun(f"run {run_id}: there is no such run to finish")
    run.state, run.finished, run.problem = result.state, timezone.now(), result.problem
    run.receipt, run.proof, run.utility = dict(result.receipt), dict(result.proof), dict(result.utility)
    run.look_sha256 = result.look_sha256
    run.files, run.evidence = [asdict(each) for each in result.files], [asdict(each) for each in result.evidence]
    run.save()
    JointRisk.objects.bulk_create(
        JointRisk(
            run=run, earlier_id=each.earlier_run, risk=dict(each.risk), problem=each.problem, measured=run.finished
        )
        for each in result.joint
    )
    details = {"state": result.state.value, "files": len(run.files), "earlier_releases": len(result.joint)}
    record(by=SYSTEM, action="refine.finish_run", subject=f"run:{run_id}", details=details)
