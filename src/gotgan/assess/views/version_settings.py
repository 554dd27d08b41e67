"""The rules of a version as a form: what is wrong is said with its place, and what was typed stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gotgan.accounts.answered import Refused, SentForm, actor_of
from gotgan.assess import actions
from gotgan.assess.actions.opening import stamp_of
from gotgan.assess.queries.list_pages import VersionPage
from gotgan.assess.queries.lists import NoSuchList, panel_of
from gotgan.assess.rules.evidence import known_values
from gotgan.assess.rules.settings import COLUMNS, normalised
from gotgan.assess.rules.settings_form import as_typed, document_of, field_places, typed_of
from gotgan.assess.views.version import page_for
from gotgan.terms.errors import GotganError, Invalid, Issue


@require_http_methods(["GET", "HEAD", "POST"])
def edit_settings(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """`do` normalise: the weights typed, made to sum to 1; panel: those that were elicited; else as typed."""
    page = page_for(request, slug, number)
    if not page.sees_all:
        raise NoSuchList(f"list {slug}: there is no such page for you; see the page of selection")
    said: dict[str, Any] = {"page": page, "form": typed_of(page.version.settings), "refused": None}
    if request.method == "POST":
        said |= _set(request, page)
        if said["refused"] is None:
            messages.success(request, _("The rules are set."))
            return redirect("assess_version", slug=slug, number=number)
    elicited = panel_of(page.version)
    said |= {
        "stamp": stamp_of(page.version), "columns": COLUMNS, "elicited": elicited.weights,
        "consistency": elicited.consistency, "values": _values(page), "sent": SentForm(said["refused"]),
    }  # fmt: skip
    return render(request, "assess/lists_settings.html", said, status=422 if said["refused"] else 200)


def _set(request: HttpRequest, page: VersionPage) -> dict[str, Any]:
    """The form as typed, and what is wrong with it; nothing when it was set."""
    version, form = page.version, as_typed(request.POST.dict())
    try:
        document = document_of(request.POST.dict(), version.settings)
        if request.POST.get("do") == "normalise":
            document["weights"] = normalised(document["weights"])
        elif request.POST.get("do") == "panel":
            document["weights"] = _elicited(page)
        actions.set_rules(
            by=actor_of(request), version_id=version.pk, document=document, seen=request.POST.get("seen", "")
        )
    except GotganError as error:
        found = Refused.of(request.POST, error)
        places = field_places(form)
        return {"form": form, "refused": replace(found, problems=tuple(_at(places, *each) for each in found.problems))}
    return {"refused": None}


def _at(places: Mapping[str, str], place: str, what: str) -> tuple[str, str]:
    return places.get(place, place), what


def _elicited(page: VersionPage) -> dict[str, float]:
    weights = panel_of(page.version).weights
    if not weights:
        raise Invalid(Issue("weights", "nobody has compared criteria yet", "ask the stakeholders to compare them"))
    return normalised(weights)


def _values(page: VersionPage) -> dict[str, list[str]]:
    if not page.version.evidence:
        return {}
    return known_values({"candidates": list(page.reading.evidence.values())})
