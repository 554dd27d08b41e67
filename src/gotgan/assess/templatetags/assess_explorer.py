"""Filters for the words of the explorer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from gotgan.assess import words_explorer as words
from gotgan.assess.rules.figures import worth_text

register = template.Library()


@register.filter
def standing_word(code: str) -> str:
    return str(words.STANDINGS.get(code, code))


@register.filter
def standing_shape(code: str) -> str:
    return words.STANDING_SHAPES.get(code, "plain")


@register.filter
def mode_word(code: str) -> str:
    return str(words.MODES.get(code, code))


@register.filter
def column_word(code: str) -> str:
    return str(words.COLUMNS.get(code, code))


@register.filter
def criterion_word(code: str) -> str:
    return words.criterion(code)


@register.filter
def limit_word(name: str, page: Any) -> str:
    """`{{ name|limit_word:page }}`: a constraint in words."""
    return words.limit(name, page.bodies)


@register.filter
def issue_place(name: str, page: Any) -> str:
    """The field of an issue in words; the name itself where there is none."""
    if name.startswith("weight."):
        return words.criterion(name.removeprefix("weight."))
    return words.limit(name, page.bodies)


@register.simple_tag
def value_word(column: str, code: str, page: Any) -> str:
    return words.value(column, code, page.bodies)


@register.filter
def title_of(dataset: str, page: Any) -> str:
    """`{{ id|title_of:page }}`: what people read of a candidate."""
    named: Mapping[str, str] = page.names.get(dataset, {})
    return words.in_language(named.get("title", dataset), named.get("title_en", ""))


@register.filter
def body_of(dataset: str, page: Any) -> str:
    named: Mapping[str, str] = page.names.get(dataset, {})
    return words.in_language(named.get("organisation_name", ""), named.get("organisation_name_en", ""))


@register.filter
def dot_title(dot: Any) -> str:
    return words.in_language(dot.title_ko, dot.title_en)


@register.filter
def worth(value: float | None) -> str:
    """Four digits that count."""
    return "" if value is None else worth_text(value)


@register.filter
def amount(value: float | None) -> str:
    """Whole from a thousand on, below with as many digits as count."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 or float(value).is_integer() else f"{value:.4g}"
