"""Filters and links of the pages of lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from gotgan.assess import words_lists as words
from gotgan.assess import words_published
from gotgan.assess.rules.figures import worth_text
from gotgan.assess.rules.limits import COLUMN_WORDS, GATE_WORDS, limit_words
from gotgan.assess.rules.reasons import CRITERION_WORDS, MODE_WORDS
from gotgan.terms.counted import value_words
from gotgan.terms.questionnaire import Words

register = template.Library()
register.filter("note_words", words_published.note_words)
_LISTS: Mapping[str, words.Said] = {
    "state": words.STATES, "standing": words.STANDINGS, "mode": words.MODES, "method": words.METHODS,
    "gate_state": words.GATE_STATES, "code": words.CODES, "evidence": words.EVIDENCE, "side": words.SIDES,
    "effect": words.EFFECTS, "number": words.NUMBERS,
}  # fmt: skip
_SHAPES = {
    "state": words.STATE_SHAPES, "standing": words.STANDING_SHAPES, "method": words.METHOD_SHAPES,
    "gate_state": words.GATE_SHAPES,
}  # fmt: skip
_NAMES: Mapping[str, Mapping[str, Words]] = {
    "criterion": CRITERION_WORDS, "gate": GATE_WORDS, "column": COLUMN_WORDS, "how": MODE_WORDS,
}  # fmt: skip
_ADDRESSES = {"sheet": ("score_sheet", "ref"), "trial": ("assess_potential", "dataset"), "survey": ("sheet", "ref")}
"""Kind of evidence: the page that shows it, and whether the dataset's id or the evidence's own leads there."""


@register.filter
def in_words(said: Words | None) -> str:
    """A text of both languages in the page's."""
    if said is None:
        return ""
    return (said.en or said.ko) if (get_language() or "ko")[:2] == "en" else (said.ko or said.en)


@register.filter
def list_word(code: object, kind: str) -> str:
    """`{{ code|list_word:"state" }}`: the word for a code of that list; the code itself when it is in none."""
    if kind in _NAMES:
        return in_words(_NAMES[kind].get(str(code), Words(str(code), str(code))))
    return str(_LISTS[kind].get(str(code), code))


@register.filter
def reason_word(code: str) -> str:
    """A reason's code with the name in it: `gate_unknown.updates`."""
    head, _, name = code.partition(".")
    word = str(words.CODES.get(head, head))
    return f"{word}: {list_word(name, 'gate')}" if name in GATE_WORDS else word


@register.filter
def list_shape(code: object, kind: str) -> str:
    return _SHAPES[kind].get(str(code), "plain")


@register.filter
def list_name(listed: Any) -> str:
    """The list's name in the page's language."""
    return in_words(Words(listed.name_ko, listed.name_en))


@register.filter
def list_purpose(listed: Any) -> str:
    return in_words(Words(listed.purpose_ko, listed.purpose_en))


@register.simple_tag
def evidence_address(kind: str, ref: str, dataset: str, address: str = "") -> str:
    """Where a piece of evidence is shown; empty where no page of this hub shows it."""
    if kind in ("dataset", "version", "catalogue", "overlaps") and address:
        body, _, name = address.partition("/")
        return reverse("dataset", args=[body, name]) if name else ""
    name, by = _ADDRESSES.get(kind, ("", ""))
    try:
        return reverse(name, args=[dataset if by == "dataset" else ref]) if name else ""
    except NoReverseMatch:  # evidence frozen under a name that no page has any more
        return ""


@register.simple_tag
def panel_address(version: Any) -> str:
    """The version's panel, or where one is set up."""
    panel = getattr(version, "panel", None)
    return reverse("panel", args=[panel.pk]) if panel is not None else reverse("panel_open", args=[version.pk])


@register.filter
def split_words(text: str) -> list[str]:
    return text.split()


@register.simple_tag
def limit_of(name: str, reading: Any) -> str:
    """A constraint by its name in the document: how many it asks for, of what, by the names that people read."""
    return in_words(limit_words(name, reading.value_of, reading.version.settings))


@register.simple_tag
def value_in(column: str, value: str, reading: Any) -> str:
    """A value that a floor or cap counts."""
    return in_words(reading.value_of(column, value))


@register.filter
def limits_set(settings: Mapping[str, Any], reading: Any) -> list[str]:
    """`{{ settings|limits_set:reading }}`: the floors, then the caps of a version's rules, each in words."""
    names = [
        f"{kind}.{column}.{value}"
        for kind in ("floors", "caps")
        for column, counts in settings.get(kind, {}).items()
        for value in counts
    ]
    return [in_words(limit_words(name, reading.value_of, settings)) for name in names]


@register.filter
def unlocalised(value: Any) -> str:
    """A number as a field shows it: a point, no grouping, none after a whole one; empty for none."""
    if isinstance(value, float) and not value.is_integer():
        return repr(value)
    return "" if value is None else str(int(value)) if isinstance(value, float) else str(value)


@register.filter
def measured_as(value: Any, name: str) -> str:
    """A number behind a criterion as it is read: a share in per cent, money and counts grouped, a code in its word."""
    if name in words.SHARES:
        return f"{value:.1%}"
    if name == "modality":
        return in_words(value_words(name, str(value)))
    if isinstance(value, str):
        return str(words.NUMBER_CODES.get(name, {}).get(value, value))
    return f"{value:,.1f}" if isinstance(value, float) and not value.is_integer() else f"{int(value):,}"


@register.filter
def worth(value: float | str | None) -> str:
    """Four digits that count, so that they stand under one another; also of a cell of candidates.csv."""
    return "" if value is None or value == "" else worth_text(float(value))


@register.simple_tag
def title_in(names: Mapping[str, Mapping[str, str]], dataset: str) -> str:
    """A dataset's title from the names that a version keeps."""
    named = names.get(dataset, {})
    return in_words(Words(named.get("title", dataset), named.get("title_en", "")))
