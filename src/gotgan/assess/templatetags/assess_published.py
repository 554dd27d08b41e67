"""Filters for the words of published lists."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from gotgan.assess import words_published as words
from gotgan.terms.published import ListedDataset, ListName, ListOutcome, MemberOutcome, PublishedList
from gotgan.terms.selection import Interval

register = template.Library()
register.filter("criterion_word", words.criterion_word)
register.filter("limit_of", words.limit_of)
register.filter("standing_finding", words.standing_finding)
register.filter("effect_finding", words.effect_finding)
register.filter("effort_finding", words.effort_finding)
register.filter("machine_time", words.machine_time)
_LISTS: Mapping[str, words.Words] = {
    "mode": words.MODES, "standing": words.STANDINGS, "gate": words.GATES, "outcome": words.OUTCOMES,
    "held": words.HELD,
}  # fmt: skip
_SHAPES: Mapping[str, Mapping[str, str]] = {
    "mode": words.MODE_SHAPES, "standing": words.STANDING_SHAPES, "outcome": words.OUTCOME_SHAPES,
    "held": words.HELD_SHAPES,
}  # fmt: skip


@register.filter
def list_word(code: object, kind: str) -> str:
    """`{{ code|list_word:"mode" }}`: the word for a code of that list; the code itself when it is in none."""
    return str(_LISTS[kind].get(str(code), code))


@register.filter
def value_in(value: str, column: str) -> str:
    """`{{ field|value_in:"field" }}`: what a value is called."""
    return words.value_word(column, value)


@register.filter
def list_shape(code: object, kind: str) -> str:
    return _SHAPES[kind].get(str(code), "plain")


@register.filter
def reasons(listed: ListedDataset) -> str:
    """Why it is in, in one sentence. Of members only: their reasons name no other dataset."""
    return words.reasons_of(listed)


@register.filter
def counted(version: PublishedList, standing: str) -> int:
    return version.count(standing)


@register.filter
def owner_name(version: PublishedList | ListName) -> str:
    """Who answers for the list, in the page's language."""
    return words.in_page_language(version.owner_name, version.owner_name_en)


@register.filter
def kept_by(thing: ListedDataset | MemberOutcome) -> str:
    """The institution that a listed dataset is held by."""
    return words.in_page_language(thing.organisation_name, thing.organisation_name_en)


@register.filter
def outcome_count(outcome: ListOutcome, state: str) -> int:
    return outcome.count(state)


@register.filter
def outcome_days(outcome: ListOutcome) -> int:
    """Days since the list was signed."""
    return max((each.days for each in outcome.members), default=0)


@register.filter
def won_span(interval: Interval) -> str:
    """Won to the thousand: `2,890,000 (1,390,000–8,120,000)`."""
    value, low, high = (round(each, -3) for each in (interval.value, interval.low, interval.high))
    return f"{value:,.0f} ({low:,.0f}–{high:,.0f})"
