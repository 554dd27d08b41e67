"""Messages: the words stand in the form, a check only fills their places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from gotgan.terms.questionnaire import Words

_PLACE = re.compile(r"\{([a-z_]+)\}")
MORE = Words(", 외 {count}건", ", and {count} more")


def fill(words: Words, places: Mapping[str, Any]) -> Words:
    """Both texts with their places filled. What is filled in is never read as a place again; an unknown place stays."""
    return Words(_fill(words.ko, places, "ko"), _fill(words.en, places, "en"))


def _fill(text: str, places: Mapping[str, Any], language: str) -> str:
    return _PLACE.sub(lambda found: _said(places.get(found[1], found[0]), language), text)


def _said(value: Any, language: str) -> str:
    if isinstance(value, Words):
        return str(getattr(value, language))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return f"{value:,}"
    return str(value)


def join(many: Sequence[Words], most: int) -> Words:
    """The first `most` of them, and how many more there are."""
    told = many[:most]
    rest = fill(MORE, {"count": len(many) - len(told)}) if len(many) > len(told) else Words("", "")
    return Words(", ".join(each.ko for each in told) + rest.ko, ", ".join(each.en for each in told) + rest.en)
