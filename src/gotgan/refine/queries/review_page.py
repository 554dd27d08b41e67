"""What a reviewer sees, and of the others' opinions only what may be seen before signing."""

from __future__ import annotations

from dataclasses import dataclass

from gotgan.refine import models
from gotgan.refine.queries.order_page import OrderPage, order_page
from gotgan.terms.refine import Guideline, OrderState, Part, RunKind, RunState
from gotgan.terms.role import Viewer


@dataclass(frozen=True)
class ReviewPage:
    """`opinions` of all rounds, newest first; of this round none before a reviewer's own signature."""

    page: OrderPage
    run: models.Run | None
    written: tuple[models.OrderDocument, ...]
    opinions: tuple[models.Opinion, ...]
    is_hidden: bool
    has_declared: bool
    has_signed: bool

    @property
    def guideline(self) -> Guideline:
        return self.page.guideline

    @property
    def is_waiting(self) -> bool:
        return self.page.facts.state is OrderState.UNDER_REVIEW and self.page.is_reviewer and not self.has_signed


def review_page(viewer: Viewer, order_id: str) -> ReviewPage:
    """Raises: NoSuchOrder."""
    page = order_page(viewer, order_id)
    order, person = page.order, viewer.person_id
    has_signed = person in page.signed
    is_hidden = Part.REVIEWER in page.parts and not has_signed
    rows = order.opinions.order_by("-id")
    finals = order.runs.filter(round=order.round, kind=RunKind.FINAL, state=RunState.PROVED)
    newest = {row.key: row for row in order.documents.filter(round=order.round).order_by("id")}
    return ReviewPage(
        page=page,
        run=finals.select_related("plan").order_by("-queued").first(),
        written=tuple(newest.values()),
        opinions=tuple(rows.exclude(round=order.round) if is_hidden else rows),
        is_hidden=is_hidden,
        has_declared=person in page.declared,
        has_signed=has_signed,
    )
