"""The plan as a table, a row a column, or as YAML; what does not fit stands beside its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gotgan.accounts.answered import actor_of, said, viewer_of
from gotgan.refine import actions, queries
from gotgan.refine.queries import OrderPage
from gotgan.refine.rules import plan_form
from gotgan.refine.rules.plan_form import PlanRow
from gotgan.refine.rules.planning import MODES, UNLISTED, techniques_for
from gotgan.refine.rules.ways import DEIDENTIFY
from gotgan.refine.rules.weighing import targets_of
from gotgan.terms.errors import GotganError, Invalid, Issue
from gotgan.terms.inspection import Suggestion

MOST_ROWS = 200
"""Columns that the table offers; a wider table is planned as YAML."""
BEGIN = {"k": "5", "mode": "local", "suppression_limit": "0"}
MORE = ("table", "subject", "unlisted")


@dataclass(frozen=True)
class RowView:
    """One row of the editor with what is known of its column and what does not fit."""

    at: int
    row: PlanRow
    column: Mapping[str, Any]
    findings: tuple[Mapping[str, Any], ...]
    suggestion: Suggestion | None
    problems: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    techniques: tuple[str, ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
def edit_plan(request: HttpRequest, order_id: str) -> HttpResponse:
    """Everyone who sees the order reads the plan; who may write it gets fields."""
    page = queries.order_page(viewer_of(request), order_id)
    asked = request.POST if request.method == "POST" else request.GET
    address = request.GET.get("proposal", "")
    number, proposed = queries.proposed_steps(page.order, address) if address else ("", {})
    newest = dict(page.plan.steps) if page.plan and page.way == DEIDENTIFY else {}
    table = queries.source_table(page.order, asked.get("table") or (proposed or newest).get("table"))
    columns = tuple((table.profile or {}).get("columns", ())) if table else ()
    is_yaml = asked.get("view") == "yaml" or len(columns) > MOST_ROWS
    issues: tuple[Issue, ...] = ()
    begun = proposed or newest or queries.steps_begun(page.order, table.table if table else None)
    rows, privacy, more = _begun(begun, columns)
    text = plan_form.write_yaml(begun) if begun else ""
    if request.method == "POST":
        rows, privacy, more, text = (
            _typed(request, columns) if not is_yaml else (rows, privacy, more, asked.get("yaml", ""))
        )
        issues = _write(
            request, order_id, lambda: plan_form.read_yaml(text) if is_yaml else _steps(rows, privacy, more)
        )
        if not issues:
            messages.success(request, _("The plan is kept as a new revision. Try it before you settle it."))
            return redirect("refine_order", order_id=order_id)
    names = [] if is_yaml else [row.column for row in rows]
    shown = {
        "is_wrong": bool(issues),
        "page": page,
        "rows": _views(rows, columns, table, page, issues),
        "privacy": privacy,
        "more": more,
        "is_yaml": is_yaml,
        "is_wide": len(columns) > MOST_ROWS,
        "yaml": text,
        "tables": queries.source_tables(page.order),
        "table": table,
        "problems": {issue.place: said(issue) for issue in issues if not plan_form.place_of(issue, names)[0]},
        "is_suggested": not newest and not proposed and bool(begun),
        "proposal": number,
        "address": address,
        "note": asked.get("note", _("Proposal %(number)s") % {"number": number} if number else ""),
        "targets": targets_of(queries.steps_begun(page.order)) if page.may_plan else (),
        "hierarchies": plan_form.HIERARCHIES,
        "modes": MODES,
        "unlisted": UNLISTED,
        "revisions": page.order.plans.order_by("-revision"),
    }
    return render(request, "refine/plan.html", shown, status=422 if issues else 200)


def _steps(rows: tuple[PlanRow, ...], privacy: Mapping[str, str], more: Mapping[str, str]) -> dict[str, Any]:
    return plan_form.steps_of(rows, privacy, more)


def _write(request: HttpRequest, order_id: str, read: Any) -> tuple[Issue, ...]:
    try:
        note = request.POST.get("note", "")[:2000]
        actions.write_plan(by=actor_of(request), order_id=order_id, steps=read(), note=note)
    except Invalid as error:
        return tuple(error.issues)
    except queries.NoSuchOrder:
        raise
    except GotganError as error:
        return (Issue("plan", str(error)),)
    return ()


def _begun(steps: Mapping[str, Any], columns: tuple[Mapping[str, Any], ...]) -> Any:
    rows = plan_form.rows_of(steps, [each["name"] for each in columns])
    levels = steps.get("privacy", {})
    privacy = {name: str(levels[name]) for name in (*plan_form.PRIVACY, "mode") if name in levels} if steps else BEGIN
    return rows, privacy, {name: str(steps.get(name, "")) for name in MORE}


def _typed(request: HttpRequest, columns: tuple[Mapping[str, Any], ...]) -> Any:
    typed = request.POST
    rows = []
    for at in range(MOST_ROWS):
        if (name := typed.get(f"column-{at}")) is None:
            break
        rows.append(PlanRow(name, *(typed.get(f"{part}-{at}", "")[:200] for part in ("do", "hierarchy", "a", "b"))))
    privacy = {name: typed.get(name, "")[:40] for name in (*plan_form.PRIVACY, "mode")}
    return tuple(rows), privacy, {name: typed.get(name, "")[:1000] for name in MORE}, ""


def _views(
    rows: tuple[PlanRow, ...], columns: tuple[Mapping[str, Any], ...], table: Any, page: OrderPage,
    issues: tuple[Issue, ...],
) -> list[RowView]:  # fmt: skip
    known = {each["name"]: each for each in columns}
    suggested = queries.suggestions_of(page.order, table.table) if table else ()
    suggestions = {each.column: each for each in suggested}
    names = [row.column for row in rows]
    problems: dict[str, list[str]] = {}
    for issue in issues:
        name, _rest = plan_form.place_of(issue, names)
        problems.setdefault(name, []).append(said(issue))
    findings = table.findings if table else ()
    return [
        RowView(
            at, row, known.get(row.column, {}), tuple(each for each in findings if each.get("column") == row.column),
            suggestions.get(row.column), tuple(problems.get(row.column, ())),
            techniques=techniques_for(known.get(row.column, {}).get("type"), row.do),
        )
        for at, row in enumerate(rows)
    ]  # fmt: skip
