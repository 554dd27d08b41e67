"""Which step of a work order may be taken now, and by whom.

Source: guideline YAML for the steps; PIPA art. 28-4 and the PIPC guideline for people kept apart.
"""

from __future__ import annotations

from gotgan.terms.decision import Decision
from gotgan.terms.refine import Guideline, OpinionFacts, OrderFacts, OrderState, Part, RunState, Step, Verdict

CLOSED = frozenset({OrderState.DESTROYED})
"""States after which nothing follows."""


def parts_of(person: int | None, order: OrderFacts) -> frozenset[Part]:
    """Every part that the person has in this order."""
    if person is None:
        return frozenset()
    held = {Part.REQUESTER: order.requester, Part.HANDLER: order.handler, Part.PROCESSOR: order.processor}
    parts = {part for part, holder in held.items() if holder == person}
    if person in order.reviewers:
        parts.add(Part.REVIEWER)
    return frozenset(parts)


def find_step(guideline: Guideline, before: OrderState, after: OrderState) -> Step | None:
    """The step of the guideline from one state to another."""
    return next((step for step in guideline.steps if (step.before, step.after) == (before, after)), None)


def may_step(guideline: Guideline, order: OrderFacts, after: OrderState, person: int | None) -> Decision:
    """Whether the person may take the order into `after` now; a no says everything that is missing."""
    step = find_step(guideline, order.state, after)
    if step is None:
        return Decision.no(f"an order that is {order.state.value} cannot become {after.value}")
    if not parts_of(person, order) & set(step.by):
        return Decision.no(f"only the {' or the '.join(part.value for part in step.by)} of this order may do this")
    missing = [f"the document {need} is not written" for need in step.needs if need not in order.documents]
    missing += _missing_for(guideline, order, after)
    return Decision.no(*missing) if missing else Decision.yes()


def _missing_for(guideline: Guideline, order: OrderFacts, after: OrderState) -> list[str]:
    if after is OrderState.PLAN_DEFINED:
        return _missing_plan(order)
    if after is OrderState.PROCESSED and order.run_state is not RunState.PROVED:
        return ["no final run of the newest plan was proved on its written files"]
    if after is OrderState.UNDER_REVIEW:
        return _missing_reviewers(guideline, order)
    if after is OrderState.ADEQUATE:
        return list(judge_review(guideline, order).reasons) if not judge_review(guideline, order) else []
    if after is OrderState.INADEQUATE and not any(each.verdict is Verdict.INADEQUATE for each in order.opinions):
        return ["no reviewer found it inadequate"]
    return []


def _missing_plan(order: OrderFacts) -> list[str]:
    missing = [] if order.has_plan else ["there is no plan yet"]
    if order.processor is None:
        missing.append("no processor is named")
    return missing


def _missing_reviewers(guideline: Guideline, order: OrderFacts) -> list[str]:
    short = guideline.least_reviewers - len(order.reviewers)
    return [f"{short} reviewer(s) missing of {guideline.least_reviewers}"] if short > 0 else []


def judge_review(guideline: Guideline, order: OrderFacts) -> Decision:
    """Whether the review found the result adequate: every named reviewer signed, none of them a no.

    Source: PIPC guideline, adequacy review by at least three who did not process the data.
    """
    signed = {each.reviewer: each for each in order.opinions if each.reviewer in order.reviewers}
    against = [each for each in signed.values() if each.verdict is Verdict.INADEQUATE]
    if against:
        return Decision.no(f"{len(against)} reviewer(s) found it inadequate")
    waiting = len(order.reviewers - set(signed))
    reasons = _missing_reviewers(guideline, order)
    if waiting:
        reasons.append(f"{waiting} reviewer(s) have not signed")
    return Decision.no(*reasons) if reasons else Decision.yes()


def may_name(part: Part, person: int, order: OrderFacts) -> Decision:
    """Whether a person may take a part: handler, processor and reviewers are different people, and a reviewer is
    not who asked for the order either. Parts are named before the step that needs them."""
    parts = parts_of(person, order) - {part}
    apart = {Part.HANDLER, Part.PROCESSOR, Part.REVIEWER} if part is not Part.REVIEWER else set(Part)
    clash = sorted(each.value for each in parts & apart)
    if clash and part is not Part.REQUESTER:
        return Decision.no(f"the {part.value} cannot also be the {' and the '.join(clash)} of the same order")
    if part is Part.REVIEWER and order.state in (OrderState.ADEQUATE, OrderState.RELEASED, OrderState.MONITORED):
        return Decision.no("the review is over")
    if part is Part.PROCESSOR and order.state not in BEFORE_PROCESSED:
        return Decision.no("the data were processed already; go back to the plan first")
    return Decision.yes()


BEFORE_PROCESSED = frozenset(
    {OrderState.DRAFTED, OrderState.PREPARED, OrderState.RISK_REVIEWED, OrderState.PLAN_DEFINED, OrderState.INADEQUATE}
)
"""States in which the processor may still be another."""


def may_sign(order: OrderFacts, person: int | None) -> Decision:
    """Whether the person may sign an opinion now."""
    if order.state is not OrderState.UNDER_REVIEW:
        return Decision.no("the order is not under review")
    if Part.REVIEWER not in parts_of(person, order):
        return Decision.no("only a named reviewer of this order may sign")
    if any(each.reviewer == person for each in order.opinions):
        return Decision.no("you have signed in this round")
    return Decision.yes()


def judge_opinion(guideline: Guideline, opinion: OpinionFacts) -> tuple[str, ...]:
    """What does not hold together in an opinion: an open question, adequate with a no, inadequate without a reason."""
    missing = [f"the question {key} is not answered" for key in guideline.questions if key not in opinion.answers]
    unknown = [
        f"the question {key} is not one of the guideline" for key in opinion.answers if key not in guideline.questions
    ]
    wrong = []
    if opinion.verdict is Verdict.ADEQUATE and not all(opinion.answers.values()):
        wrong.append("it cannot be adequate while a question is answered with no")
    if opinion.verdict is Verdict.INADEQUATE and not opinion.reason.strip():
        wrong.append("inadequate needs a reason")
    return (*missing, *unknown, *wrong)


def may_run(order: OrderFacts, person: int | None) -> Decision:
    """Whether the person may have the engine run a plan: the processor, once the method is being defined."""
    if Part.PROCESSOR not in parts_of(person, order):
        return Decision.no("only the processor of this order may run it")
    if order.state not in (OrderState.RISK_REVIEWED, OrderState.PLAN_DEFINED):
        return Decision.no(f"an order that is {order.state.value} is not processed")
    return Decision.yes() if order.has_plan else Decision.no("there is no plan yet")


def may_plan(order: OrderFacts, person: int | None) -> Decision:
    """Whether the person may write a plan now: handler or processor, while method and level are being defined."""
    if not parts_of(person, order) & {Part.HANDLER, Part.PROCESSOR}:
        return Decision.no("only the handler or the processor of this order writes its plan")
    if order.state not in (OrderState.RISK_REVIEWED, OrderState.PLAN_DEFINED):
        return Decision.no(f"the plan of an order that is {order.state.value} stays as it is")
    return Decision.yes()


def may_look(order: OrderFacts, person: int | None) -> Decision:
    """Whether the person may see rows of a result: who makes it and who judges it, nobody else who sees the order."""
    if parts_of(person, order) & {Part.HANDLER, Part.PROCESSOR, Part.REVIEWER}:
        return Decision.yes()
    return Decision.no("only the handler, the processor and the reviewers of this order see rows")


def may_spend(order: OrderFacts, person: int | None) -> Decision:
    """Whether the person may write down effort: who has a part in the order."""
    return Decision.yes() if parts_of(person, order) else Decision.no("only who has a part in this order does this")


def may_destroy_key(order: OrderFacts, person: int | None) -> Decision:
    """Whether the person may destroy the key of pseudonyms: the handler, never who holds the output."""
    if Part.HANDLER in parts_of(person, order):
        return Decision.yes()
    return Decision.no("only the handler of this order destroys its key")
