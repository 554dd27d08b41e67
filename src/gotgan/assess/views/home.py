"""The first page of assessing and selecting."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """The lists, and what waits for the person."""
    return render(request, "assess/home.html")
