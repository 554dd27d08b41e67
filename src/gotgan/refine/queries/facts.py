"""A work order as the rules see it."""

from __future__ import annotations

from gotgan.refine.models import WorkOrder
from gotgan.terms.refine import OpinionFacts, OrderFacts, OrderState, RunKind, RunState, Verdict


def facts_of(order: WorkOrder) -> OrderFacts:
    """Five small queries; documents, runs and opinions of the current round only."""
    plan = order.plans.order_by("-revision").first()
    return OrderFacts(
        state=OrderState(order.state),
        organisation=order.organisation_id,
        requester=order.requester,
        handler=order.handler,
        processor=order.processor,
        reviewers=frozenset(order.reviewers.values_list("person_id", flat=True)),
        documents=frozenset(order.documents.filter(round=order.round).values_list("key", flat=True)),
        opinions=opinions_of(order),
        has_plan=plan is not None,
        run_state=None if plan is None else _newest_final(order, plan.pk),
    )


def opinions_of(order: WorkOrder) -> tuple[OpinionFacts, ...]:
    """The signed opinions of the current round."""
    rows = order.opinions.filter(round=order.round)
    return tuple(OpinionFacts(row.person_id, row.answers, Verdict(row.verdict), row.reason) for row in rows)


def _newest_final(order: WorkOrder, plan_id: int) -> RunState | None:
    newest = order.runs.filter(plan=plan_id, round=order.round, kind=RunKind.FINAL).order_by("-queued").first()
    return RunState(newest.state) if newest else None
