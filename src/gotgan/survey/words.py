"""Words of the survey: bilingual data in the page's language, and names for the parts of a questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gotgan.survey.rules.values import value_to_text
from gotgan.terms.questionnaire import Fill, Item, Kind, Questionnaire, Scope, Words

Lazy = Mapping[str, "Promise | str"]

KINDS: Lazy = {
    Kind.TEXT: _("Short text"),
    Kind.TEXT_LONG: _("Long text"),
    Kind.INT: _("Whole number"),
    Kind.DECIMAL: _("Number"),
    Kind.DATE: _("Date"),
    Kind.PERIOD: _("Period"),
    Kind.BOOL: _("Yes or no"),
    Kind.URLS: _("Addresses"),
    Kind.FILES: _("Files"),
    Kind.WON: _("Amount in won"),
    Kind.CODE: _("One code of a list"),
    Kind.CODES: _("Several codes of a list"),
    Kind.TABLE: _("Rows with columns"),
    Kind.GROUP: _("Several fields together"),
}
FILLS: Lazy = {
    Fill.SCAN: _("By a scan"),
    Fill.PREFILL: _("Register or earlier survey"),
    Fill.HUMAN: _("Person"),
}
SCOPES: Lazy = {
    Scope.DATASET: _("Each dataset"),
    Scope.SYSTEM: _("Each system"),
    Scope.ORGANISATION: _("Each organisation"),
}
ASPECTS: Lazy = {
    "label": _("Name"),
    "question": _("Question"),
    "number": _("Number"),
    "fill": _("Who fills it"),
    "type": _("Kind of answer"),
    "codes": _("Codes offered"),
    "parts": _("Columns"),
    "first_wave": _("First wave"),
    "read_only": _("Read only"),
    "scope": _("Asked of"),
    "shown_if": _("Asked only if"),
    "explanation": _("Explanation"),
    "excludes": _("Stands alone"),
    "suggests": _("Suggests"),
    "severity": _("Severity"),
    "message": _("Message"),
    "title": _("Title"),
    "items": _("Items"),
    "policy": _("Thresholds"),
    "note": _("Note"),
    "group": _("Group"),
}
NOUNS: Lazy = {
    "title": _("Title"),
    "section": _("Sections"),
    "item": _("Items"),
    "list": _("Code lists"),
    "code": _("Codes"),
    "check": _("Contradiction checks"),
}
FACTS: Lazy = {
    "identifiers_found": _("a scan found personal identifiers"),
    "coordinates_found": _("a scan found coordinates"),
}


def is_english() -> bool:
    return (get_language() or "ko")[:2] == "en"


def said(words: Words | None) -> str:
    """A text in the page's language, the other where it is missing."""
    if words is None:
        return ""
    return (words.en or words.ko) if is_english() else (words.ko or words.en)


def write_value(form: Questionnaire, item: Item, value: Any) -> str:
    """A value in the words of the page's language."""
    return value_to_text(form, item, value, "en" if is_english() else "ko")
