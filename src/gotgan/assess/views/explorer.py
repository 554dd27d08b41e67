"""The explorer: a list under other rules, live or as a form, and what was worked out about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gotgan.accounts.answered import Refused, SentForm, actor_of, doing, keeping, viewer_of
from gotgan.assess import actions
from gotgan.assess.actions.opening import stamp_of
from gotgan.assess.queries.explorer import ExplorerPage, explorer_page
from gotgan.terms.errors import Invalid


@require_safe
def show_explorer(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Who is in, contested and in reserve; the form, and what its rules come to."""
    page = explorer_page(viewer_of(request), slug, number)
    return _explorer(request, page, request.GET, _seen(request, page))


def _explorer(
    request: HttpRequest, page: ExplorerPage, typed: QueryDict, seen: str, refused: Refused | None = None
) -> HttpResponse:
    asked = page.ask(typed.dict())
    wrong = refused or (Refused.of(typed, Invalid(*asked.issues)) if asked.issues else None)
    said = {
        "page": page, "asked": asked, "slug": page.version.dataset_list.slug, "number": page.version.number,
        "seen": seen, "refused": refused, "sent": SentForm(wrong),
    }  # fmt: skip
    return render(request, "assess/explorer.html", said)


def _seen(request: HttpRequest, page: ExplorerPage) -> str:
    """The version when the rules were shown first: a form keeps it while weights are moved."""
    return request.GET.get("seen", "")[:40] or stamp_of(page.version)


@require_safe
def answer_what_if(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """{html, entrants, leavers, moved}: the same part of the page, and ids, for scripts."""
    page = explorer_page(viewer_of(request), slug, number)
    asked = page.ask(request.GET.dict())
    answer = asked.answer
    said = {"page": page, "asked": asked, "seen": _seen(request, page)}
    html = render_to_string("assess/parts/explorer_answer.html", said, request)
    found = JsonResponse({
        "html": html,
        "entrants": [each.id for each in answer.entrants] if answer else [],
        "leavers": [each.id for each in answer.leavers] if answer else [],
        "moved": [each.id for each in answer.moved] if answer else [],
    })  # fmt: skip
    found["Cache-Control"] = "no-store"
    return found


@require_POST
def save_rules(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The rules as typed become the version's settings; refused, they are still typed, for the version as it is now."""
    page, typed = explorer_page(viewer_of(request), slug, number), request.POST.dict()
    return keeping(
        request,
        lambda: actions.adopt_what_if(
            by=actor_of(request), version_id=page.version.pk, typed=typed, seen=typed.get("seen", "")
        ),
        _("These are the settings now. Solve the version to have the list."),
        again=lambda refused: _explorer(request, page, request.POST, stamp_of(page.version), refused),
        then="assess_explorer", slug=slug, number=str(number),
    )  # fmt: skip


@require_POST
def work_out(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Frontier, effects and sensitivity, in the background."""
    page = explorer_page(viewer_of(request), slug, number)
    return doing(
        request, lambda: actions.ask_exploring(by=actor_of(request), version_id=page.version.pk),
        _("It is being worked out. Reload the page to see how far it is."), then="assess_explorer",
        slug=slug, number=number,
    )  # fmt: skip


@require_safe
def take_explored(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What was worked out as JSON, as a download."""
    page = explorer_page(viewer_of(request), slug, number)
    if page.explored is None:
        return redirect("assess_explorer", slug=slug, number=number)
    answer = JsonResponse(page.explored, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="{slug}-{number}-explored.json"'
    return answer
