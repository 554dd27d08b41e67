"""A work order goes its way only with everything written, proved and signed by people kept apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gotgan.refine.rules import stepping
from gotgan.terms.refine import OrderState, Part, RunState, Verdict
from tests.refine.orders import ASKED, GUIDELINE, HANDLES, PROCESSES, REVIEW, opinion, order

HAPPY = [
    (OrderState.DRAFTED, OrderState.PREPARED, ASKED),
    (OrderState.PREPARED, OrderState.RISK_REVIEWED, HANDLES),
    (OrderState.RISK_REVIEWED, OrderState.PLAN_DEFINED, HANDLES),
    (OrderState.PLAN_DEFINED, OrderState.PROCESSED, PROCESSES),
    (OrderState.PROCESSED, OrderState.UNDER_REVIEW, HANDLES),
    (OrderState.UNDER_REVIEW, OrderState.ADEQUATE, HANDLES),
    (OrderState.ADEQUATE, OrderState.RELEASED, HANDLES),
    (OrderState.RELEASED, OrderState.MONITORED, HANDLES),
    (OrderState.MONITORED, OrderState.MONITORED, HANDLES),
    (OrderState.MONITORED, OrderState.DESTROYED, HANDLES),
]


@pytest.mark.parametrize(("before", "after", "person"), HAPPY)
def test_step_of_the_procedure(before: OrderState, after: OrderState, person: int) -> None:
    assert stepping.may_step(GUIDELINE, order(before), after, person)
    assert not stepping.may_step(GUIDELINE, order(before), after, None)
    assert not stepping.may_step(GUIDELINE, order(before), after, 99), "a stranger"


def test_step_only_adequate_is_released() -> None:
    leads = {(step.before, step.after) for step in GUIDELINE.steps if step.after is OrderState.RELEASED}
    assert leads == {(OrderState.ADEQUATE, OrderState.RELEASED)}
    refused = stepping.may_step(GUIDELINE, order(OrderState.PROCESSED), OrderState.RELEASED, HANDLES)
    assert "cannot become released" in refused.reasons[0]


@pytest.mark.parametrize("step", GUIDELINE.steps, ids=lambda step: f"{step.before}-{step.after}")
def test_step_without_its_documents(step: object) -> None:
    if not step.needs:  # type: ignore[attr-defined]
        return
    bare = order(step.before, documents=frozenset())  # type: ignore[attr-defined]
    people = {Part.REQUESTER: ASKED, Part.HANDLER: HANDLES, Part.PROCESSOR: PROCESSES}
    decision = stepping.may_step(GUIDELINE, bare, step.after, people[step.by[0]])  # type: ignore[attr-defined]
    assert not decision
    assert len([reason for reason in decision.reasons if "is not written" in reason]) == len(step.needs)  # type: ignore[attr-defined]


@pytest.mark.parametrize("state", [None, RunState.QUEUED, RunState.REFUSED, RunState.FAILED])
def test_processed_needs_a_proof(state: RunState | None) -> None:
    facts = order(OrderState.PLAN_DEFINED, run_state=state)
    assert not stepping.may_step(GUIDELINE, facts, OrderState.PROCESSED, PROCESSES)


def test_plan_defined_says_all_that_is_missing() -> None:
    facts = order(OrderState.RISK_REVIEWED, has_plan=False, processor=None)
    decision = stepping.may_step(GUIDELINE, facts, OrderState.PLAN_DEFINED, HANDLES)
    assert decision.reasons == ("there is no plan yet", "no processor is named")


def test_review_needs_three() -> None:
    facts = order(OrderState.PROCESSED, reviewers=frozenset({11, 12}))
    decision = stepping.may_step(GUIDELINE, facts, OrderState.UNDER_REVIEW, HANDLES)
    assert decision.reasons == ("1 reviewer(s) missing of 3",)


def test_review_is_adequate_when_all_signed() -> None:
    facts = order(OrderState.UNDER_REVIEW)
    assert stepping.judge_review(GUIDELINE, facts)
    waiting = replace(facts, opinions=facts.opinions[:2])
    assert stepping.judge_review(GUIDELINE, waiting).reasons == ("1 reviewer(s) have not signed",)
    assert not stepping.may_step(GUIDELINE, waiting, OrderState.ADEQUATE, HANDLES)


def test_review_one_no_is_a_no() -> None:
    against = opinion(13, Verdict.INADEQUATE, "outliers are left")
    facts = order(OrderState.UNDER_REVIEW, opinions=(opinion(11), opinion(12), against))
    assert stepping.judge_review(GUIDELINE, facts).reasons == ("1 reviewer(s) found it inadequate",)
    assert not stepping.may_step(GUIDELINE, facts, OrderState.ADEQUATE, HANDLES)
    assert stepping.may_step(GUIDELINE, facts, OrderState.INADEQUATE, HANDLES)
    assert not stepping.may_step(GUIDELINE, order(OrderState.UNDER_REVIEW), OrderState.INADEQUATE, HANDLES)


def test_opinion_of_who_was_never_named_counts_nothing() -> None:
    facts = order(OrderState.UNDER_REVIEW, opinions=(opinion(11), opinion(12), opinion(77)))
    assert not stepping.judge_review(GUIDELINE, facts)


@pytest.mark.parametrize(
    ("part", "person", "is_allowed"),
    [
        (Part.PROCESSOR, HANDLES, False), (Part.HANDLER, PROCESSES, False), (Part.REVIEWER, PROCESSES, False),
        (Part.REVIEWER, HANDLES, False), (Part.REVIEWER, ASKED, False), (Part.PROCESSOR, 11, False),
        (Part.HANDLER, ASKED, True), (Part.PROCESSOR, ASKED, True), (Part.REVIEWER, 14, True),
        (Part.REVIEWER, 11, True), (Part.REQUESTER, HANDLES, True),
    ],
)  # fmt: skip
def test_people_are_kept_apart(part: Part, person: int, is_allowed: bool) -> None:
    assert bool(stepping.may_name(part, person, order())) is is_allowed


def test_people_stay_once_their_work_is_done() -> None:
    assert not stepping.may_name(Part.REVIEWER, 14, order(OrderState.ADEQUATE))
    assert not stepping.may_name(Part.PROCESSOR, 14, order(OrderState.UNDER_REVIEW))
    assert stepping.may_name(Part.PROCESSOR, 14, order(OrderState.INADEQUATE))


def test_sign_once_and_only_as_a_reviewer() -> None:
    facts = order(OrderState.UNDER_REVIEW, opinions=())
    assert stepping.may_sign(facts, 11)
    assert not stepping.may_sign(facts, PROCESSES)
    assert not stepping.may_sign(order(OrderState.PROCESSED, opinions=()), 11)
    assert not stepping.may_sign(order(OrderState.UNDER_REVIEW), 11), "signed before"


def test_opinion_that_does_not_hold_together() -> None:
    good = opinion(11)
    assert stepping.judge_opinion(GUIDELINE, good) == ()
    assert stepping.judge_opinion(GUIDELINE, replace(good, answers={}))[0] == "the question documents is not answered"
    assert stepping.judge_opinion(GUIDELINE, replace(good, answers={**good.answers, "mood": True})) == (
        "the question mood is not one of the guideline",
    )
    assert stepping.judge_opinion(GUIDELINE, replace(good, answers={**good.answers, "risk": False}))
    assert stepping.judge_opinion(GUIDELINE, opinion(11, Verdict.INADEQUATE)) == ("inadequate needs a reason",)


def test_run_by_the_processor_only() -> None:
    facts = order(OrderState.PLAN_DEFINED)
    assert stepping.may_run(facts, PROCESSES)
    assert not stepping.may_run(facts, HANDLES)
    assert not stepping.may_run(order(OrderState.UNDER_REVIEW), PROCESSES)
    assert not stepping.may_run(replace(facts, has_plan=False), PROCESSES)


def test_plan_is_written_while_it_is_defined() -> None:
    assert stepping.may_plan(order(OrderState.RISK_REVIEWED), HANDLES)
    assert not stepping.may_plan(order(OrderState.RISK_REVIEWED), 11)
    assert not stepping.may_plan(order(OrderState.UNDER_REVIEW), PROCESSES)


def test_effort_and_key_by_who_has_the_part() -> None:
    assert stepping.may_spend(order(), 11)
    assert not stepping.may_spend(order(), 99)
    assert stepping.may_destroy_key(order(), HANDLES)
    assert not stepping.may_destroy_key(order(), PROCESSES)
    assert REVIEW
