"""Lists of sheets: the officer's, what waits for a signature, what waits for the survey manager."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gotgan.survey.actions.guides import put_away_guide
from gotgan.survey.actions.sheets import accept, add_sheet
from gotgan.survey.queries.sheets import (
    ONLY,
    SheetLine,
    SheetList,
    list_sheets,
    places_of,
    waiting_for_review,
    waiting_for_signature,
    wants_guide,
)
from gotgan.survey.rules.people import may_answer, may_manage
from gotgan.survey.rules.states import WRITABLE
from gotgan.terms.errors import Invalid, NotAllowed
from gotgan.terms.role import Actor, Role
from gotgan.terms.survey import SheetState


@require_GET
def show_desk(request: HttpRequest) -> HttpResponse:
    """Where the reader has sheets; with one place only, that one."""
    places = places_of(request.viewer)
    signing = waiting_for_signature(request.viewer).total
    if len(places) == 1 and not signing and not request.viewer.holds(Role.SURVEY_MANAGER):
        return redirect("sheets", places[0].id)
    shown = {
        "places": places,
        "signing": signing,
        "reviewing": waiting_for_review(request.viewer).total,
        "manages": bool(may_manage(request.viewer)),
    }
    return render(request, "survey/desk.html", shown)


@require_GET
def show_sheets(request: HttpRequest, target_id: int) -> HttpResponse:
    listed = listed_for(request, target_id)
    said = list_words(request, listed)
    go_on = _go_on(listed) if said["may_add"] else None
    return render(request, "survey/sheets.html", {"list": listed, "go_on": go_on, **said})


def _go_on(listed: SheetList) -> SheetLine | None:
    """The first sheet of the page that its officers hold and that lacks something."""
    held = (each for each in listed.lines if each.state in WRITABLE)
    return next((each for each in held if each.missing or each.blocks), None)


def listed_for(request: HttpRequest, target_id: int) -> SheetList:
    """The list as the address narrows it."""
    asked = request.GET
    page = asked.get("page", "")
    return list_sheets(
        request.viewer, target_id, state=asked.get("state", ""), only=asked.get("only", ""),
        find=asked.get("find", ""), page=int(page) if page.isdecimal() and len(page) < 7 else 1,
    )  # fmt: skip


def list_words(request: HttpRequest, listed: SheetList) -> dict[str, object]:
    """What the list needs besides its rows."""
    kept = request.GET.copy()
    kept.pop("page", None)
    may_write = bool(listed.place.may_write) and bool(may_answer(request.viewer, listed.place.organisation))
    return {
        "states": [(state.value, listed.states.get(state, 0)) for state in SheetState if listed.states.get(state)],
        "only_choices": ONLY,
        "kept": kept.urlencode(),
        "may_add": may_write,
        "guide": may_write and wants_guide(request.viewer, "desk"),
    }


@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    put_away_guide(by=Actor.of(request.viewer), guide=request.POST.get("guide", ""))
    target, sheet = request.POST.get("target", ""), request.POST.get("sheet", "")
    if sheet.isalnum() and len(sheet) < 40:
        return redirect("sheet", sheet)
    return redirect("sheets", int(target)) if target.isdecimal() and len(target) < 9 else redirect("survey_desk")


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, target_id: int) -> HttpResponse:
    """A sheet for data that no scan found."""
    listed = list_sheets(request.viewer, target_id)
    if not may_answer(request.viewer, listed.place.organisation):
        raise NotAllowed("only an officer or the lead of this organisation may answer")
    title, system = request.POST.get("title", ""), request.POST.get("system", "")
    issues: list[object] = []
    if request.method == "POST":
        try:
            made = add_sheet(by=Actor.of(request.viewer), target_id=target_id, title=title, system=system)
        except Invalid as error:
            issues = list(error.issues)
        else:
            messages.success(request, _("The sheet was made. Fill in what you know of this data."))
            return redirect("sheet", made)
    shown = {"place": listed.place, "title": title, "system": system, "issues": issues}
    return render(request, "survey/sheet_add.html", shown, status=422 if issues else 200)


@require_GET
def show_signing(request: HttpRequest) -> HttpResponse:
    """What waits for the department head."""
    if not any(held.role is Role.APPROVER for held in request.viewer.roles):
        raise NotAllowed("only an approver signs; ask the lead of your organisation for the role")
    return render(
        request, "survey/signing.html", {"waiting": waiting_for_signature(request.viewer, page=_page(request))}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """What waits for the survey manager; many are accepted at once."""
    if not may_manage(request.viewer):
        raise NotAllowed("only a survey manager may do this")
    if request.method == "POST":
        done = accept(by=Actor.of(request.viewer), sheet_ids=request.POST.getlist("sheet"))
        _tell(request, len(done.done), len(done.refused))
        return redirect("sheet_review")
    only = request.GET.get("only", "")
    waiting = waiting_for_review(
        request.viewer, organisation=request.GET.get("organisation", "")[:7], only=only, page=_page(request)
    )
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(request, "survey/review.html", {"waiting": waiting, "only": only, "kept": kept.urlencode()})


def _tell(request: HttpRequest, done: int, refused: int) -> None:
    if done:
        messages.success(
            request,
            ngettext("%(number)d sheet was accepted.", "%(number)d sheets were accepted.", done) % {"number": done},
        )
    if refused:
        told = ngettext(
            "%(number)d sheet was left: it is no longer signed, or its campaign is frozen.",
            "%(number)d sheets were left: they are no longer signed, or their campaign is frozen.",
            refused,
        )
        messages.warning(request, told % {"number": refused})
    if not done and not refused:
        messages.warning(request, _("Nothing was chosen."))


def _page(request: HttpRequest) -> int:
    page = request.GET.get("page", "")
    return int(page) if page.isdecimal() and len(page) < 7 else 1
