"""One organisation in one campaign: how far it is, its systems, its last word, and the manager's part in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gotgan.accounts.answered import actor_of, doing, no_such_button, number_in, viewer_of
from gotgan.survey.actions import campaigns, declarations, reminders, systems
from gotgan.survey.queries import pages, target_pages
from gotgan.survey.rules.declaring import EVIDENCE
from gotgan.survey.views.downloads import as_download
from gotgan.survey.views.turning import typed_moment
from gotgan.terms.errors import Invalid, Issue

PATH = ("waiting", "answering", "declared", "signed")


@require_safe
def show_target(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    page = target_pages.target_page(viewer_of(request), slug, code)
    if page.may_answer and page.target.first_seen is None:
        declarations.note_first_visit(by=actor_of(request), target_id=page.target.pk)
        page = target_pages.target_page(viewer_of(request), slug, code)
    state = "declared" if page.target.state == "none_held" else page.target.state
    return render(request, "survey/target.html", {"page": page, "path": PATH, "state": state})


@require_safe
def show_target_of(request: HttpRequest, target_id: int) -> HttpResponse:
    """The same page by the target's number, for pages that know no more."""
    slug, code = target_pages.place_of(viewer_of(request), target_id)
    return redirect("survey_target", slug=slug, code=code)


@require_POST
def act(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One button of the page: `do` says which. Rights and dates are asked by the action."""
    page = target_pages.target_page(viewer_of(request), slug, code)
    done, do = _doing(request, page)
    if request.POST.get("do") == "follow":  # afterwards this organisation may have no page any more
        return doing(request, do, done, then="survey_campaign", slug=slug)
    return doing(request, do, done, then="survey_target", slug=slug, code=code)


def _doing(request: HttpRequest, page: target_pages.TargetPage) -> tuple[str, Callable[[], object]]:
    by, key, typed = actor_of(request), page.target.pk, request.POST
    text = typed.get("text", "")
    named: dict[str, Any] = {"by": by, "target_id": key}
    doings: dict[str, tuple[str, Callable[[], object]]] = {
        "extend": (
            _("The deadline was extended, and its people are told."),
            lambda: campaigns.extend_target(**named, until=typed_moment(request, "until"), reason=text),
        ),
        "call_back": (_("The note is kept."), lambda: campaigns.set_call_back(**named, note=text)),
        "follow": (
            _("The sheets moved to whoever took over."),
            lambda: campaigns.follow_reorganisation(**named, to=typed.get("to") or None),
        ),
        "remind": (
            _("A reminder goes out."),
            lambda: reminders.remind_now(by=by, campaign_id=page.campaign.pk, target_ids=[key]),
        ),
        "none_held": (
            _("It is kept and waits for the department head."),
            lambda: declarations.hold_none(**named, reason=text),
        ),
        "declare": (
            _("It is kept and waits for the department head."),
            lambda: declarations.declare(**named, values=_declared(request, page), files=_evidence(request)),
        ),
        "take_back": (_("It is taken back; go on answering."), lambda: declarations.take_declaration_back(**named)),
        "sign": (
            _("Signed. Thank you: your organisation is done."),
            lambda: declarations.sign_target(**named, position=typed.get("position", "")),
        ),
        "return": (_("It was returned with your remark."), lambda: declarations.return_target(**named, remark=text)),
        "system": (
            _("It is kept."),
            lambda: systems.explain_system(by=by, system_id=_number(request, "system"), reason=text),
        ),
    }
    return doings.get(typed.get("do", ""), ("", no_such_button))


def _declared(request: HttpRequest, page: target_pages.TargetPage) -> dict[str, Any]:
    """The items of L that the page asks, as they were sent."""
    typed = {item.key: request.POST.get(item.key, "") for item in page.asked if item.key != EVIDENCE}
    return {key: value for key, value in typed.items() if value}


def _evidence(request: HttpRequest) -> list[tuple[str, BinaryIO]]:
    return [(each.name or "", cast(BinaryIO, each)) for each in request.FILES.getlist(EVIDENCE)]


@require_safe
def take_evidence(request: HttpRequest, slug: str, code: str, sha256: str) -> HttpResponseBase:
    """A file that the declaration names, as a download; for whoever may see the organisation's page."""
    page = target_pages.target_page(viewer_of(request), slug, code)
    name = next((each["name"] for each in page.evidence if each["sha256"] == sha256), None)
    if name is None:
        raise pages.NoSuchPage(f"file {sha256[:16]}: the declaration names no such file")
    return as_download(code, sha256, name)


def _number(request: HttpRequest, name: str) -> int:
    said = number_in(request.POST.get(name, ""), otherwise=-1)
    if said < 0:
        raise Invalid(Issue(name, "it is unknown", "use a button of the page"))
    return said
