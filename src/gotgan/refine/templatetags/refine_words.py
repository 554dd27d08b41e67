"""Filters for the words of refining and the guideline's own texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from gotgan.refine import words
from gotgan.refine.words import in_language

register = template.Library()
register.filter("in_language", in_language)
_LISTS: Mapping[str, words.Words] = {
    "state": words.STATES, "part": words.PARTS, "duty": words.PART_DUTIES, "run_kind": words.RUN_KINDS,
    "run_state": words.RUN_STATES, "run_step": words.RUN_STEPS, "verdict": words.VERDICTS,
    "technique": words.TECHNIQUES, "hierarchy": words.HIERARCHIES, "option": words.OPTIONS, "mode": words.MODES,
    "unlisted": words.UNLISTED, "ask": words.ASKS, "activity": words.ACTIVITIES,
    "combination": words.COMBINATION_STATES, "party": words.PARTIES, "party_duty": words.PARTY_DUTIES,
    "parcel": words.PARCELS, "joining": words.JOINING,
}  # fmt: skip


@register.filter
def refine_word(code: object, kind: str) -> str:
    """`{{ code|refine_word:"state" }}`: the word for a code of that list; the code itself when it is in none."""
    return str(_LISTS[kind].get(str(code), code))


@register.filter
def order_shape(state: object) -> str:
    return words.STATE_SHAPES.get(str(state), "plain")


@register.filter
def combination_shape(state: object) -> str:
    return words.COMBINATION_SHAPES.get(str(state), "plain")


@register.filter
def party_words(parties: Iterable[object]) -> str:
    """The parties' words, joined."""
    return ", ".join(str(words.PARTIES.get(str(party), party)) for party in sorted(map(str, parties)))


@register.filter
def run_shape(state: object) -> str:
    return words.RUN_SHAPES.get(str(state), "plain")


@register.filter
def part_words(parts: Iterable[object]) -> str:
    """The parts' words, joined."""
    return ", ".join(str(words.PARTS.get(str(part), part)) for part in parts)


@register.filter
def option_word(options: Mapping[str, Any], code: object) -> str:
    """The text of one option of a field: {code: {ko, en}}."""
    return in_language(options.get(str(code))) or str(code)


@register.filter
def written_options(entry: Mapping[str, Any]) -> str:
    """What an entry of a plan says beside its technique; a built-in hierarchy by its word."""
    shown = {name: value for name, value in entry.items() if name not in ("do", "key")}
    if "hierarchy" in shown:
        name = str(shown["hierarchy"]).removeprefix("builtin:")
        shown["hierarchy"] = words.HIERARCHIES.get(name, name)
    return ", ".join(f"{words.OPTIONS.get(name, name)} {value}" for name, value in shown.items())
