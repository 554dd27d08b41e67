"""The editor of one item of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gotgan.survey.actions import forms as actions
from gotgan.survey.queries import forms as queries
from gotgan.survey.rules import edit
from gotgan.survey.rules.form_items import type_text
from gotgan.survey.views.condition_words import TESTS, as_choices, read_condition
from gotgan.survey.views.form_doors import check_changes, check_unchanged, mark_of
from gotgan.survey.words import FILLS, KINDS, SCOPES
from gotgan.terms.errors import Invalid
from gotgan.terms.questionnaire import Kind, Scope
from gotgan.terms.role import Actor

CODED = (Kind.CODE, Kind.CODES)


@require_http_methods(["GET", "HEAD", "POST"])
def add_item(request: HttpRequest, form_id: int) -> HttpResponse:
    return _edit(request, form_id, "")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_item(request: HttpRequest, form_id: int, key: str) -> HttpResponse:
    return _edit(request, form_id, key)


def _edit(request: HttpRequest, form_id: int, key: str) -> HttpResponse:
    """One item; what does not fit comes back with everything that was written."""
    check_changes(request.viewer)
    row = _row(form_id, key)
    if request.method != "POST":
        return _page(request, form_id, key, _as_posted(row, request.GET.get("section", "")))
    posted = request.POST
    try:
        check_unchanged(f"item {key}", row, posted.get("mark", ""))
        new = _read(posted, row, key)
        actions.change_form(
            by=Actor.of(request.viewer), form_id=form_id, what=f"item {new['key']}"[:80],
            change=lambda now, _before: edit.put_item(now, new),
        )  # fmt: skip
    except Invalid as error:
        return _page(request, form_id, key, posted, issues=error.issues)
    messages.success(request, _("The item is kept in the draft."))
    return redirect("form", form_id)


def _row(form_id: int, key: str) -> dict[str, Any]:
    """The item as it stands in the document; {} for a new one. Raises: NoSuchForm."""
    if not key:
        return {}
    row = next((row for row in queries.document_of(form_id)["items"] if row["key"] == key), None)
    if row is None:
        raise queries.NoSuchForm(f"item {key}: it is not in this questionnaire")
    return row


def _page(request: HttpRequest, form_id: int, key: str, posted: QueryDict, **more: Any) -> HttpResponse:
    form, _issues = queries.draft_of(form_id)
    previous = queries.previous_of(form_id)
    earlier = queries.form_of(previous) if previous else None
    said = {
        "view": queries.form_view(form_id),
        "key": key,
        "posted": posted,
        "mark": mark_of(_row(form_id, key)),
        "fills": [(name, word, name in posted.getlist("fill")) for name, word in FILLS.items()],
        "kinds": KINDS.items(),
        "scopes": SCOPES.items(),
        "lists": sorted(form.code_lists),
        "items": form.items,
        "tests": TESTS,
        "is_settled": bool(earlier and (earlier.find(key) or key in earlier.retired)),
        "is_retired": key in form.retired,
        **more,
    }
    return render(request, "survey/form_item.html", said, status=422 if more else 200)


def _as_posted(row: Mapping[str, Any], section: str) -> QueryDict:
    """A stored item as the texts of the editor."""
    kind, _sep, code_list = str(row.get("type", "text")).partition(":")
    kinds = {"url[]": Kind.URLS, "file[]": Kind.FILES}
    texts: dict[str, Any] = {
        "key": row.get("key", ""), "number": row.get("number", section), "kind": str(kinds.get(kind, kind)),
        "code_list": code_list, "codes": "; ".join(row.get("codes", ())), "scope": row.get("scope", "dataset"),
        "parts": "\n".join(_part_line(part) for part in row.get("parts", ())),
    }  # fmt: skip
    for name in ("label", "question"):
        for language in ("ko", "en"):
            texts[f"{name}_{language}"] = row.get(name, {}).get(language, "")
    texts |= {name: "yes" if row.get(name) else "" for name in ("first_wave", "read_only")}
    texts |= {f"if_{name}": text for name, text in as_choices(row.get("shown_if")).items()}
    found = QueryDict(mutable=True)
    for name, text in texts.items():
        found[name] = text
    found.setlist("fill", list(row.get("fill", ["human"])))
    return found


def _part_line(part: Mapping[str, Any]) -> str:
    return " | ".join((part["key"], part["type"], part["label"]["ko"], part["label"]["en"]))


def _read(posted: QueryDict, old: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The item that the editor's texts mean; what it does not show is kept. Raises: Invalid."""
    kind = posted.get("kind", "")
    known = Kind(kind) if kind in set(Kind) else None
    row: dict[str, Any] = {
        "key": key or posted.get("key", "").strip(),
        "number": posted.get("number", "").strip().upper(),
        "label": _words(posted, "label"),
        "question": _words(posted, "question"),
        "fill": posted.getlist("fill"),
        "type": type_text(known, posted.get("code_list", "") if known in CODED else "") if known else kind,
    }
    optional = {
        "codes": [each.strip() for each in posted.get("codes", "").split(";") if each.strip()],
        "parts": [_part(line) for line in posted.get("parts", "").splitlines() if line.strip()],
        "first_wave": bool(posted.get("first_wave")),
        "read_only": bool(posted.get("read_only")),
        "scope": posted.get("scope", Scope.DATASET) if posted.get("scope") != Scope.DATASET else None,
        "shown_if": read_condition({name.removeprefix("if_"): posted[name] for name in posted if name[:3] == "if_"}),
        "retired": old.get("retired"),
    }
    return row | {name: value for name, value in optional.items() if value}


def _words(posted: QueryDict, name: str) -> dict[str, str]:
    return {language: posted.get(f"{name}_{language}", "").strip() for language in ("ko", "en")}


def _part(line: str) -> dict[str, Any]:
    key, type_, ko, en = [*(cell.strip() for cell in line.split("|")), "", "", "", ""][:4]
    return {"key": key, "type": type_, "label": {"ko": ko, "en": en}}


@require_POST
def retire_item(request: HttpRequest, form_id: int, key: str) -> HttpResponse:
    """Ask an item no longer, or (`restore`) again; what depends on it stands in the way and is named."""
    check_changes(request.viewer)
    restore = bool(request.POST.get("restore"))
    try:
        actions.change_form(
            by=Actor.of(request.viewer), form_id=form_id, what=f"{'restore' if restore else 'retire'} {key}"[:80],
            change=lambda now, before: edit.restore_item(now, key) if restore else edit.retire_item(now, key, before),
        )  # fmt: skip
    except Invalid as error:
        return _page(request, form_id, key, _as_posted(_row(form_id, key), ""), issues=error.issues)
    messages.success(request, _("The item is asked again.") if restore else _("The item is no longer asked."))
    return redirect("form", form_id)
