"""Filters and tags of panels' pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language

from gotgan.assess import words_panel as words
from gotgan.assess.queries.panel_pages import panels_to_watch
from gotgan.assess.queries.panel_weights import PairAsked
from gotgan.assess.queries.panels import waiting_for
from gotgan.terms.questionnaire import Words
from gotgan.terms.role import Viewer
from gotgan.terms.selection import CRITERIA

register = template.Library()
_CRITERIA = {each.id: each.title for each in CRITERIA}
_LISTS: Mapping[str, words.Words] = {
    "state": words.STATES, "sentence": words.SENTENCES, "step": words.STEPS, "round_step": words.ROUND_STEPS,
    "conflict": words.CONFLICTS,
    "wait": words.WAITS, "wait_page": words.WAIT_PAGES, "kind": words.KINDS, "ended": words.ENDED,
}  # fmt: skip


@register.filter
def panel_word(code: object, kind: str) -> str:
    """`{{ code|panel_word:"state" }}`: the word for a code of that list; the code itself when it is in none."""
    return str(_LISTS[kind].get(str(code), code))


@register.filter
def panel_shape(state: object) -> str:
    return {"closed": "good", "rating": "warn", "resolving": "warn"}.get(str(state), "plain")


@register.filter
def list_name(row: Any) -> str:
    """The name of a list in the page's language."""
    return str((row.name_en or row.name_ko) if _is_english() else (row.name_ko or row.name_en))


@register.filter
def answer_word(answer: str, pair: PairAsked) -> str:
    """One answer of a comparison, naming which of the two matters more."""
    if answer == "1":
        return str(words.ANSWERS["1"])
    first = "/" not in answer
    side = pair.first if first else pair.second
    return f"{_said(side)}: {words.ANSWERS[answer.removeprefix('1/')]} ({answer})"


@register.filter
def criterion_word(code: str) -> str:
    return _said(_CRITERIA[code]) if code in _CRITERIA else code


@register.filter
def factor_word(code: str) -> str:
    return str(words.FACTORS.get(code, code))


@register.filter
def gate_word(code: str) -> str:
    return str(words.GATES.get(code, code))


@register.filter
def gate_state_word(code: object) -> str:
    return str(words.GATE_STATES.get(str(code), code))


@register.filter
def points(value: float | None) -> str:
    """A mean or a severity in points, with two digits."""
    return "–" if value is None else f"{value:.2f}"


@register.filter
def signed(value: float | None) -> str:
    return "–" if value is None else f"{round(value, 2) + 0:+.2f}"


@register.filter
def in_hundred(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


@register.inclusion_tag("assess/parts/panel_waiting.html")
def panels_waiting(viewer: Viewer) -> dict[str, Any]:
    """What panels wait for from this person; for the manager and the auditor all panels."""
    return {"waiting": waiting_for(viewer), "panels": panels_to_watch(viewer)}


def _said(text: Words) -> str:
    return (text.en or text.ko) if _is_english() else (text.ko or text.en)


def _is_english() -> bool:
    return (get_language() or "ko")[:2] == "en"
