"""What came of published lists, for manager and auditor: used or not, since when, at what cost."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gotgan.accounts.answered import Refused, actor_of, keeping, number_in, viewer_of
from gotgan.assess.actions.outcomes import enter_cost
from gotgan.assess.queries import outcomes
from gotgan.assess.rules.outcomes import STATES
from gotgan.assess.rules.people import may_manage


@require_safe
def list_outcomes(request: HttpRequest) -> HttpResponse:
    return render(request, "assess/published_outcomes.html", {"lists": outcomes.all_outcomes(viewer_of(request))})


@require_safe
def show_outcome(request: HttpRequest, slug: str) -> HttpResponse:
    """Member by member; `?state=` shows those of one state, such as the sets never used."""
    return _outcome(request, slug)


def _outcome(request: HttpRequest, slug: str, refused: Refused | None = None) -> HttpResponse:
    outcome = outcomes.get_outcome(viewer_of(request), slug)
    state = request.GET.get("state", "")
    chosen = [each for each in outcome.members if state not in STATES or each.state == state]
    return render(request, "assess/published_outcome.html", {
        "outcome": outcome, "members": chosen, "state": state, "states": STATES,
        "manages": may_manage(viewer_of(request)), "refused": refused,
    })  # fmt: skip


@require_POST
def keep_cost(request: HttpRequest, slug: str) -> HttpResponse:
    """One member's cost, in place of what was entered before."""
    won = number_in(request.POST.get("won", "").replace(",", "").strip(), otherwise=-1)
    dataset = request.POST.get("dataset", "")[:32]
    return keeping(
        request, lambda: enter_cost(by=actor_of(request), slug=slug, dataset=dataset, won=won), _("The cost is kept."),
        again=lambda refused: _outcome(request, slug, refused), then="assess_outcome", slug=slug,
    )  # fmt: skip
