"""What changed: between two versions of a dataset, and from scan to scan of a source."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gotgan.site.pages import changes
from gotgan.site.views.guard import signed_in


@require_GET
def show_changes(request: HttpRequest, org: str, name: str) -> HttpResponse:
    asked = request.GET
    page = changes.changes_page(request.viewer, org, name, before=asked.get("from", ""), after=asked.get("to", ""))
    return render(request, "site/changes.html", {"page": page, "dataset": page.known.dataset})


@require_GET
@signed_in
def show_history(request: HttpRequest, source_id: str) -> HttpResponse:
    return render(request, "site/source_history.html", {"page": changes.history_page(request.viewer, source_id)})
