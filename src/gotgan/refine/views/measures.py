"""Noisy tables: the dataset's privacy budget, the questions with their expected errors, the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gotgan.accounts.answered import actor_of, doing, said, viewer_of
from gotgan.refine import actions, queries
from gotgan.refine.queries import OrderPage
from gotgan.refine.rules import measure_form
from gotgan.refine.rules.measure_form import FIELDS, MeasureRow
from gotgan.refine.rules.ways import MEASURES, ask_of, way_of
from gotgan.terms.errors import GotganError, Invalid, Issue
from gotgan.terms.private_ask import Ask

MOST_ROWS, BLANK_ROWS = 50, 3
LONGEST = 20_000


@require_http_methods(["GET", "HEAD", "POST"])
def edit_measures(request: HttpRequest, order_id: str) -> HttpResponse:
    """Everyone who sees the order reads questions and ledger; the expected errors cost nothing."""
    page = queries.order_page(viewer_of(request), order_id)
    do = request.POST.get("do", "")
    if do == "budget":
        return _set_budget(request, order_id)
    kept = dict(page.plan.steps) if page.plan and way_of(page.plan.steps) == MEASURES else {}
    rows, contributions, issues = measure_form.rows_of(kept), str(kept.get("contributions", "")), ()
    steps: Mapping[str, Any] = kept
    if do:
        rows, contributions = _typed(request), request.POST.get("contributions", "")[:20]
        steps, issues = _read(rows, contributions, request.POST.get("table", "")[:1000])
        if not issues and do == "keep":
            issues = write_steps(request, order_id, steps)
            if not issues:
                messages.success(request, _("The questions are kept as a new revision. Nothing is paid yet."))
                return redirect("refine_measures", order_id=order_id)
    ask = ask_of(steps) if steps and not issues else None
    return render(request, "refine/measures.html", _shown(page, rows, contributions, issues, ask, steps),
                  status=422 if issues else 200)  # fmt: skip


def _shown(
    page: OrderPage, rows: tuple[MeasureRow, ...], contributions: str, issues: tuple[Issue, ...], ask: Ask | None,
    steps: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    budget = queries.budget_of(page.order.dataset_id)
    table = queries.source_table(page.order, steps.get("table"))
    return {
        "page": page,
        "rows": list(enumerate((*rows, *[MeasureRow()] * BLANK_ROWS)[:MOST_ROWS])),
        "contributions": contributions,
        "problems": [(issue.place, said(issue)) for issue in issues],
        "budget": budget,
        "may_set_budget": queries.may_set_budget(page, budget),
        "expected": _expected(ask) if ask else (),
        "ask": ask,
        "is_short": queries.is_short(budget, ask),
        "table": table,
        "tables": queries.source_tables(page.order),
        "columns": [each["name"] for each in (table.profile or {}).get("columns", ())] if table else [],
        "asks": measure_form.ASKS,
    }


def _expected(ask: Ask) -> list[tuple[Mapping[str, Any], float]]:
    return [(each.document, each.expected(ask.contributions).within_95) for each in ask.questions]


def _set_budget(request: HttpRequest, order_id: str) -> HttpResponse:
    typed = {name: request.POST.get(name, "")[:LONGEST] for name in ("epsilon", "delta", "subject", "reason")}
    return doing(
        request, lambda: actions.set_budget(by=actor_of(request), order_id=order_id, **typed),
        _("The budget is set. It holds for this dataset's whole life, all versions together."),
        then="refine_measures", order_id=order_id,
    )  # fmt: skip


def _typed(request: HttpRequest) -> tuple[MeasureRow, ...]:
    rows = [
        MeasureRow(**{name: request.POST.get(f"{name}-{at}", "")[:LONGEST] for name in FIELDS})
        for at in range(MOST_ROWS)
    ]
    return tuple(row for row in rows if row.ask)


def _read(rows: tuple[MeasureRow, ...], contributions: str, table: str) -> tuple[dict[str, Any], tuple[Issue, ...]]:
    try:
        steps = measure_form.measures_of(rows, contributions=contributions, table=table)
        ask_of(steps)
    except Invalid as error:
        return {}, tuple(error.issues)
    return steps, ()


def write_steps(request: HttpRequest, order_id: str, steps: Mapping[str, Any]) -> tuple[Issue, ...]:
    """The next revision of the plan; what does not fit, else nothing. Raises: NoSuchOrder."""
    try:
        note = request.POST.get("note", "")[:2000]
        actions.write_plan(by=actor_of(request), order_id=order_id, steps=steps, note=note)
    except Invalid as error:
        return tuple(error.issues)
    except queries.NoSuchOrder:
        raise
    except GotganError as error:
        return (Issue("plan", str(error)),)
    return ()
