"""What a published list says, in the page's language: modes, classes, limits, notes and findings."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gotgan.assess import words_ways
from gotgan.assess.rules.limits import count_words
from gotgan.assess.rules.settings import EVERY
from gotgan.terms.counted import value_words
from gotgan.terms.published import Limit, ListedDataset, ListOutcome, PublishedList
from gotgan.terms.questionnaire import Words as Bilingual
from gotgan.terms.selection import CRITERIA

Words = Mapping[str, "Promise | str"]

MODES = words_ways.MODES
MODE_SHAPES = {"as_is": "download", "processed": "request", "safezone": "safe_zone"}
"""The shape class of a chip, beside its word."""
STANDINGS: Words = {"core": _("core"), "contested": _("contested"), "reserve": _("reserve"), "out": _("out")}
STANDING_SHAPES = words_ways.STANDING_SHAPES
GATES, COLUMNS = words_ways.GATES, words_ways.COLUMNS
OUTCOMES: Words = {
    "used": _("used"),
    "unused": _("not used yet"),
    "early": _("too early to tell"),
    "unknown": _("nobody counts its use"),
}
OUTCOME_SHAPES = {"used": "good", "unused": "warn", "early": "plain", "unknown": "plain"}
HELD: Words = {
    "within": _("as estimated"),
    "under": _("less than estimated"),
    "over": _("more than estimated"),
    "open": _("still at work"),
}
HELD_SHAPES = {"within": "good", "under": "warn", "over": "warn", "open": "plain"}
_OF_MODES: Words = {"value": _("value"), "cost": _("cost"), "risk": _("risk")}
_CRITERIA = {each.id: each.title for each in CRITERIA}


in_language = words_ways.in_page


def in_page_language(korean: str, english: str) -> str:
    return (english or korean) if is_english() else (korean or english)


def is_english() -> bool:
    return (get_language() or "ko")[:2] == "en"


def value_word(column: str, value: str) -> str:
    """A field, kind or region in the page's language; the value itself where nothing is known of it."""
    return in_language(value_words(column, value))


def criterion_word(name: str) -> str:
    return in_language(_CRITERIA[name]) if name in _CRITERIA else name


def column_word(name: str) -> str:
    """A column of the candidates: a criterion, a gate, or the value, cost or risk of a mode."""
    kind, _under, mode = name.partition("_")
    if kind in _OF_MODES and mode in MODES:
        return f"{_OF_MODES[kind]} ({MODES[mode]})"
    return str(GATES.get(name) or _OF_MODES.get(name) or COLUMNS.get(name) or criterion_word(name))


def limit_words(name: str, value: float | None = None, of: Bilingual | None = None, *, is_rest: bool = False) -> str:
    """A constraint by its name in the rules (SHAPES, select), with the number that it asks for where it is known; `of`
    is what the value in its name is called, `is_rest`: other values of its column have a limit of their own."""
    kind, _dot, rest = name.partition(".")
    column, _dot, which = rest.partition(".")
    if kind == "gates":
        return gettext("gate: %(gate)s") % {"gate": GATES.get(rest, rest)}
    if kind in ("floors", "caps"):
        called = None if which == EVERY else of or value_words(column, which)
        return in_language(count_words(kind, column, called, value, is_rest=is_rest))
    return _single(kind, "" if value is None else f"{value:,.12g}")


def _single(kind: str, asked: str) -> str:
    plain: Words = {
        "choose": _("how many are chosen"),
        "one_per_cluster": _("one of each group of copies"),
        "budget": _("budget for processing (won)"),
        "zone_capacity": _("places in safe zones"),
        "risk_ceiling": _("highest risk allowed"),
    }
    text = str(plain.get(kind, kind))
    return f"{text}: {asked}" if asked else text


def reasons_of(listed: ListedDataset) -> str:
    """All its reasons, one sentence after the other."""
    return " ".join(map(in_language, listed.reasons))


def note_words(note: str) -> str:
    """A note of the document on its rules; as it stands where its form is not known."""
    for pattern, text in _NOTES:
        if found := pattern.fullmatch(note):
            values = found.groupdict()
            if "criterion" in values:
                values["criterion"] = criterion_word(values["criterion"])
            return str(text) % values
    return note


_NOTES: tuple[tuple[re.Pattern[str], Promise | str], ...] = (
    (
        re.compile(r"weights: they sum to (?P<sum>\S+), not to 1; scores are out of \S+"),
        _("The weights sum to %(sum)s, not to 1: scores are out of that."),
    ),
    (
        re.compile(r"(?P<criterion>\w+): (?:no|the) panel has (?:not )?rated it; it does not decide"),
        _("%(criterion)s did not decide: no panel has rated it."),
    ),
    (
        re.compile(r"(?P<criterion>\w+): alpha (?P<alpha>.+) is under 0\.67; it does not decide"),
        _("%(criterion)s did not decide: the raters agreed too little (alpha %(alpha)s, under 0.67)."),
    ),
)


def standing_finding(version: PublishedList) -> str:
    """What the picture of acceptability finds, in a sentence."""
    held = {"core": version.count("core"), "all": len(version.members), "contested": version.count("contested"),
            "share": f"{version.core_from * 100:g}%"}  # fmt: skip
    if not held["contested"]:
        return gettext("All %(all)s stay in at least %(share)s of the weightings of the criteria") % held
    if not held["core"]:
        return gettext("All %(all)s depend on how the criteria are weighed") % held
    return (
        gettext("%(core)s of %(all)s stay in at least %(share)s of the weightings; %(contested)s depend on the weights")
        % held
    )


def effect_finding(version: PublishedList) -> str:
    """Which weight moves most; empty until it was worked out."""
    known = [each for each in version.criteria if each.moved_down is not None and each.moved_up is not None]
    if not known:
        return ""
    most = max(known, key=lambda each: (max(each.moved_down or 0, each.moved_up or 0), each.weight))
    moved = max(most.moved_down or 0, most.moved_up or 0)
    values = {"criterion": criterion_word(most.id), "number": moved, "spread": f"{version.spread:.0%}"}
    if not moved:
        return gettext("No weight alone, moved by %(spread)s, changes who is among the first by score") % values
    return (
        gettext("%(criterion)s moves most: its weight changed by %(spread)s changes %(number)s of the first") % values
    )


def effort_finding(outcome: ListOutcome) -> str:
    """How honest the estimates were, in a sentence."""
    judged = outcome.judged
    if not judged:
        return gettext("No processing is done yet that its estimate can be held against")
    values = {
        "held": sum(each.hours_held == "within" for each in judged), "all": len(judged),
        "spent": f"{outcome.hours_spent:,.0f}", "estimated": f"{outcome.hours_estimated:,.0f}",
    }  # fmt: skip
    return (
        gettext("%(held)s of %(all)s took as many hours as estimated; together %(spent)s, estimated %(estimated)s")
        % values
    )


def machine_time(seconds: float) -> str:
    """In the unit that reads best."""
    if seconds < 60:
        return gettext("%(number)s s") % {"number": f"{seconds:,.0f}"}
    if seconds < 3600:
        return gettext("%(number)s min") % {"number": f"{seconds / 60:,.0f}"}
    return gettext("%(number)s h") % {"number": f"{seconds / 3600:,.1f}"}


def limit_of(limit: Limit) -> str:
    return limit_words(limit.name, limit.value, limit.of, is_rest=limit.is_rest)
