"""A providing institution chooses its table, and says what each column is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gotgan.accounts.answered import actor_of, is_done, viewer_of
from gotgan.inventory import queries as inventory
from gotgan.refine import actions, queries
from gotgan.refine.views.forms_combining import ColumnsForm
from gotgan.terms.dataset import TableEvidence


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, combination_id: str) -> HttpResponse:
    """First which dataset and table (GET), then each column; for a providing institution of it alone."""
    viewer = viewer_of(request)
    page = queries.combination_page(viewer, combination_id)
    mine = queries.provider_of(viewer, page.row)
    datasets = {each.id: each for each in inventory.datasets_with_tables(mine.organisation_id)}
    asked = request.POST if request.method == "POST" else request.GET
    dataset = datasets.get(asked.get("dataset", ""))
    tables = _tables(dataset.id) if dataset else ()
    table = next((each for each in tables if each.table == asked.get("table", "")), None) or next(iter(tables), None)
    form = _form(request, page.row.fields, table) if table else None
    if (
        request.method == "POST"
        and dataset
        and table
        and form is not None
        and form.is_valid()
        and is_done(form, lambda: _hand_over(request, combination_id, dataset.id, table.table, form))
    ):
        messages.success(request, _("Keys and data are being separated. Look at this page again."))
        return redirect("combination", combination_id=combination_id)
    said = {"page": page, "mine": mine, "datasets": datasets.values(), "dataset": dataset, "tables": tables,
            "table": table, "form": form}  # fmt: skip
    return render(request, "refine/combination_part.html", said, status=422 if form and form.is_bound else 200)


def _tables(dataset_id: str) -> tuple[TableEvidence, ...]:
    version = inventory.scanned_version(dataset_id)
    measured = inventory.evidence_of(dataset_id, version.id) if version else ()
    return tuple(each for each in measured if each.profile is not None)


def _form(request: HttpRequest, fields: list[str], table: TableEvidence) -> ColumnsForm:
    columns = [each["name"] for each in (table.profile or {})["columns"]]
    found = {each["column"] for each in table.findings}
    return ColumnsForm(columns, found, fields, request.POST if request.method == "POST" else None)


def _hand_over(request: HttpRequest, combination_id: str, dataset_id: str, table: str, form: ColumnsForm) -> None:
    columns, leave_out = form.chosen()
    actions.hand_over(
        by=actor_of(request), combination_id=combination_id, dataset_id=dataset_id, table=table, columns=columns,
        leave_out=leave_out,
    )  # fmt: skip
