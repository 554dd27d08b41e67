"""Filters for sheets: what a check says, what an answer stands on, a value in the words of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template

from gotgan.survey.rules.counts import is_empty
from gotgan.survey.templatetags.survey_words import is_english, said, write_value
from gotgan.terms.errors import Issue
from gotgan.terms.questionnaire import Questionnaire
from gotgan.terms.survey import Contradiction, EvidenceRef

register = template.Library()


@register.filter
def told(contradiction: Mapping[str, Any] | Contradiction) -> str:
    """The message of a contradiction in the page's language."""
    found = contradiction.to_json() if isinstance(contradiction, Contradiction) else contradiction
    both = found["message_en"], found["message_ko"]
    return str((both[0] or both[1]) if is_english() else (both[1] or both[0]))


@register.filter
def note(evidence: EvidenceRef) -> str:
    """What an answer stands on, in the page's language."""
    both = evidence.note_en, evidence.note_ko
    return (both[0] or both[1]) if is_english() else (both[1] or both[0])


@register.filter
def when(text: str) -> datetime | None:
    """The moment that an answer or a piece of evidence carries as ISO 8601."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


@register.simple_tag
def written(form: Questionnaire, item: str, value: Any) -> str:
    """A value of an item in words; nothing for an empty one."""
    asked = form.find(item)
    return "" if asked is None or is_empty(value) else write_value(form, asked, value)


@register.filter
def item_label(form: Questionnaire, key: str) -> str:
    """The label of an item; the key itself where there is none."""
    item = form.find(key)
    return said(item.label) if item else key


@register.filter
def is_item(form: Questionnaire, key: str) -> bool:
    return form.find(key) is not None


@register.filter
def place_label(form: Questionnaire, issue: Issue) -> str:
    """The label of the item that an issue speaks of, or of none."""
    item = form.find(field_of(issue))
    return said(item.label) if item else ""


@register.filter
def field_of(issue: Issue) -> str:
    """The key of the item in whose field an issue is: `period_covered` of `period_covered.from`."""
    return issue.place.split(".")[0].split("[")[0]


@register.filter
def first_of(things: Sequence[Any]) -> Any:
    return things[0] if things else None


@register.filter
def of_documents(evidence: Sequence[EvidenceRef]) -> list[EvidenceRef]:
    return [each for each in evidence if each.kind == "document"]
