"""One sheet: shown, saved as a whole or item by item, and taken a step further."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gotgan.accounts.answered import number_in
from gotgan.survey.actions.sheets import NotWritable, attach, confirm, reply, submit
from gotgan.survey.queries.desk import SheetView, get_sheet
from gotgan.survey.views.sheet_form import Sent, draw_ask, draw_sections, read_sent, store_sent
from gotgan.survey.views.sheets import list_words, listed_for
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor


@never_cache
@require_GET
def show_sheet(request: HttpRequest, sheet_id: str) -> HttpResponse:
    page = get_sheet(request.viewer, sheet_id)
    return render_sheet(request, page, shows_gaps="gaps" in request.GET)


def render_sheet(
    request: HttpRequest,
    page: SheetView,
    sent: Sent | None = None,
    *,
    refused: str = "",
    problems: tuple[Issue, ...] = (),
    shows_gaps: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The whole page; `refused` says why nothing of what was sent was stored, and all of it is drawn again."""
    listed = listed_for(request, page.place.id)
    shown = {
        "page": page,
        "sections": draw_sections(page, sent, keep_all=bool(refused)),
        "list": listed,
        "refused": refused,
        "problems": problems,
        "shows_gaps": shows_gaps,
        "sent": sent,
        **list_words(request, listed),
    }
    return render(request, "survey/sheet.html", shown, status=status)


@require_POST
def save(request: HttpRequest, sheet_id: str) -> HttpResponse:
    """The whole form: everything typed is stored first, then the button that was pressed is done."""
    page = get_sheet(request.viewer, sheet_id)
    what, _colon, which = request.POST.get("do", "save").partition(":")
    sent = read_sent(request, page)
    mine, theirs = (which if what == "mine" else ""), (which if what == "theirs" else "")
    try:
        store_sent(request, page, sent, mine=mine, theirs=theirs)
        problems = _more(request, page, what, which) if sent.is_clean else ()
    except NotWritable as error:
        return render_sheet(request, page, sent, refused=str(error), status=409)
    except Invalid as error:
        problems = tuple(error.issues)
    fresh = get_sheet(request.viewer, sheet_id)
    sent.touched.discard(theirs)
    if sent.is_clean and not problems:
        return _go_on(request, fresh, what, which)
    status = 409 if sent.conflicts else 422
    return render_sheet(request, fresh, sent, problems=problems, shows_gaps=what == "submit", status=status)


def _more(request: HttpRequest, page: SheetView, what: str, which: str) -> tuple[Issue, ...]:
    """Replies, evidence and the button, once the answers are stored. Raises: Invalid, NotWritable."""
    by = Actor.of(request.viewer)
    for each in page.contradictions:
        text = request.POST.get(f"reply.{each['check']}", "").strip()
        if text and text != (each.get("reply") or {}).get("text"):
            reply(
                by=by,
                sheet_id=page.id,
                check_id=each["check"],
                key=request.POST.get(f"reply.{each['check']}.key", ""),
                text=text,
            )
    for section in page.sections:
        for view in section.items:
            upload = request.FILES.get(f"{view.key}.proof")
            if upload and view.may_write:
                attach(by=by, sheet_id=page.id, item=view.key, name=upload.name or "", content=upload)
    if what in ("confirm", "confirm_section"):
        items = _suggested(page, what, which)
        return confirm(by=by, sheet_id=page.id, items=items, revision=_revision(request)).issues
    if what == "submit":
        fresh = get_sheet(request.viewer, page.id)
        if fresh.gaps:
            return fresh.gaps
        submit(by=by, sheet_id=page.id)
    return ()


def _suggested(page: SheetView, what: str, which: str) -> tuple[str, ...]:
    if what == "confirm":
        return (which,)
    return next((each.suggested for each in page.sections if each.section.letter == which), ())


def _revision(request: HttpRequest) -> int:
    return number_in(request.POST.get("sheet.revision", ""))


def _go_on(request: HttpRequest, page: SheetView, what: str, which: str) -> HttpResponse:
    """Back to the page, at the item where the reader goes on."""
    place = reverse("sheet", args=[page.id])
    if what == "submit":
        messages.success(request, _("The sheet was handed in. It waits for your department head."))
        return redirect(place)
    messages.success(request, _("Saved."))
    where = which if what in ("confirm", "mine", "theirs") and which else ""
    if request.POST.get("more"):
        where = request.POST["more"]
    elif what == "save" and page.next_item:
        where = page.next_item
    return redirect(f"{place}#field-{where}" if where and page.item(where) else place)


@require_POST
def save_item(request: HttpRequest, sheet_id: str, item: str) -> HttpResponse:
    """One item as the page's script sends it; the answer holds the parts of the page that change."""
    before = get_sheet(request.viewer, sheet_id)
    what = request.POST.get("do", "save").partition(":")[0]
    sent = read_sent(request, before, item)
    refused = ""
    try:
        if what == "confirm":
            done = confirm(by=Actor.of(request.viewer), sheet_id=sheet_id, items=[item], revision=_revision(request))
            sent.issues |= {item: done.issues} if done.issues else {}
        elif what != "theirs":
            store_sent(request, before, sent, mine=item if what == "mine" else "")
    except NotWritable as error:
        refused = str(error)
    except Invalid as error:
        sent.issues[item] = (*sent.issues.get(item, ()), *error.issues)
    page = get_sheet(request.viewer, sheet_id) if not refused else before
    return _parts(request, before, page, sent, item, what, refused)


def _parts(
    request: HttpRequest, before: SheetView, page: SheetView, sent: Sent, item: str, what: str, refused: str
) -> HttpResponse:
    """What changed: the state of the item, of the sheet, its contradictions, and items that appear or go.

    The field itself stays as it is under the reader's hands, unless they took what the other wrote.
    """
    was = {view.key: view for section in before.sections for view in section.items}
    now = {view.key: view for section in page.sections for view in section.items}
    whole = [
        draw_ask(page, view) for key, view in now.items() if key != item and _is_seen(was.get(key)) != _is_seen(view)
    ]
    if what == "theirs" and item in now:
        whole.append(draw_ask(page, now[item]))
    ask = draw_ask(page, now[item], sent) if item in now and what != "theirs" else None
    shown = {
        "page": page, "ask": ask, "whole": whole, "refused": refused, "marks": list(now.values()), "is_part": True,
        "is_kept": not refused and sent.is_clean,
    }  # fmt: skip
    answer = render(request, "survey/parts/saved.html", shown, status=200 if shown["is_kept"] else 409)
    answer["X-Gotgan-Saved"] = "yes" if shown["is_kept"] else "no"
    return answer


def _is_seen(view: object) -> bool:
    return bool(getattr(view, "is_seen", False))
