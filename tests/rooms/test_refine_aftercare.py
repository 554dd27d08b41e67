"""Aftercare: handlers reminded by letter, and a second release of the same data measured beside the first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from gotgan.accounts.models import Letter
from gotgan.refine import actions, queries
from gotgan.refine.models import WorkOrder
from gotgan.terms.errors import Invalid
from gotgan.terms.inspection import Due
from gotgan.terms.refine import OrderState, Part, RunKind
from gotgan.work.actions import enqueue
from tests.rooms.factories import make_viewer
from tests.rooms.once import Made, Once
from tests.rooms.refined import PLAN, Refined, by, make_refined
from tests.rooms.running import run_waiting_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DAY = timedelta(days=1)
COARSE = {
    "columns": {**PLAN["columns"], "나이": {"do": "suppress"}, "시도": {"do": "key", "hierarchy": "builtin:flat"}},
    "privacy": {"k": 12},
}  # fmt: skip
"""Weaker together: 시도 alone has classes of 20, with the ages of the first release of 10 and fewer."""


@pytest.fixture(scope="module")
def first(once: Once) -> Made[Refined]:
    return once(make_refined)


@pytest.fixture
def refined(first: Made[Refined], data_folder: Path) -> Refined:
    return first.again(data_folder)


def test_handler_is_told_once_a_week_of_what_is_due(refined: Refined) -> None:
    refined.release()
    assert queries.orders_due() == ()
    today = timezone.localdate()
    WorkOrder.objects.filter(pk=refined.order_id).update(next_watch=today - 2 * DAY, term=today - DAY)
    assert [(each.order.id, each.why) for each in queries.orders_due()] == [
        (refined.order_id, Due.WATCH), (refined.order_id, Due.TERM)
    ]  # fmt: skip
    assert len(queries.orders_due(refined.handler)) == 2
    assert queries.orders_due(make_viewer()) == ()
    for _ in range(2):
        enqueue("refine.watch")
        run_waiting_jobs()
    assert set(Letter.objects.values_list("to", "kind")) == {
        (refined.handler.label, "watch"), (refined.handler.label, "term")
    }  # fmt: skip
    assert Letter.objects.count() == 2
    assert actions.remind_due(by=refined.actor, today=today + 7 * DAY) == 2
    refined.step(OrderState.WITHDRAWN, reason="끝남")
    assert queries.orders_due() == ()


def second_order(first: Refined) -> Refined:
    dataset_id = first.order.dataset_id
    order_id = actions.open_order(by=first.actor, dataset_id=dataset_id, title="다시 쓸 수 있게")
    second = replace(first, order_id=order_id, documents=[])
    people = [(Part.HANDLER, first.handler), (Part.PROCESSOR, first.processor)]
    for part, person in [*people, *((Part.REVIEWER, reviewer) for reviewer in first.reviewers)]:
        actions.name_person(by=first.actor, order_id=order_id, part=part, person_id=person.person_id or 0)
    return second


def run_final(refined: Refined) -> None:
    actions.start_run(by=by(refined.processor), order_id=refined.order_id, kind=RunKind.FINAL)
    assert "refine.run done" in run_waiting_jobs()


def release_by_engine(refined: Refined) -> None:
    refined.plan()
    steps = {**PLAN, "columns": {**PLAN["columns"], "시도": {"do": "keep"}}}
    actions.write_plan(by=by(refined.processor), order_id=refined.order_id, steps=steps)
    run_final(refined)
    refined.step(OrderState.PROCESSED, person=refined.processor)
    refined.step(OrderState.UNDER_REVIEW)
    for reviewer in refined.reviewers:
        refined.sign(reviewer)
    refined.step(OrderState.ADEQUATE)
    refined.write("safeguards")
    actions.release(by=refined.actor, order_id=refined.order_id)


def test_second_release_is_measured_with_the_first_and_needs_a_reason(refined: Refined) -> None:
    release_by_engine(refined)
    assert queries.joint_risks_of(refined.order) == ()
    second = second_order(refined)
    assert second.order.version == refined.order.version
    second.plan()
    actions.write_plan(by=by(second.processor), order_id=second.order_id, steps=COARSE)
    run_final(second)
    (joint,) = queries.joint_risks_of(second.order)
    assert (joint.earlier_order, joint.earlier_version) == (refined.order_id, refined.order.released)
    assert (joint.k, joint.earlier_k, joint.joined_by, joint.problem) == (20, 10, "row order", "")
    assert joint.joint_k == 10
    assert joint.needs_reason
    second.step(OrderState.PROCESSED, person=second.processor)
    with pytest.raises(Invalid, match="released before"):
        second.step(OrderState.UNDER_REVIEW)
    accept = {"order_id": second.order_id, "joint_id": joint.id}
    with pytest.raises(actions.NotYours):
        actions.accept_joint_risk(by=by(second.processor), reason="x", **accept)
    with pytest.raises(Invalid):
        actions.accept_joint_risk(by=second.actor, reason=" ", **accept)
    with pytest.raises(Invalid):
        actions.accept_joint_risk(by=second.actor, reason="x", order_id=refined.order_id, joint_id=joint.id)
    actions.accept_joint_risk(by=second.actor, reason="앞의 판은 회수되었습니다", **accept)
    second.step(OrderState.UNDER_REVIEW)
    (said,) = queries.joint_risks_of(second.order)
    assert (said.reason, said.accepted_by) == ("앞의 판은 회수되었습니다", second.handler.label)
