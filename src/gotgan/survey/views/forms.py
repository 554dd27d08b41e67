"""Questionnaires: the list, one version with its items, starting, publishing and throwing away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gotgan.accounts.answered import number_in
from gotgan.survey.actions import forms as actions
from gotgan.survey.queries import forms as queries
from gotgan.survey.rules import edit
from gotgan.survey.rules.versions import difference
from gotgan.survey.views.condition_words import in_words
from gotgan.survey.views.form_differences import difference_rows
from gotgan.survey.views.form_doors import check_changes, check_reads, may_change
from gotgan.terms.errors import Invalid
from gotgan.terms.questionnaire import Questionnaire, Words
from gotgan.terms.role import Actor


@require_GET
def list_forms(request: HttpRequest) -> HttpResponse:
    check_reads(request.viewer)
    return _list(request)


def _list(request: HttpRequest, **more: Any) -> HttpResponse:
    said = {"forms": queries.forms(), "may_change": may_change(request.viewer), **more}
    return render(request, "survey/forms.html", said, status=422 if more else 200)


@require_POST
def take_standard(request: HttpRequest) -> HttpResponse:
    """Publish the questionnaire that the package brings."""
    check_changes(request.viewer)
    try:
        form_id = actions.publish_standard(by=Actor.of(request.viewer))
    except Invalid as error:
        return _list(request, issues=error.issues)
    messages.success(request, _("The standard questionnaire is ready."))
    return redirect("form", form_id)


@require_http_methods(["GET", "HEAD", "POST"])
def start_form(request: HttpRequest) -> HttpResponse:
    check_changes(request.viewer)
    posted = request.POST
    said: dict[str, Any] = {"forms": queries.forms(), "posted": posted}
    if request.method == "POST":
        based_on = posted.get("based_on", "")
        try:
            form_id = actions.start_form(
                by=Actor.of(request.viewer), key=posted.get("key", "").strip(), title_ko=posted.get("title_ko", ""),
                title_en=posted.get("title_en", ""), based_on=number_in(based_on) or None,
            )  # fmt: skip
        except Invalid as error:
            return render(request, "survey/form_start.html", said | {"issues": error.issues}, status=422)
        return redirect("form", form_id)
    return render(request, "survey/form_start.html", said)


@require_GET
def show_form(request: HttpRequest, form_id: int) -> HttpResponse:
    check_reads(request.viewer)
    return _show(request, form_id)


def _show(request: HttpRequest, form_id: int, **more: Any) -> HttpResponse:
    view = queries.form_view(form_id)
    form, issues = (queries.form_of(form_id), ()) if view.is_published else queries.draft_of(form_id)
    said = {
        "view": view,
        "form": form,
        "sections": _sections(form),
        "issues": issues,
        "lists": sorted(form.code_lists.values(), key=lambda each: each.name),
        "retired": _retired(queries.document_of(form_id)),
        "previous": queries.previous_of(form_id),
        "may_change": may_change(request.viewer) and not view.is_published,
        "may_manage": may_change(request.viewer),
        "first_wave": sum(item.is_first_wave for item in form.items),
        **more,
    }
    return render(request, "survey/form.html", said, status=422 if more else 200)


def _sections(form: Questionnaire) -> list[dict[str, Any]]:
    """Each section with its items and what each depends on, in words."""
    return [
        {
            "section": section,
            "items": [
                {"item": item, "condition": in_words(form, item.shown_if)}
                for item in form.items
                if item.section == section.letter
            ],
        }
        for section in form.sections
    ]


def _retired(document: Mapping[str, Any]) -> list[tuple[str, Words]]:
    """Keys and names of the items that are asked no longer."""
    return [(row["key"], Words(**row["label"])) for row in document["items"] if row.get("retired")]


@require_POST
def start_version(request: HttpRequest, form_id: int) -> HttpResponse:
    """The draft of the next version."""
    check_changes(request.viewer)
    return redirect("form", actions.start_version(by=Actor.of(request.viewer), form_id=form_id))


@require_POST
def publish_form(request: HttpRequest, form_id: int) -> HttpResponse:
    check_changes(request.viewer)
    try:
        actions.publish_form(by=Actor.of(request.viewer), form_id=form_id)
    except Invalid as error:
        return _show(request, form_id, issues=error.issues, problem=True)
    messages.success(request, _("The questionnaire is published. From now on nothing of it changes."))
    return redirect("form", form_id)


@require_POST
def drop_form(request: HttpRequest, form_id: int) -> HttpResponse:
    check_changes(request.viewer)
    actions.drop_form(by=Actor.of(request.viewer), form_id=form_id)
    messages.success(request, _("The draft was thrown away."))
    return redirect("forms")


@require_http_methods(["GET", "HEAD", "POST"])
def change_title(request: HttpRequest, form_id: int) -> HttpResponse:
    """Title and sections of a draft."""
    check_changes(request.viewer)
    view, (form, _issues) = queries.form_view(form_id), queries.draft_of(form_id)
    said: dict[str, Any] = {"view": view, "form": form, "posted": request.POST}
    if request.method == "POST":
        try:
            actions.change_form(
                by=Actor.of(request.viewer), form_id=form_id, what="title",
                change=lambda now, _before: _titled(now, request.POST),
            )  # fmt: skip
        except Invalid as error:
            return render(request, "survey/form_title.html", said | {"issues": error.issues}, status=422)
        return redirect("form", form_id)
    return render(request, "survey/form_title.html", said)


def _titled(document: Mapping[str, Any], posted: Any) -> Mapping[str, Any]:
    changed = edit.set_title(document, posted.get("title_ko", "").strip(), posted.get("title_en", "").strip())
    names = {section["letter"]: section["letter"] for section in document["sections"]}
    names.setdefault(posted.get("letter", "").strip().upper(), "new")
    for letter, name in names.items():
        label = {language: posted.get(f"{name}.{language}", "").strip() for language in ("ko", "en")}
        if letter and f"{name}.ko" in posted and (name != "new" or any(label.values())):
            changed = edit.put_section(changed, letter, label)
    return changed


@require_GET
def show_changes(request: HttpRequest, form_id: int) -> HttpResponse:
    """What changed against the version before, side by side."""
    check_reads(request.viewer)
    view, previous = queries.form_view(form_id), queries.previous_of(form_id)
    document = queries.document_of(form_id)
    found = difference(queries.document_of(previous), document) if previous else ()
    said = {
        "view": view,
        "previous": queries.form_view(previous) if previous else None,
        "groups": difference_rows(found),
        "mapping": (document.get("mapping") or {}).items(),
    }
    return render(request, "survey/form_changes.html", said)
