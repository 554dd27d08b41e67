"""Overlaps: the list, one pair, and deciding on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gotgan.inventory import actions as inventory
from gotgan.site.pages import overlaps
from gotgan.site.reasons import plainly
from gotgan.site.views.guard import signed_in
from gotgan.site.views.read import page_number
from gotgan.terms.errors import Invalid
from gotgan.terms.overlap import OverlapStatus
from gotgan.terms.role import Actor


@require_GET
@signed_in
def list_overlaps(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    page = overlaps.list_page(
        request.viewer,
        status=asked.get("status", ""),
        relation=asked.get("relation", ""),
        page=page_number(request),
        dataset=asked.get("dataset", "")[:32],
    )
    return render(request, "site/overlaps.html", {"page": page})


@require_GET
@signed_in
def show_overlap(request: HttpRequest, overlap_id: int) -> HttpResponse:
    return render(request, "site/overlap.html", {"page": overlaps.pair_page(request.viewer, overlap_id)})


@require_POST
@signed_in
def decide(request: HttpRequest, overlap_id: int) -> HttpResponse:
    """Confirm, refuse, or open again; a form without a reason comes back with what it lacks."""
    page = overlaps.pair_page(request.viewer, overlap_id)
    status, reason = request.POST.get("status", ""), request.POST.get("reason", "")
    verb, is_reversed = overlaps.read_choice(request.POST.get("verb", ""))
    if status != OverlapStatus.CONFIRMED:
        verb, is_reversed = "", False
    try:
        inventory.decide_overlap(
            by=Actor.of(request.viewer), overlap_id=overlap_id, status=status, verb=verb, is_reversed=is_reversed,
            reason=reason,
        )  # fmt: skip
    except Invalid as error:
        said = {"page": page, "problem": plainly(error), "reason": reason, "verb": request.POST.get("verb", "")}
        return render(request, "site/overlap.html", said, status=422)
    messages.success(request, _("Your decision is kept. It can be changed here at any time."))
    return redirect("overlap", overlap_id)
