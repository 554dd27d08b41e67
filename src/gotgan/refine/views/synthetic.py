"""A synthetic table: which columns are drawn in which order, and how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gotgan.accounts.answered import said, viewer_of
from gotgan.refine import queries
from gotgan.refine.rules import measure_form
from gotgan.refine.rules.ways import SYNTHETIC, way_of
from gotgan.refine.views.measures import write_steps
from gotgan.terms.errors import Invalid, Issue

BEGIN = {"k": "20", "rows": "", "held_out": "0.2", "seed": "0"}


@require_http_methods(["GET", "HEAD", "POST"])
def edit_synthetic(request: HttpRequest, order_id: str) -> HttpResponse:
    """Everyone who sees the order reads it; who may write the plan gets fields."""
    page = queries.order_page(viewer_of(request), order_id)
    kept = dict(page.plan.steps) if page.plan and way_of(page.plan.steps) == SYNTHETIC else {}
    table = queries.source_table(page.order, request.POST.get("table") or request.GET.get("table") or kept.get("table"))
    columns = tuple((table.profile or {}).get("columns", ())) if table else ()
    found = {each.get("column") for each in (table.findings if table else ())}
    typed, order, subject = _begun(kept, columns, found)
    issues: tuple[Issue, ...] = ()
    if request.method == "POST":
        typed = {name: request.POST.get(name, "")[:40] for name in BEGIN}
        subject = request.POST.get("subject", "")[:1000]
        order = request.POST.getlist("order")[:1000]
        issues = _keep(request, order_id, order, typed, subject)
        if not issues:
            messages.success(request, _("The plan is kept as a new revision. Try it before you settle it."))
            return redirect("refine_order", order_id=order_id)
    shown = {
        "page": page, "table": table, "tables": queries.source_tables(page.order), "typed": typed, "subject": subject,
        "columns": [(each, each["name"] in order, each["name"] in found) for each in columns],
        "problems": [(issue.place, said(issue)) for issue in issues],
    }  # fmt: skip
    return render(request, "refine/synthetic.html", shown, status=422 if issues else 200)


def _begun(
    kept: Mapping[str, Any], columns: tuple[Mapping[str, Any], ...], found: set[Any]
) -> tuple[dict[str, str], list[str], str]:
    """As it is kept; else every column in which nothing was found."""
    if not kept:
        return dict(BEGIN), [each["name"] for each in columns if each["name"] not in found], ""
    typed = {name: str(kept.get(name, "")) for name in BEGIN}
    return typed, list(kept["order"]), str(kept.get("subject", ""))


def _keep(
    request: HttpRequest, order_id: str, order: list[str], typed: Mapping[str, str], subject: str
) -> tuple[Issue, ...]:
    try:
        chosen = [name for name in order if name != subject]
        table = request.POST.get("table", "")[:1000]
        steps = measure_form.synthesis_of(chosen, typed, subject=subject, table=table)
    except Invalid as error:
        return tuple(error.issues)
    return write_steps(request, order_id, steps)
