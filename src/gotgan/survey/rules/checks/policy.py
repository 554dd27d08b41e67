"""Which settings each check needs of its policy; what is wrong with one is said before a form is published."""

from __future__ import annotations

from collections.abc import Mapping

from gotgan.survey.rules.checks.settings import NoSetting, Settings
from gotgan.terms.errors import Issue
from gotgan.terms.questionnaire import Check

NUMBER, LIST, TABLE, WORDS = "number", "list", "table", "words"
NEEDS: Mapping[str, Mapping[str, str]] = {
    "cycle_vs_change": {"factor": NUMBER, "grace_days": NUMBER, "cycle_days": TABLE},
    "none_vs_identifiers": {"least_count": NUMBER, "named": NUMBER, "not_personal": LIST, "each": WORDS},
    "open_vs_no_url": {"oldest_days": NUMBER, "least_failures": NUMBER, "no_address": WORDS, "none_answers": WORDS},
    "pseudonymous_vs_no_measure": {},
    "none_vs_flags": {"flags": LIST},
    "unique_id_vs_scan": {"least_count": NUMBER, "named": NUMBER, "kinds": LIST, "each": WORDS},
    "all_vs_reason": {"named": NUMBER},
    "impossible_vs_no_reason": {},
    "impossible_vs_open": {},
    "scope_vs_route": {"outside": LIST},
    "licence_vs_purpose": {
        "non_commercial": LIST, "commercial": LIST, "unconditional": LIST, "named": NUMBER, "bars_commercial": WORDS,
        "has_no_conditions": WORDS,
    },
    "ai_type_vs_purpose": {"ai_type": LIST, "training": LIST},
    "third_party_vs_licence": {"free": LIST},
    "consent_vs_training": {"training": LIST},
    "period_vs_first_year": {"years": NUMBER, "days_ahead": NUMBER, "ends_in_future": WORDS, "starts_before": WORDS},
    "labels_vs_share": {"labels_without_share": WORDS, "share_without_labels": WORDS},
    "count_vs_contract": {"counts": LIST, "least_share": NUMBER},
    "none_vs_estimate": {"named": NUMBER},
    "format_vs_modality": {"least_share": NUMBER, "covers": TABLE, "each": WORDS},
    "population_vs_region": {"nation_words": LIST, "texts": LIST, "sido": TABLE, "named": NUMBER, "lacking": WORDS},
    "uniqueness_vs_overlap": {"least_mark": NUMBER, "links": LIST, "verbs": TABLE, "verbs_reversed": TABLE},
    "retention_passed": {"seen": WORDS, "reported": WORDS},
    "wave_jump": {
        "factor": NUMBER, "counts": LIST, "periods": LIST, "scopes": TABLE, "forbids": TABLE, "each": WORDS,
        "days": WORDS,
    },
    "sibling_differs": {"links": LIST, "opposites": TABLE, "yes_no": LIST, "named": NUMBER},
    "declared_vs_known_system": {"named": NUMBER},
}  # fmt: skip
"""Without the text of a case, or a threshold, a check does not judge."""


def policy_issues(check: Check) -> tuple[Issue, ...]:
    """What its policy lacks, and whether there is a function for it at all."""
    place = f"check {check.id}"
    needs = NEEDS.get(check.id)
    if needs is None:
        return (Issue(place, "no such check is known", f"use one of {', '.join(NEEDS)}"),)
    return tuple(
        Issue(f"{place}, policy {name}", f"the {shape} is missing or of another shape", "write it as the standard does")
        for name, shape in needs.items()
        if not _has(Settings(check), name, shape)
    )


def _has(settings: Settings, name: str, shape: str) -> bool:
    ask = {NUMBER: settings.threshold, LIST: settings.listed, TABLE: settings.table, WORDS: settings.words}[shape]
    try:
        ask(name)
    except NoSetting:
        return False
    return True
