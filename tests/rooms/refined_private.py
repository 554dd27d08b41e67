"""Orders that go by noisy tables or by a synthetic table, up to a settled plan."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction

from gotgan.refine import actions
from gotgan.refine.models import Run
from gotgan.terms.refine import OrderState, RunKind
from tests.rooms.refined import Refined, by, make_refined
from tests.rooms.running import run_waiting_jobs

_DRAW = random.Random(3)
VISITS = "번호,진료과,나이,비용\n" + "".join(
    f"p{n},{_DRAW.choice(('내과', '외과', '소아과'))},{_DRAW.randrange(20, 70)},{_DRAW.randrange(100, 900)}\n"
    for n in range(400)
)
QUESTIONS: list[dict[str, Any]] = [
    {"ask": "count", "epsilon": "0.2"},
    {"ask": "sum", "column": "비용", "low": 0, "high": 1000, "epsilon": "0.2"},
    {"ask": "histogram", "column": "진료과", "categories": ["내과", "외과"], "epsilon": "0.1"},
]
MEASURES: dict[str, Any] = {"way": "measures", "questions": QUESTIONS}
SYNTHETIC: dict[str, Any] = {"way": "synthetic", "order": ["진료과", "나이"], "subject": "번호", "k": 5}


def make_visits(folder: Path) -> Refined:
    """An order on visits, one row a person; the people of `make_refined`."""
    return make_refined(folder, {"people.csv": VISITS})


def prepare(refined: Refined) -> None:
    """Up to the risk that is reviewed."""
    refined.write("purpose")
    refined.step(OrderState.PREPARED)
    refined.write("items", "risk")
    refined.step(OrderState.RISK_REVIEWED)


def settle(refined: Refined, steps: dict[str, Any]) -> None:
    """Up to a settled plan of these steps."""
    prepare(refined)
    actions.write_plan(by=by(refined.processor), order_id=refined.order_id, steps=steps)
    refined.write("method")
    refined.step(OrderState.PLAN_DEFINED)


def each_in_turn(refined: Refined, *parts: Callable[[Refined], None]) -> None:
    """Every part on the order as it is now: what one changes in the database is taken back before the next.

    One harvest for all of them; no atomic block, since a charge refuses to be part of a greater transaction.
    """
    for part in parts:
        mark = transaction.savepoint()
        part(refined)
        transaction.savepoint_rollback(mark)


def give_budget(refined: Refined, epsilon: str = "1", **more: str) -> None:
    actions.set_budget(
        by=refined.actor, order_id=refined.order_id, epsilon=epsilon, subject="번호", reason="통계 한 번", **more
    )


def run_final(refined: Refined, kind: RunKind = RunKind.FINAL) -> Run:
    run_id = actions.start_run(by=by(refined.processor), order_id=refined.order_id, kind=kind)
    assert "refine.run done" in run_waiting_jobs()
    return Run.objects.get(pk=run_id)


def release_reviewed(refined: Refined) -> str:
    """The result is reviewed by all and released; returns the version's id."""
    refined.step(OrderState.PROCESSED, person=refined.processor)
    refined.step(OrderState.UNDER_REVIEW)
    for reviewer in refined.reviewers:
        refined.sign(reviewer)
    refined.step(OrderState.ADEQUATE)
    refined.write("safeguards")
    return actions.release(by=refined.actor, order_id=refined.order_id)
