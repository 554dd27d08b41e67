"""Sentences for questions of noisy tables and their answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from gotgan.refine.queries import Bar
from gotgan.refine.rules.measure_form import MeasureRow

register = template.Library()
_QUESTION = re.compile(r"question ([0-9]+)(?:: (.+))?")


@register.filter
def statement(question: Mapping[str, Any]) -> str:
    """One question of an ask, as a person would say it."""
    return _with_where(_what(question), question.get("where") or {})


@register.filter
def row_statement(row: MeasureRow) -> str:
    """The same of a row as it is typed."""
    typed = {"ask": row.ask, "column": row.column, "low": row.low, "high": row.high}
    return _with_where(_what(typed), {row.where: [row.among.replace("\n", ", ")]} if row.where else {})


def _what(question: Mapping[str, Any]) -> str:
    if question["ask"] == "count":
        return _("How many there are")
    if question["ask"] == "sum":
        return _("Sum of %(column)s, each from %(low)s to %(high)s") % {
            "column": question["column"], "low": _plain(question["low"]), "high": _plain(question["high"])
        }  # fmt: skip
    return _("How many there are by %(column)s") % {"column": question["column"]}


def _with_where(what: str, where: Mapping[str, Any]) -> str:
    for column, texts in where.items():
        values = {"what": what, "column": column, "texts": ", ".join(texts)}
        what = _("%(what)s, only where %(column)s is one of: %(texts)s") % values
    return what


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


@register.filter
def ask_place(place: str) -> str:
    """Where in a form something is wrong: the question by its number, the field by its word."""
    if found := _QUESTION.fullmatch(place):
        name = f" · {found[2]}" if found[2] else ""
        return _("Question %(number)s") % {"number": found[1]} + name
    return place


@register.filter
def error_number(value: float) -> str:
    """A number beside which noise stands: grouped, no more places than make sense."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}".rstrip("0").rstrip(".") if abs(value) >= 1 else f"{value:.3g}"


@register.filter
def group_name(bar: Bar) -> str:
    """The group that a bar stands for."""
    if bar.kind == "bin":
        return _("%(low)s up to below %(high)s") % {"low": bar.low, "high": bar.high}
    return {"other": _("all other values"), "missing": _("empty"), "whole": _("all")}.get(bar.kind, bar.label)
