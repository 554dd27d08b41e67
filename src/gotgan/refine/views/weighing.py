"""Risk against utility: plans weighed around the order's own, beside every run of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gotgan.accounts.answered import actor_of, doing, viewer_of
from gotgan.refine import actions, queries
from gotgan.refine.rules.weighing import targets_of


@require_http_methods(["GET", "HEAD", "POST"])
def weigh(request: HttpRequest, order_id: str) -> HttpResponse:
    """One picture of proposals and runs with its table; who writes the plan asks for proposals here."""
    page = queries.order_page(viewer_of(request), order_id)
    if request.method == "POST":
        target = request.POST.get("target", "")[:1000]
        return doing(
            request, lambda: actions.ask_weighing(by=actor_of(request), order_id=order_id, target=target),
            _("Plans are being weighed. This page shows how far it is."), then="refine_tries", order_id=order_id,
        )  # fmt: skip
    targets = targets_of(queries.steps_begun(page.order)) if page.may_plan else ()
    said = {"page": page, "weighed": queries.risk_utility_of(page.order), "targets": targets}
    return render(request, "refine/tries.html", said)


@require_safe
def take_points(request: HttpRequest, order_id: str) -> HttpResponse:
    """The picture's points and the proposed plans as JSON, as a download."""
    order = queries.get_order(viewer_of(request), order_id)
    answer = JsonResponse(
        queries.risk_utility_of(order).to_json(), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    answer["Content-Disposition"] = f'attachment; filename="risk-utility-{order_id[:12]}.json"'
    return answer
