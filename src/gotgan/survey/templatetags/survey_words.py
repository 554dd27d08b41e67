"""Filters for the survey's bilingual data: items, codes and messages carry both languages themselves."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from gotgan.survey.rules.values import value_to_text
from gotgan.terms.questionnaire import Item, Questionnaire, Words

register = template.Library()


def is_english() -> bool:
    return (get_language() or "ko")[:2] == "en"


@register.filter
def said(words: Words | None) -> str:
    """A text in the page's language, the other where it is missing."""
    if words is None:
        return ""
    return (words.en or words.ko) if is_english() else (words.ko or words.en)


def write_value(form: Questionnaire, item: Item, value: Any) -> str:
    """A value in the words of the page's language."""
    return value_to_text(form, item, value, "en" if is_english() else "ko")
