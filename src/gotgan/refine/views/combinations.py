"""Combinations: the list, a new one, one as its page shows it to a party, its buttons, its files in custody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gotgan.accounts.answered import actor_of, doing, is_done, no_such_button, viewer_of
from gotgan.refine import actions, queries
from gotgan.refine.rules import combining
from gotgan.refine.views.forms_combining import CombinationForm
from gotgan.terms.combination import Party
from gotgan.terms.errors import Invalid, Issue


@require_safe
def list_combinations(request: HttpRequest) -> HttpResponse:
    """What waits for the person first."""
    viewer = viewer_of(request)
    said = {"combinations": queries.combinations_of(viewer), "may_apply": bool(queries.codes_of(viewer))}
    return render(request, "refine/combinations.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
def open_combination(request: HttpRequest) -> HttpResponse:
    """A new combination, for who keeps an institution's data."""
    viewer = viewer_of(request)
    bodies = queries.codes_of(viewer)
    if not bodies:
        raise queries.NoSuchCombination("combinations: you keep no institution's data; ask an operator for the role")
    form = CombinationForm(request.POST if request.method == "POST" else None, organisations=bodies)
    made: list[str] = []
    if request.method == "POST" and form.is_valid() and is_done(form, lambda: made.append(_open(request, form))):
        messages.success(request, _("The combination is open. Name its parties next."))
        return redirect("combination", combination_id=made[0])
    return render(request, "refine/combination_open.html", {"form": form}, status=422 if form.is_bound else 200)


def _open(request: HttpRequest, form: CombinationForm) -> str:
    typed = form.cleaned_data
    return actions.open_combination(
        by=actor_of(request), organisation=typed["organisation"], title=typed["title"], purpose=typed["purpose"],
        fields=typed["fields_agreed"].splitlines(),
    )  # fmt: skip


@require_safe
def show_combination(request: HttpRequest, combination_id: str) -> HttpResponse:
    page = queries.combination_page(viewer_of(request), combination_id)
    said = {"page": page, "stages": combining.STAGES, "named": tuple(combining.ELIGIBLE)}
    return render(request, "refine/combination.html", said)


@require_safe
def take_parcel(request: HttpRequest, combination_id: str, parcel_id: int) -> FileResponse:
    """A file in custody, and who took it is written down; for anybody but whom it is handed to it does not exist."""
    parcel, content = actions.take_parcel(by=actor_of(request), combination_id=combination_id, parcel_id=parcel_id)
    name = parcel.receipt["outputs"][0]["path"]
    answer = FileResponse(content, as_attachment=True, filename=name, content_type="application/vnd.apache.parquet")
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def act(request: HttpRequest, combination_id: str) -> HttpResponse:
    """One button: `do` says which. Rights are asked by the action; a stranger gets the page that does not exist."""
    queries.get_combination(viewer_of(request), combination_id)
    done, do = _doings(request, combination_id).get(request.POST.get("do", ""), ("", no_such_button))
    return doing(request, do, done, then="combination", combination_id=combination_id)


def _doings(request: HttpRequest, combination_id: str) -> dict[str, tuple[str, Callable[[], object]]]:
    typed = request.POST
    named: dict[str, Any] = {"by": actor_of(request), "combination_id": combination_id}
    return {
        "name": (_("The party is named."), lambda: _name(named, typed)),
        "key": (_("The key is made and lies in custody."), lambda: actions.make_join_key(**named)),
        "match": (
            _("The keys are being matched."),
            lambda: actions.ask_match(**named, allowed=typed.getlist("allowed")),
        ),
        "combine": (
            _("The data are being put together."),
            lambda: actions.ask_combine(**named, how=typed.get("how", "inner")),
        ),
        "close": (
            _("Key, keys, linkage and payloads are destroyed."),
            lambda: actions.close_combination(**named),
        ),
        "stop": (
            _("The combination is stopped. What was handed over is destroyed."),
            lambda: actions.stop_combination(**named, reason=typed.get("reason", "")),
        ),
    }


def _name(named: dict[str, Any], typed: Any) -> None:
    try:
        party = Party(typed.get("party", ""))
    except ValueError:
        raise Invalid(Issue("party", "it is unknown", "use a button of the page")) from None
    person, organisation = queries.find_candidate(typed.get("email", ""), party, typed.get("organisation", ""))
    actions.name_party(**named, party=party, person_id=person, organisation=organisation)
