"""Titles, shapes and the line of time of campaigns, as their pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from gotgan.terms.organisation import Organisation

register = template.Library()
_TARGETS = {"signed": "good", "declared": "warn", "none_held": "warn"}
_CAMPAIGNS = {"open": "good", "closed": "warn", "frozen": "sample"}
_MAILS = {"sent": "good", "failed": "bad", "unclear": "warn", "waiting": "plain", "sending": "plain"}
_LENGTH = 1000


@register.filter
def survey_title(thing: Any) -> str:
    """The title of a campaign or a questionnaire in the page's language, the other when there is none."""
    titles = thing.title_ko, thing.title_en
    chosen = titles[::-1] if (get_language() or "ko")[:2] == "en" else titles
    return str(chosen[0] or chosen[1])


@register.filter
def in_words(words: Any) -> str:
    """A text that the questionnaire holds in both languages."""
    return str(words.en if (get_language() or "ko")[:2] == "en" else words.ko)


@register.filter
def target_shape(state: str) -> str:
    return _TARGETS.get(str(state), "plain")


@register.filter
def campaign_shape(state: str) -> str:
    return _CAMPAIGNS.get(str(state), "plain")


@register.filter
def mail_shape(state: str) -> str:
    return _MAILS.get(str(state), "plain")


@register.filter
def words_of(text: str) -> list[str]:
    return text.split()


@register.filter
def names_of(organisations: Iterable[Organisation]) -> str:
    """Their names in the page's language, joined."""
    is_english = (get_language() or "ko")[:2] == "en"
    return ", ".join(
        (each.name_en or each.name) if is_english else (each.name or each.name_en) for each in organisations
    )


@register.simple_tag
def wave_bar(left: float, width: float, now: float | None) -> SafeString:
    """One wave on the line of time, 0 to 1; a mark where today stands. The text beside it says the same."""
    begin, length = round(left * _LENGTH), max(4, round(width * _LENGTH))
    today = min(round((now or 0) * _LENGTH), _LENGTH - 4)
    mark = "" if now is None else f'<rect class="gap" x="{today}" width="4" height="16"/>'
    return mark_safe(
        f'<svg class="picture wave" viewBox="0 0 {_LENGTH} 16" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="ground" x="0" y="6" width="{_LENGTH}" height="4"/>'
        f'<rect class="bar" x="{begin}" y="2" width="{length}" height="12"/>{mark}</svg>'
    )
