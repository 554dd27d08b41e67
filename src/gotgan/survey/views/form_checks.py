"""The editor of a draft's contradiction checks: severity, words, thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gotgan.survey.queries import forms as queries
from gotgan.survey.rules import edit
from gotgan.survey.rules.thresholds import read_threshold, thresholds_of
from gotgan.survey.views.form_codes import change, label
from gotgan.survey.views.form_doors import check_changes
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.questionnaire import Check, Questionnaire, Words

Document = Mapping[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
def edit_checks(request: HttpRequest, form_id: int) -> HttpResponse:
    """The contradiction checks: severity, words, thresholds, or none of one any more."""
    check_changes(request.viewer)
    form, _issues = queries.draft_of(form_id)
    posted, issues = request.POST, tuple[Issue, ...]()
    if request.method == "POST":
        try:
            change(request, form_id, f"check {posted.get('check', '')}", lambda now, _b: _checked(form, now, posted))
        except Invalid as error:
            issues = tuple(error.issues)
        else:
            messages.success(request, _("The checks are kept in the draft."))
            return redirect("form_checks", form_id)
    said = {
        "view": queries.form_view(form_id), "issues": issues, "opened": posted.get("check", ""),
        "checks": [_drawn(form, each, posted if issues else None) for each in form.checks],
    }  # fmt: skip
    return render(request, "survey/form_checks.html", said, status=422 if issues else 200)


def _drawn(form: Questionnaire, check: Check, posted: QueryDict | None) -> dict[str, Any]:
    """One check as its fields show it; what was typed stands there again when it was not kept."""
    found = thresholds_of(form, check.policy)
    if posted is not None and posted.get("check") == check.id:
        found = tuple(replace(each, text=posted.get(f"policy.{each.name}", each.text)) for each in found)
        typed = label(posted, "message")
        check = replace(check, message=Words(typed["ko"], typed["en"]))
    return {"check": check, "thresholds": found}


def _checked(form: Questionnaire, document: Document, posted: QueryDict) -> Document:
    name = posted.get("check", "")
    if posted.get("drop"):
        return edit.drop_check(document, name)
    thresholds = _thresholds(form, document, name, posted)
    return edit.put_check(document, name, posted.get("severity", ""), label(posted, "message"), thresholds)


def _thresholds(form: Questionnaire, document: Document, name: str, posted: QueryDict) -> dict[str, Any]:
    """The thresholds that were sent. Raises: Invalid with every one that does not fit."""
    policy = next((row.get("policy", {}) for row in document["checks"] if row["id"] == name), {})
    found, issues = dict[str, Any](), list[Issue]()
    for each in thresholds_of(form, policy):
        text = posted.get(f"policy.{each.name}")
        if text is None or (each.shape == "number" and not text.strip()):
            continue
        try:
            found[each.name] = read_threshold(form, f"check {name} {each.name}", policy[each.name]["value"], text)
        except Invalid as error:
            issues += error.issues
    if issues:
        raise Invalid(*issues)
    return found
