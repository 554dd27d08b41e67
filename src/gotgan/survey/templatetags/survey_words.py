"""Filters for the survey's bilingual data: items, codes and messages carry both languages themselves."""

from __future__ import annotations

from django import template

from gotgan.survey import words
from gotgan.survey.words import is_english, said, write_value

__all__ = ["is_english", "register", "said", "write_value"]

register = template.Library()
register.filter("said", said)


@register.filter
def kind_word(kind: str) -> str:
    return str(words.KINDS.get(kind, kind))


@register.filter
def fill_word(fill: str) -> str:
    return str(words.FILLS.get(fill, fill))


@register.filter
def fact_word(fact: str) -> str:
    return str(words.FACTS.get(fact, fact))
