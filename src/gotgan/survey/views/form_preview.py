"""A questionnaire as the officer will see it, with answers tried out. Nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from gotgan.survey.queries import forms as queries
from gotgan.survey.rules.conditions import FACTS, FIRST_WAVE, shown_items
from gotgan.survey.views.fields import BLANK_ROWS, Field, Posted, draw_field, read_fields
from gotgan.survey.views.form_doors import check_reads, may_change
from gotgan.terms.questionnaire import Item, Questionnaire, Scope
from gotgan.terms.survey import DatasetFacts

FINDING = {"table": "", "column": "", "kind": "coordinates", "count": 1, "share": 1.0}
"""A finding that fulfils the fact it is tried out for."""
IDENTIFIER = FINDING | {"kind": "resident_number"}


@require_http_methods(["GET", "HEAD", "POST"])
def preview_form(request: HttpRequest, form_id: int) -> HttpResponse:
    """`wave` 1 or 2; `fact.*` as if a scan had found it. Answers decide what is shown, as they will."""
    check_reads(request.viewer)
    view = queries.form_view(form_id)
    form, _issues = queries.draft_of(form_id)
    asked = request.POST if request.method == "POST" else request.GET
    wave = 2 if asked.get("wave") == "2" else FIRST_WAVE
    posted = read_fields(form, form.of_scope(Scope.DATASET), request.POST)
    facts = [name for name in FACTS if asked.get(f"fact.{name}")]
    values = {key: each.value for key, each in posted.items() if not each.issues}
    shown = shown_items(form, values, _facts(facts), wave)
    said = {
        "view": view,
        "wave": wave,
        "facts": [(name, name in facts) for name in FACTS],
        "sections": _sections(form, shown, posted, request.POST.get("more", "")),
        "hidden_ones": _hidden(form, shown, posted),
        "shown": len(shown),
        "is_tried": request.method == "POST",
        "may_change": may_change(request.viewer) and not view.is_published,
    }
    return render(request, "survey/form_preview.html", said)


def _facts(names: list[str]) -> DatasetFacts:
    found = {"coordinates_found": FINDING, "identifiers_found": IDENTIFIER}
    return DatasetFacts(
        dataset="", organisation="", address="", title="", findings=tuple(found[name] for name in names)
    )


def _sections(
    form: Questionnaire, shown: tuple[Item, ...], posted: Mapping[str, Posted], more: str
) -> list[dict[str, Any]]:
    fields: dict[str, list[Field]] = {}
    for item in shown:
        rows = 3 * BLANK_ROWS if more == item.key else BLANK_ROWS
        fields.setdefault(item.section, []).append(draw_field(form, item, posted=posted.get(item.key), blank_rows=rows))
    return [
        {"section": section, "fields": fields[section.letter]} for section in form.sections if section.letter in fields
    ]


def _hidden(form: Questionnaire, shown: tuple[Item, ...], posted: Mapping[str, Posted]) -> list[tuple[str, str]]:
    """What was written into fields that are not shown now goes along, so that it is there when they come back."""
    seen = {item.key for item in shown}
    return [
        (name, text)
        for key, each in posted.items()
        if key not in seen
        for name, texts in each.raw.items()
        for text in texts
    ]
