"""The state of the house."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gotgan.site.pages import house
from gotgan.site.views.guard import signed_in


@never_cache
@require_safe
@signed_in
def show_house(request: HttpRequest) -> HttpResponse:
    """`?verify=1` recomputes the audit chain."""
    page = house.get_page(request.viewer, verify=request.GET.get("verify") == "1")
    return render(request, "site/status.html", {"page": page})
