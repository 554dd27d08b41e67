"""From the list that was chosen to the one that stands: minutes, objections, signature; and its snapshot."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from gotgan.accounts.answered import Refused, actor_of, is_done, keeping, number_in, viewer_of
from gotgan.assess import actions
from gotgan.assess.queries.list_pages import VersionPage, carried_for, objections_for, open_before_for
from gotgan.assess.queries.lists import NoSuchList
from gotgan.assess.queries.signing import seen_of
from gotgan.assess.queries.snapshots import snapshot_of
from gotgan.assess.rules.carrying import may_answer_before, may_explain
from gotgan.assess.rules.listing import Effect, Side, Verb, holders_in, may_object, may_step, speaks_for
from gotgan.assess.rules.signing import Seen
from gotgan.assess.views.version import page_for
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.selection import ListState


class MinutesForm(forms.Form):
    """Who met, what was decided; and until when the organisations may object."""

    minutes = forms.CharField(
        label=gettext_lazy("Minutes"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("Who met and when, what was decided and why. They are signed with the list."),
    )  # fmt: skip
    until = forms.DateField(
        label=gettext_lazy("Objections until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False, error_messages={"required": gettext_lazy("Name the last day on which objections are taken.")},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def write_minutes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The minutes: with a day they propose the list; once it is proposed they are corrected."""
    page = _seen_whole(request, slug, number)
    begun = {"minutes": page.version.minutes, "until": page.version.objections_until}
    form = MinutesForm(request.POST if request.method == "POST" else None, initial=begun)
    form.fields["until"].required = page.facts.state is ListState.SOLVED
    if request.method == "POST" and form.is_valid() and is_done(form, lambda: _write(request, page, form)):
        messages.success(request, _("The minutes are written."))
        return redirect("assess_version", slug=slug, number=number)
    seen = seen_of(page.version)
    is_other = form.is_bound and request.POST.get("seen_minutes") != seen.minutes
    may_write = page.is_manager and page.facts.state in (ListState.SOLVED, ListState.PROPOSED)
    said = {
        "page": page, "form": form, "may_write": may_write, "proposes": page.facts.state is ListState.SOLVED,
        "seen": seen, "is_other": is_other,
    }  # fmt: skip
    return render(request, "assess/lists_minutes.html", said, status=422 if form.is_bound else 200)


def _write(request: HttpRequest, page: VersionPage, form: MinutesForm) -> None:
    named: dict[str, Any] = {"by": actor_of(request), "version_id": page.version.pk, "seen": _seen_in(request)}
    typed = form.cleaned_data
    if page.facts.state is not ListState.SOLVED:
        actions.write_minutes(**named, minutes=typed["minutes"])
    else:
        actions.propose(**named, minutes=typed["minutes"], until=typed["until"])


def _seen_in(request: HttpRequest, *, with_objections: bool = False) -> Seen:
    """What the page showed that the form stood on."""
    typed = request.POST
    objections = typed.get("seen_objections", "")[:64] if with_objections else None
    return Seen(typed.get("seen_document", "")[:64], typed.get("seen_minutes", "")[:64], objections)


@require_http_methods(["GET", "HEAD", "POST"])
def show_objections(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Objections and their answers; a concerned organisation's people object here, the manager answers."""
    page = page_for(request, slug, number)
    if page.sight.value not in ("all", "own"):
        raise NoSuchList(f"list {slug}: there is no such page for you; see the page of selection")
    if request.method == "POST":
        done, do = _said(request, page)
        return keeping(
            request, do, done, again=lambda refused: _objections(request, page_for(request, slug, number), refused),
            then="assess_objections", slug=slug, number=str(number),
        )  # fmt: skip
    return _objections(request, page)


def _objections(request: HttpRequest, page: VersionPage, refused: Refused | None = None) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    codes = sorted(speaks_for(viewer, page.facts))
    may = [code for code in codes if may_object(viewer, page.facts, code, today)]
    members = {line.id for line in page.reading.members}
    said = {
        "page": page, "objections": objections_for(viewer, page), "may_object_for": may,
        "choices": _choices(page, may, members) if may else (), "names": page.reading.names,
        "may_answer": page.is_manager and page.facts.state is ListState.PROPOSED,
        "carried": carried_for(viewer, page), "may_explain": bool(may_explain(viewer, page.facts, None)),
        "open_before": open_before_for(viewer, page), "refused": refused,
        "may_answer_before": bool(may_answer_before(viewer, page.facts, False)),
    }  # fmt: skip
    return render(request, "assess/lists_objections.html", said)


def _choices(page: VersionPage, codes: list[str], members: set[str]) -> list[tuple[str, Any, bool]]:
    """(dataset, title, whether it is in): those of the own organisations, then every member."""
    own = [key for key, named in page.reading.names.items() if holders_in(named) & set(codes)]
    ids = list(dict.fromkeys([*own, *sorted(members)]))[:1000]
    return [(key, page.reading.title_of(key), key in members) for key in ids]


def _said(request: HttpRequest, page: VersionPage) -> tuple[str, Any]:
    typed = request.POST
    named: dict[str, Any] = {"by": actor_of(request), "version_id": page.version.pk}
    if typed.get("do") == "answer":
        return _("The objection is answered."), lambda: actions.answer_objection(
            **named, objection_id=number_in(typed.get("objection", "")), answer=typed.get("answer", ""),
            effect=_one_of(Effect, typed, "effect"),
        )  # fmt: skip
    if typed.get("do") == "explain":
        return _("The reason is written down."), lambda: actions.explain_unmet(
            **named, objection_id=number_in(typed.get("objection", "")), reason=typed.get("reason", "")
        )
    return _("The objection is written down. The manager answers it here."), lambda: actions.object_to(
        **named,
        said=actions.Said(
            typed.get("organisation", "")[:20], typed.get("dataset", "")[:32], _one_of(Side, typed, "side"),
            typed.get("text", ""),
        ),
    )  # fmt: skip


def _one_of(kind: Any, typed: Any, name: str) -> Any:
    try:
        return kind(typed.get(name, ""))
    except ValueError:
        raise Invalid(Issue(name, "it is unknown", "use a button of the page")) from None


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What is signed is shown whole; the list's name is typed to sign it. Refused, the page shows what it is now."""
    page = _seen_whole(request, slug, number)
    if request.method != "POST":
        return _to_sign(request, page)
    typed = request.POST
    return keeping(
        request,
        lambda: actions.sign(
            by=actor_of(request), version_id=page.version.pk, typed_name=typed.get("name", ""),
            seen=_seen_in(request, with_objections=True), gone=typed.get("gone", "").split(),
        ),
        _("The list is signed."), again=lambda refused: _to_sign(request, page_for(request, slug, number), refused),
        then="assess_version", slug=slug, number=str(number),
    )  # fmt: skip


def _to_sign(request: HttpRequest, page: VersionPage, refused: Refused | None = None) -> HttpResponse:
    viewer, gone = viewer_of(request), page.reading.gone()
    said = {
        "page": page, "may": may_step(viewer, page.facts, Verb.SIGN, timezone.localdate()), "refused": refused,
        "objections": objections_for(viewer, page), "carried": carried_for(viewer, page),
        "open_before": open_before_for(viewer, page), "names": page.reading.names, "seen": seen_of(page.version),
        "gone": gone, "is_known": {each.line.id for each in gone} <= set(request.POST.get("gone", "").split()),
    }  # fmt: skip
    return render(request, "assess/lists_sign.html", said)


@require_safe
def take_snapshot(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Everything that the list is computed from, as one archive that is the same whenever it is taken."""
    page = _seen_whole(request, slug, number)
    if not page.version.document:
        raise NoSuchList(f"list {slug}: it is not chosen yet; see its page")
    answer = HttpResponse(snapshot_of(page.version), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-{number}.zip"'
    return answer


def _seen_whole(request: HttpRequest, slug: str, number: int) -> VersionPage:
    page = page_for(request, slug, number)
    if not page.sees_all:
        raise NoSuchList(f"list {slug}: there is no such page for you; see the page of selection")
    return page
