"""A work order from its opening to the adequacy review and back: people kept apart, everything kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from gotgan.organisations.actions import add_membership
from gotgan.refine import actions, queries
from gotgan.refine.models import WorkOrder
from gotgan.terms.errors import Invalid
from gotgan.terms.refine import OrderState, Part, RunKind, RunState, Verdict
from gotgan.terms.role import SYSTEM, Role
from tests.rooms.factories import make_viewer
from tests.rooms.once import Made, Once
from tests.rooms.refined import PLAN, Refined, by, content_of, make_lead_of, make_refined

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(scope="module")
def first(once: Once) -> Made[Refined]:
    return once(make_refined)


@pytest.fixture
def refined(first: Made[Refined], data_folder: Path) -> Refined:
    return first.again(data_folder)


def test_order_goes_its_way(refined: Refined) -> None:
    refined.review()
    for reviewer in refined.reviewers:
        refined.sign(reviewer)
    refined.step(OrderState.ADEQUATE)
    trace = list(refined.order.steps.values_list("after", flat=True))
    assert trace == ["prepared", "risk_reviewed", "plan_defined", "processed", "under_review", "adequate"]
    with pytest.raises(actions.NotYours, match="with its files"):
        refined.step(OrderState.RELEASED)


def test_order_comes_back_from_inadequate_and_is_reviewed_anew(refined: Refined) -> None:
    refined.review()
    refined.sign(refined.reviewers[0])
    refined.sign(refined.reviewers[1], Verdict.INADEQUATE, "특이값이 남아 있음")
    with pytest.raises(actions.NotYours, match="1 reviewer"):
        refined.step(OrderState.ADEQUATE)
    with pytest.raises(Invalid, match="reason"):
        refined.step(OrderState.INADEQUATE)
    refined.step(OrderState.INADEQUATE, reason="특이값")
    refined.step(OrderState.PLAN_DEFINED, reason="다시 처리")
    assert refined.order.round == 2
    with pytest.raises(actions.NotYours, match="no final run"):
        refined.step(OrderState.PROCESSED, person=refined.processor)
    assert refined.order.opinions.filter(round=1).count() == 2, "what was signed stays"


def test_order_of_another_is_not_there(refined: Refined) -> None:
    stranger = make_viewer(Role.REVIEWER)
    with pytest.raises(queries.NoSuchOrder):
        queries.get_order(stranger, refined.order_id)
    with pytest.raises(queries.NoSuchOrder):
        actions.take_step(by=by(stranger), order_id=refined.order_id, after=OrderState.PREPARED)
    assert queries.orders_of(stranger) == ()
    assert [each.id for each in queries.orders_of(refined.reviewers[0])] == [refined.order_id]
    assert [each.id for each in queries.orders_of(make_viewer(Role.AUDITOR))] == [refined.order_id]


def test_people_are_kept_apart(refined: Refined) -> None:
    lead = make_lead_of(refined)
    name = {"by": by(refined.handler), "order_id": refined.order_id}
    twofold = refined.processor.person_id or 0
    add_membership(by=SYSTEM, person_id=twofold, role=Role.REVIEWER, organisation=None)
    with pytest.raises(actions.NotYours, match="cannot also be the processor"):
        actions.name_person(**name, part=Part.REVIEWER, person_id=twofold)
    with pytest.raises(actions.NotYours, match="only the handler"):
        actions.name_person(by=by(lead), order_id=refined.order_id, part=Part.PROCESSOR, person_id=lead.person_id or 0)
    with pytest.raises(actions.NotYours, match="must hold the role reviewer"):
        actions.name_person(**name, part=Part.REVIEWER, person_id=lead.person_id or 0)


def test_people_are_kept_apart_by_the_database_too(refined: Refined) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkOrder.objects.filter(pk=refined.order_id).update(processor=refined.handler.person_id)


def test_reviewer_must_declare_and_signs_once(refined: Refined) -> None:
    refined.review()
    reviewer = refined.reviewers[0]
    refined.sign(reviewer)
    with pytest.raises(actions.NotYours, match="signed in this round"):
        refined.sign(reviewer)
    with pytest.raises(Invalid, match="a signed opinion stays"):
        actions.dismiss_reviewer(by=by(refined.handler), order_id=refined.order_id, person_id=reviewer.person_id or 0)
    actions.dismiss_reviewer(
        by=by(refined.handler), order_id=refined.order_id, person_id=refined.reviewers[2].person_id or 0
    )
    assert refined.order.reviewers.count() == 2


def test_document_is_kept_when_written_again(refined: Refined) -> None:
    refined.write("purpose", "purpose")
    assert refined.order.documents.filter(key="purpose").count() == 2
    with pytest.raises(Invalid) as caught:
        actions.write_document(
            by=by(refined.handler),
            order_id=refined.order_id,
            key="risk",
            content={**content_of("risk"), "harm": "huge"},
        )
    assert [issue.place for issue in caught.value.issues] == ["harm"]
    with pytest.raises(actions.NotYours):
        actions.write_document(
            by=by(refined.processor), order_id=refined.order_id, key="risk", content=content_of("risk")
        )


def test_plan_with_a_key_written_out_is_refused(refined: Refined) -> None:
    refined.write("purpose")
    refined.step(OrderState.PREPARED)
    refined.write("items", "risk")
    refined.step(OrderState.RISK_REVIEWED)
    steps = {**PLAN, "columns": {"연락처": {"do": "pseudonymise", "key": "secretsecretsecretsecretsecretse"}}}
    with pytest.raises(Invalid, match="a key is named in the plan"):
        actions.write_plan(by=by(refined.processor), order_id=refined.order_id, steps=steps)


def test_run_one_at_a_time_and_final_only_when_settled(refined: Refined) -> None:
    refined.plan()
    actions.start_run(by=by(refined.processor), order_id=refined.order_id, kind=RunKind.TRIAL)
    with pytest.raises(Invalid, match="runs already"):
        actions.start_run(by=by(refined.processor), order_id=refined.order_id, kind=RunKind.FINAL)


def test_run_that_was_refused_is_no_result(refined: Refined) -> None:
    refined.plan()
    refined.run(RunState.REFUSED)
    with pytest.raises(actions.NotYours, match="no final run"):
        refined.step(OrderState.PROCESSED, person=refined.processor)
    refined.run()
    refined.run(RunState.REFUSED, RunKind.TRIAL)
    refined.step(OrderState.PROCESSED, person=refined.processor)


def test_effort_beside_the_estimate(refined: Refined) -> None:
    actions.add_effort(by=by(refined.processor), order_id=refined.order_id, what="시험 처리", hours=1.5, won=20_000)
    with pytest.raises(Invalid) as caught:
        actions.add_effort(by=by(refined.processor), order_id=refined.order_id, what=" ", hours=-1)
    assert [issue.place for issue in caught.value.issues] == ["hours", "what"]
