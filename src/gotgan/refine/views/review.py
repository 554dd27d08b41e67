"""The reviewer's desk: what is reviewed, the guideline's questions, the signature."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gotgan.accounts.answered import actor_of, doing, is_done, viewer_of
from gotgan.refine import actions, queries
from gotgan.refine.views.forms import OpinionForm
from gotgan.terms.refine import OpinionFacts, Verdict


@require_http_methods(["GET", "HEAD", "POST"])
def show_review(request: HttpRequest, order_id: str) -> HttpResponse:
    """What others signed is shown only to who has signed, or reviews nothing."""
    viewer = viewer_of(request)
    page = queries.review_page(viewer, order_id)
    if request.method == "POST" and request.POST.get("do") == "declare":
        return doing(
            request, lambda: actions.declare_no_interest(by=actor_of(request), order_id=order_id),
            _("It is written down. Sign when you have looked at everything."), then="refine_review", order_id=order_id,
        )  # fmt: skip
    form = OpinionForm(page.guideline, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and is_done(form, lambda: _sign(request, form, order_id)):
        messages.success(request, _("Signed. It stays as it is; now you see what others signed."))
        return redirect("refine_review", order_id=order_id)
    status = 422 if form.is_bound else 200
    return render(request, "refine/review.html", {"page": page, "form": form}, status=status)


def _sign(request: HttpRequest, form: OpinionForm, order_id: str) -> None:
    typed, by = form.cleaned_data, actor_of(request)
    opinion = OpinionFacts(by.person_id or 0, form.answers(), Verdict(typed["verdict"]), typed["reason"])
    actions.sign_opinion(by=by, order_id=order_id, opinion=opinion)
