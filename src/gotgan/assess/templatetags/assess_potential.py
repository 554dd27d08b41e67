"""Filters of the pages of trials."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.translation import get_language

from gotgan.assess import words_potential as words
from gotgan.terms.selection import Interval

register = template.Library()
register.filter("risk_words", words.risk_words)
_LISTS: Mapping[str, words.Words] = {
    "state": words.STATES, "mode": words.MODES, "technique": words.TECHNIQUES, "processing": words.PROCESSING,
    "step": words.STEPS, "kind": words.KINDS,
}  # fmt: skip


@register.filter
def trial_word(code: object, kind: str) -> str:
    """`{{ code|trial_word:"mode" }}`: the word for a code of that list; the code itself when it is in none."""
    return str(_LISTS[kind].get(str(code), code))


@register.filter
def trial_problem(said: str) -> str:
    """Why a trial measured nothing: in the page's language where it is one of our own sentences."""
    return str(words.PROBLEMS.get(said, said))


@register.filter
def trial_shape(state: object) -> str:
    return words.STATE_SHAPES.get(str(state), "plain")


@register.filter
def in_words(text: Mapping[str, str] | None) -> str:
    """A text of {ko, en} in the page's language."""
    if not text:
        return ""
    return text["en"] if (get_language() or "ko")[:2] == "en" else text["ko"]


@register.filter
def points(value: float | None) -> str:
    """Readiness of 0 to 100, to one digit."""
    return "" if value is None else f"{value:.1f}"


@register.filter
def span_of(interval: Interval | None, digits: int = 1) -> str:
    """`79.2–83.0`; nothing where both ends are written alike."""
    if not interval:
        return ""
    low, high = (f"{each:,.{digits}f}" for each in (interval.low, interval.high))
    return "" if low == high else f"{low}–{high}"


@register.filter
def ten_thousands(interval: Interval | None) -> str:
    """Won in units of ten thousand: `289 (139–812)`."""
    if not interval:
        return ""
    value, low, high = (round(each / 10_000) for each in (interval.value, interval.low, interval.high))
    return f"{value:,} ({low:,}–{high:,})"


@register.filter
def hours_span(interval: Interval | None) -> str:
    if not interval:
        return ""
    return f"{interval.value:,.0f} ({interval.low:,.0f}–{interval.high:,.0f})"
