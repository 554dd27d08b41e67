"""The editors of a draft's code lists and of the mapping from the version before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gotgan.survey.actions import forms as actions
from gotgan.survey.queries import forms as queries
from gotgan.survey.rules import edit
from gotgan.survey.views.form_doors import check_changes, check_unchanged, mark_of
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor

Document = Mapping[str, Any]
BLANK_CODES = 3


@require_POST
def add_list(request: HttpRequest, form_id: int) -> HttpResponse:
    """A new list begins with its first code."""
    check_changes(request.viewer)
    posted = request.POST
    name = posted.get("name", "").strip()
    code = {"code": posted.get("code", "").strip(), "label": label(posted, "label")}
    known = {each["name"] for each in queries.document_of(form_id)["code_lists"]}
    if name in known:
        return redirect("form_list", form_id, name)
    try:
        change(request, form_id, f"list {name}", lambda now, _b: edit.put_code(edit.put_list(now, name), name, code))
    except Invalid as error:
        for issue in error.issues:
            messages.error(request, str(issue))
        return redirect("form", form_id)
    return redirect("form_list", form_id, name)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_list(request: HttpRequest, form_id: int, name: str) -> HttpResponse:
    """The codes of one list: reword, add, retire."""
    check_changes(request.viewer)
    form, _issues = queries.draft_of(form_id)
    if name not in form.code_lists:
        raise queries.NoSuchForm(f"code list {name}: it is not in this questionnaire")
    used_by = [item for item in form.items if name in (item.code_list, *(part.code_list for part in item.parts))]
    said: dict[str, Any] = {
        "view": queries.form_view(form_id), "list": form.code_lists[name], "used_by": used_by,
        "mark": mark_of(_codes(queries.document_of(form_id), name)),
        "blank": [f"new{number}" for number in range(BLANK_CODES)], "posted": request.POST,
    }  # fmt: skip
    if request.method == "POST":
        try:
            change(request, form_id, f"list {name}", lambda now, before: _listed(now, before, name, request.POST))
        except Invalid as error:
            return render(request, "survey/form_list.html", said | {"issues": error.issues}, status=422)
        messages.success(request, _("The list is kept in the draft."))
        return redirect("form_list", form_id, name)
    return render(request, "survey/form_list.html", said)


def _listed(document: Document, before: Document | None, name: str, posted: QueryDict) -> Document:
    rows = _codes(document, name)
    check_unchanged(f"code list {name}", rows, posted.get("mark", ""))
    changed = document
    for row in rows:
        code = row["code"]
        if f"{code}.ko" not in posted:
            continue
        changed = edit.put_code(changed, name, _code(row, code, posted))
        is_retired = bool(posted.get(f"{code}.retired"))
        if is_retired and not row.get("retired"):
            changed = edit.retire_code(changed, name, code, before)
        elif row.get("retired") and not is_retired:
            changed = edit.restore_code(changed, name, code)
    for number in range(BLANK_CODES):
        new = posted.get(f"new{number}.code", "").strip()
        if new:
            changed = edit.put_code(changed, name, _new_code(changed, name, new, f"new{number}", posted))
    return changed


def _codes(document: Document, name: str) -> list[dict[str, Any]]:
    return next(each for each in document["code_lists"] if each["name"] == name).get("codes", [])


def _code(row: Mapping[str, Any], prefix: str, posted: QueryDict) -> dict[str, Any]:
    explanation = label(posted, f"{prefix}.explanation")
    changed = {**row, "label": label(posted, prefix)} | (
        {"explanation": explanation} if any(explanation.values()) else {}
    )
    if not any(explanation.values()):
        changed.pop("explanation", None)
    return changed


def _new_code(document: Document, name: str, code: str, prefix: str, posted: QueryDict) -> dict[str, Any]:
    """Raises: Invalid for a code that was used before, also for one that is retired."""
    if any(row["code"] == code for row in _codes(document, name)):
        raise Invalid(Issue(f"code list {name} {code}", "the code is there already", "choose another code"))
    return _code({"code": code}, prefix, posted)


def label(posted: QueryDict, prefix: str) -> dict[str, str]:
    return {language: posted.get(f"{prefix}.{language}", "").strip() for language in ("ko", "en")}


def change(request: HttpRequest, form_id: int, what: str, how: Callable[[Document, Document | None], Document]) -> None:
    """One change of the draft. Raises: Invalid."""
    actions.change_form(by=Actor.of(request.viewer), form_id=form_id, what=what[:80], change=how)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_mapping(request: HttpRequest, form_id: int) -> HttpResponse:
    """What became of the items of the version before: the new key, and the new code of each old one."""
    check_changes(request.viewer)
    previous = queries.previous_of(form_id)
    if previous is None:
        raise queries.NoSuchForm(f"questionnaire {form_id}: there is no version before it")
    form, _issues = queries.draft_of(form_id)
    earlier, document = queries.form_of(previous), queries.document_of(form_id)
    said: dict[str, Any] = {
        "view": queries.form_view(form_id), "previous": queries.form_view(previous), "form": form,
        "posted": request.POST, "all_old": earlier.items, "mapping": (document.get("mapping") or {}).items(),
    }  # fmt: skip
    if request.method == "POST":
        try:
            change(request, form_id, "mapping", lambda now, _b: _mapped(now, request.POST))
        except Invalid as error:
            return render(request, "survey/form_mapping.html", said | {"issues": error.issues}, status=422)
        messages.success(request, _("The mapping is kept in the draft."))
        return redirect("form_mapping", form_id)
    return render(request, "survey/form_mapping.html", said)


def _mapped(document: Document, posted: QueryDict) -> Document:
    """`codes` holds one `old = new` a line; nothing behind the sign means that the code leads nowhere."""
    if posted.get("drop"):
        return edit.drop_mapping(document, posted["drop"])
    codes: dict[str, str | None] = {}
    for line in posted.get("codes", "").splitlines():
        old, sign, new = (part.strip() for part in line.partition("="))
        if old and not sign:
            raise Invalid(Issue(f"mapping {posted.get('old', '')}", "a line has no =", "write it as in old = new"))
        if old:
            codes[old] = new or None
    return edit.put_mapping(document, posted.get("old", ""), posted.get("new") or None, codes)
