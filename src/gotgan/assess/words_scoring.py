"""Words of scores: methods, gates, uses, and what the pictures find."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from gotgan.assess.rules.scoreboard import GateCount, Group, Scoreboard
from gotgan.terms.questionnaire import Words

Codes = Mapping[str, "Promise | str"]

METHODS: Codes = {
    "measured": _("Measured"),
    "sampled": _("Sampled"),
    "declared": _("Declared"),
}
GATE_STATES: Codes = {"passed": _("Passed"), "failed": _("Failed"), "unknown": _("Not known")}
GATE_SHAPES = {"passed": "good", "failed": "bad", "unknown": "not_offered"}
USES: Codes = {
    "tabular": _("Tables"),
    "language": _("Language models"),
    "vision": _("Pictures and video"),
    "speech": _("Speech"),
    "time_series": _("Time series"),
    "any": _("Every use"),
}
WAYS: Codes = {
    "organisation": _("By organisation"),
    "field": _("By field"),
    "modality": _("By kind of data"),
    "use": _("By use"),
}
VERIFIERS: Codes = {"scan": _("the scan"), "register": _("the record of its source"), "person": _("a person's answer")}
KINDS: Codes = {
    "table": _("Profile of a table"),
    "facts": _("Result of the scan"),
    "answer": _("Answer of the survey"),
    "record": _("Record of the source"),
    "other": _("What an answer stands on"),
}
RECORDS: Codes = {
    "title": _("Title"),
    "title_en": _("English title"),
    "description": _("Description"),
    "keywords": _("Keywords"),
    "licence": _("Licence"),
    "field": _("Field"),
    "modality": _("Kind of data"),
    "provision_now": _("Provided now"),
    "rights": _("Rights"),
    "issued": _("Issued"),
    "modified": _("Modified"),
    "system": _("Information system"),
    "cycle": _("Update cycle"),
    "cycle_code": _("Update cycle"),
    "charge": _("Charge"),
    "temporal": _("Period covered"),
    "spatial": _("Area covered"),
    "language": _("Language"),
    "dictionary": _("Data dictionary"),
    "part_of": _("Part of"),
    "department": _("Department"),
    "legal_basis": _("Legal basis"),
    "collection": _("How it was collected"),
    "landing": _("Page of the source"),
    "downloads": _("Downloads"),
    "theme": _("Theme"),
    "publisher": _("Publisher"),
    "access": _("Access"),
    "conforms_to": _("Standard it follows"),
    "links": _("Links of the source"),
    "address": _("Address of the source"),
}
PROVISIONS: Codes = {
    "open": _("Open to all"),
    "limited": _("On conditions"),
    "internal": _("Used inside"),
    "none": _("Not offered"),
}
LISTS = {
    "method": METHODS, "gate": GATE_STATES, "use": USES, "way": WAYS, "verifier": VERIFIERS, "kind": KINDS,
    "record": RECORDS, "provision": PROVISIONS,
}  # fmt: skip


def in_language(words: Words | None) -> str:
    """A text in the page's language, the other where it is missing."""
    if words is None:
        return ""
    is_english = (get_language() or "ko")[:2] == "en"
    return (words.en or words.ko) if is_english else (words.ko or words.en)


def points(value: object) -> str:
    """`63.4`; a dash where there is no number (a template gives an empty text for what is not there)."""
    return f"{value:,.1f}".removesuffix(".0") if isinstance(value, int | float) else "–"


def find_totals(board: Scoreboard) -> str:
    """The finding of the picture of totals."""
    if board.total is None:
        return gettext("Nothing here has a total yet")
    said = {"number": f"{board.total.number:,}", "middle": points(board.total.middle), "high": points(board.total.high)}
    if board.total.number == 1:
        return gettext("One dataset, with %(middle)s of 100") % said
    told = gettext("Half of %(number)s datasets reach %(middle)s of 100; the best reaches %(high)s") % said
    if board.unknown:
        return gettext("%(told)s; of %(unknown)s it is not known yet") % {"told": told, "unknown": f"{board.unknown:,}"}
    return told


def find_factors(board: Scoreboard, titles: Mapping[str, Words]) -> str:
    """Which factor is the weakest."""
    ranked = sorted((each for each in board.factors if each.spread), key=_middle)
    if not ranked:
        return gettext("No factor has a value yet")
    weakest = ranked[0]
    said = {"factor": in_language(titles.get(weakest.key)) or weakest.key, "middle": points(_middle(weakest))}
    return gettext("Weakest factor: %(factor)s. Half of the datasets have %(middle)s or less") % said


def find_groups(groups: tuple[Group, ...], names: Mapping[str, str]) -> str:
    """Who leads and who trails."""
    ranked = [each for each in groups if each.spread]
    if len(ranked) < 2:
        return gettext("There is one group only: nothing to compare")
    first, last = ranked[0], ranked[-1]
    said = {
        "first": names.get(first.key) or first.key, "most": points(_middle(first)),
        "last": names.get(last.key) or last.key, "least": points(_middle(last)),
    }  # fmt: skip
    return gettext("From %(first)s with %(most)s in the middle to %(last)s with %(least)s") % said


def find_gates(gates: tuple[GateCount, ...], titles: Mapping[str, Words]) -> str:
    """Which gate stops most."""
    if not gates:
        return gettext("There are no gates")
    worst = max(gates, key=lambda each: (each.failed, each.unknown))
    name = in_language(titles.get(worst.key)) or worst.key
    if worst.failed:
        told = ngettext(
            "%(gate)s stops %(number)s dataset, more than any other gate",
            "%(gate)s stops %(number)s datasets, more than any other gate",
            worst.failed,
        )
        return told % {"gate": name, "number": f"{worst.failed:,}"}
    worst = max(gates, key=lambda each: each.unknown)
    if worst.unknown:
        name = in_language(titles.get(worst.key)) or worst.key
        return gettext("No gate stops a dataset; %(gate)s is not known of %(number)s") % {
            "gate": name, "number": f"{worst.unknown:,}"
        }  # fmt: skip
    return gettext("Every dataset passes every gate")


def find_methods(methods: Mapping[str, float]) -> str:
    """How much of what counts rests on a word alone."""
    if not methods:
        return gettext("Nothing is scored yet")
    said = {name: f"{methods.get(name, 0.0) * 100:.0f}%" for name in METHODS}
    return gettext("%(measured)s of what counts was measured, %(sampled)s sampled, %(declared)s only declared") % said


def _middle(group: Group) -> float:
    return group.spread.middle if group.spread else 0.0


def time_left(seconds: int) -> str:
    """As one says it: minutes up to an hour and a half, then hours."""
    if seconds < 60:
        return gettext("less than a minute")
    minutes = -(-seconds // 60)
    if minutes <= 90:
        return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
    hours = -(-minutes // 60)
    return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
