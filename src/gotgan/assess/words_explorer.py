"""Words of the explorer: classes, ways, constraints."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gotgan.assess import words_ways
from gotgan.assess.rules.limits import count_words
from gotgan.assess.rules.settings import EVERY
from gotgan.terms.counted import value_words
from gotgan.terms.questionnaire import Words as Bilingual
from gotgan.terms.selection import CRITERIA

Words = Mapping[str, "Promise | str"]

STANDINGS: Words = {
    "core": _("Core"),
    "contested": _("Contested"),
    "reserve": _("Reserve"),
    "out": _("Out"),
}
STANDING_SHAPES = words_ways.STANDING_SHAPES
MODES = words_ways.MODES
COLUMNS: Words = {**words_ways.COLUMN_HEADS, "mode": _("Way")}
LIMITS: Words = {
    "choose": _("Members"),
    "budget": _("Processing budget (won)"),
    "zone_capacity": _("Places in safe zones"),
    "risk_ceiling": _("Most risk of a member"),
    "one_per_cluster": _("One of each group of duplicates"),
}


def in_language(korean: str, english: str) -> str:
    return korean if get_language() == "ko" else english or korean


def criterion(name: str) -> str:
    found = next((each.title for each in CRITERIA if each.id == name), None)
    return name if found is None else in_language(found.ko, found.en)


def value(column: str, code: str, bodies: Mapping[str, tuple[str, str]]) -> str:
    """An institution by its name; a way, field, kind or region by its word."""
    if column == "mode":
        return str(MODES.get(code, code))
    if column == "organisation" and code in bodies:
        return in_language(*bodies[code])
    named = value_words(column, code)
    return in_language(named.ko, named.en)


def limit(name: str, bodies: Mapping[str, tuple[str, str]]) -> str:
    """A constraint by its name, as `floors.field.health`, as it heads a field or a row."""
    head, _dot, rest = name.partition(".")
    if head == "gates":
        return gettext("Gate: %(name)s") % {"name": words_ways.GATES.get(rest, rest)}
    if head not in ("floors", "caps"):
        return str(LIMITS.get(name, name))
    column, _dot, code = rest.partition(".")
    called = Bilingual(*bodies[code]) if column == "organisation" and code in bodies else value_words(column, code)
    said = words_ways.in_page(count_words(head, column, None if code == EVERY else called, None))
    return said[:1].upper() + said[1:]
