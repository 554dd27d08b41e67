"""Work orders as the rules see them, one state after another."""

from __future__ import annotations

from gotgan.refine.rules.guideline import STANDARD, get_guideline
from gotgan.terms.refine import OpinionFacts, OrderFacts, OrderState, RunState, Verdict

ASKED, HANDLES, PROCESSES = 1, 2, 3
REVIEW = frozenset({11, 12, 13})
GUIDELINE = get_guideline(STANDARD)


def opinion(reviewer: int, verdict: Verdict = Verdict.ADEQUATE, reason: str = "") -> OpinionFacts:
    answers = dict.fromkeys(GUIDELINE.questions, verdict is Verdict.ADEQUATE)
    return OpinionFacts(reviewer, answers, verdict, reason)


def order(state: OrderState = OrderState.DRAFTED, **values: object) -> OrderFacts:
    """An order with all its people, everything written, a proved run and three adequate opinions, unless said
    otherwise."""
    whole = {
        "requester": ASKED, "handler": HANDLES, "processor": PROCESSES, "reviewers": REVIEW,
        "documents": frozenset(GUIDELINE.documents), "has_plan": True, "run_state": RunState.PROVED,
        "opinions": tuple(map(opinion, sorted(REVIEW))),
    }  # fmt: skip
    return OrderFacts(state, "1741000", **(whole | values))  # type: ignore[arg-type]
