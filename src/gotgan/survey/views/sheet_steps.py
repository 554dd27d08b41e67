"""Steps of a sheet, passing on, its history and its files."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gotgan.accounts.answered import number_in
from gotgan.survey.actions.sheets import (
    accept,
    call_back,
    delegate,
    end_delegation,
    link_same,
    send_back,
    sign,
    take_back,
    unlink_same,
)
from gotgan.survey.queries.desk import changes_of, file_named, get_sheet
from gotgan.survey.queries.sheets import colleagues
from gotgan.survey.views.downloads import as_download
from gotgan.survey.views.sheet import render_sheet
from gotgan.terms.errors import Invalid, Issue, NotAllowed
from gotgan.terms.role import Actor

_TOLD: dict[str, Promise | str] = {
    "take_back": gettext_lazy("You have the sheet again. Hand it in once it is right."),
    "sign": gettext_lazy("You signed. The sheet waits for the survey manager."),
    "send_back": gettext_lazy("The sheet went back to the officer with your remark."),
    "call_back": gettext_lazy("The sheet went back to the officer with your remark."),
    "accept": gettext_lazy("The sheet was accepted."),
    "link": gettext_lazy("The two sheets are linked: the data counts once."),
    "unlink": gettext_lazy("The link was taken back."),
}


@require_POST
def step(request: HttpRequest, sheet_id: str) -> HttpResponse:
    """Take a sheet one step on its path, or link it; `do` names which."""
    what, by = request.POST.get("do", ""), Actor.of(request.viewer)
    remark = request.POST.get("remark", "")
    steps: dict[str, Callable[[], object]] = {
        "take_back": lambda: take_back(by=by, sheet_id=sheet_id),
        "sign": lambda: sign(by=by, sheet_id=sheet_id),
        "send_back": lambda: send_back(by=by, sheet_id=sheet_id, remark=remark),
        "call_back": lambda: call_back(by=by, sheet_id=sheet_id, remark=remark),
        "accept": lambda: _accept(by, sheet_id),
        "link": lambda: link_same(by=by, sheet_id=sheet_id, other_id=request.POST.get("other", "")[:32]),
        "unlink": lambda: unlink_same(by=by, sheet_id=sheet_id),
    }
    page = get_sheet(request.viewer, sheet_id)
    if what not in steps:
        raise Invalid(Issue("do", "there is no such step", "look at the page again"))
    try:
        steps[what]()
    except Invalid as error:
        return render_sheet(request, page, problems=tuple(error.issues), status=422)
    messages.success(request, str(_TOLD[what]))
    back = {"sign": "signing", "accept": "sheet_review"}.get(what, "") if request.POST.get("then") == "list" else ""
    return redirect(back) if back else redirect("sheet", sheet_id)


def _accept(by: Actor, sheet_id: str) -> None:
    done = accept(by=by, sheet_ids=[sheet_id])
    if done.refused:
        raise Invalid(Issue("sheet", done.refused[0][1], "look at the sheet again"))


@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: HttpRequest, sheet_id: str) -> HttpResponse:
    """Pass items on to a colleague, or end that."""
    page = get_sheet(request.viewer, sheet_id)
    if "answer" not in page.may:
        raise NotAllowed("only an officer or the lead of this organisation may answer")
    issues: tuple[Issue, ...] = ()
    chosen = request.POST.getlist("item") or [item for item in [request.GET.get("item", "")] if item]
    if request.method == "POST":
        try:
            _pass_on(request, sheet_id, chosen)
            return redirect("sheet", sheet_id)
        except Invalid as error:
            issues = tuple(error.issues)
    shown = {
        "page": page, "people": colleagues(page.place.organisation, request.viewer.person_id), "issues": issues,
        "chosen": chosen, "note": request.POST.get("note", ""), "to": request.POST.get("to", ""),
    }  # fmt: skip
    return render(request, "survey/sheet_pass_on.html", shown, status=422 if issues else 200)


def _pass_on(request: HttpRequest, sheet_id: str, items: list[str]) -> None:
    """Raises: Invalid."""
    by, end, to = Actor.of(request.viewer), request.POST.get("end", ""), request.POST.get("to", "")
    if end:
        end_delegation(by=by, sheet_id=sheet_id, delegation_id=number_in(end))
        messages.success(request, _("Taken back. What your colleague answered stays."))
        return
    if not items and not request.POST.get("whole"):
        raise Invalid(Issue("item", "nothing is chosen", "choose what to pass on"))
    delegate(by=by, sheet_id=sheet_id, items=items, to_person=number_in(to), note=request.POST.get("note", ""))
    messages.success(request, _("Passed on. Your colleague finds it under the survey's sheets."))


@require_GET
def show_history(request: HttpRequest, sheet_id: str) -> HttpResponse:
    page = get_sheet(request.viewer, sheet_id)
    return render(request, "survey/sheet_history.html", {"page": page, "changes": changes_of(request.viewer, sheet_id)})


@require_GET
def take_file(request: HttpRequest, sheet_id: str, sha256: str) -> HttpResponseBase:
    """A file that an answer names, as a download; for whoever may see the sheet."""
    organisation, name = file_named(request.viewer, sheet_id, sha256)
    return as_download(organisation, sha256, name)
