"""The report on duplicate spending: as of now, as CSV, and as it was kept on earlier days."""

from __future__ import annotations

import csv
from itertools import chain

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gotgan.accounts.answered import actor_of, doing, viewer_of
from gotgan.assess.actions.spending import keep_spending
from gotgan.assess.queries.spending import COLUMNS, kept_report, spending_page, spending_rows
from gotgan.assess.rules.spending import ASSUMPTIONS
from gotgan.terms.cells import harmless


@require_safe
def show_spending(request: HttpRequest) -> HttpResponse:
    said = {"page": spending_page(viewer_of(request)), "assumptions": ASSUMPTIONS}
    return render(request, "assess/clusters_spending.html", said)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the report as it stands. Rights are asked by the query and the action."""
    spending_page(viewer_of(request))
    return doing(request, lambda: keep_spending(by=actor_of(request)), _("The report is kept."), then="spending")


@require_safe
def take_csv(request: HttpRequest) -> HttpResponse:
    """For spreadsheets: with the mark that makes them read Korean, and no cell that would run as a formula."""
    rows = list(spending_rows(viewer_of(request)))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="duplicate-spending.csv"'
    answer.write("\ufeff")
    csv.writer(answer).writerows([harmless(cell) for cell in row] for row in chain([COLUMNS], rows))
    return answer


@require_safe
def take_kept(request: HttpRequest, sha256: str) -> HttpResponse:
    """The document of an earlier day, byte for byte."""
    _row, document = kept_report(viewer_of(request), sha256)
    answer = HttpResponse(document, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="duplicate-spending-{sha256[:12]}.json"'
    return answer
