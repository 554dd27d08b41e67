"""Which datasets the second wave asks everything: the rules in words, each sheet's reasons, and a word by hand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gotgan.accounts.answered import actor_of, doing, page_of, viewer_of
from gotgan.survey.actions.triage import decide_by_hand
from gotgan.survey.queries.triage import triage_page
from gotgan.survey.rules.people import may_manage


@require_http_methods(["GET", "HEAD", "POST"])
def show_triage(request: HttpRequest, slug: str) -> HttpResponse:
    """A POST decides one sheet by hand (`sheet`, `choice`)."""
    asked = request.GET
    page = triage_page(
        viewer_of(request), slug, find=asked.get("find", "").strip()[:100], only=asked.get("only", ""),
        page=page_of(request),
    )  # fmt: skip
    if request.method != "POST":
        return render(request, "survey/triage.html", {"page": page, "may_manage": may_manage(viewer_of(request))})
    return doing(
        request,
        lambda: decide_by_hand(
            by=actor_of(request), campaign_id=page.campaign.pk, sheet_id=request.POST.get("sheet", ""),
            choice=request.POST.get("choice", ""),
        ),
        _("Your decision is kept."), then="survey_triage", slug=slug,
    )  # fmt: skip
