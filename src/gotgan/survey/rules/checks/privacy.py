"""Personal and protected content against what the scan found and what else was answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gotgan.survey.rules.checks.look import Look, Raised
from gotgan.survey.rules.checks.say import fill, join
from gotgan.survey.rules.checks.shapes import as_number
from gotgan.terms.questionnaire import Words


def none_vs_identifiers(look: Look) -> Raised | None:
    if look.code("personal_data") != "none":
        return None
    spared = look.listed("not_personal")
    return _found_in_columns(look, [each for each in _columns(look) if each["kind"] not in spared], ("personal_data",))


def unique_id_vs_scan(look: Look) -> Raised | None:
    if look.yes_no("unique_identifiers") is not False:
        return None
    kinds = look.listed("kinds")
    return _found_in_columns(look, [each for each in _columns(look) if each["kind"] in kinds], ("unique_identifiers",))


def pseudonymous_vs_no_measure(look: Look) -> Raised | None:
    if look.code("personal_data") != "pseudonymous" or not look.lacks("prior_deidentification"):
        return None
    return Raised({}, ["pseudonymous"], ("personal_data", "prior_deidentification"))


def none_vs_flags(look: Look) -> Raised | None:
    if look.code("personal_data") != "none":
        return None
    flags = [key for key in look.listed("flags") if look.yes_no(key)]
    if not flags:
        return None
    named = join([look.item_label(key) for key in flags], len(flags))
    return Raised({"flags": named}, sorted(flags), ("personal_data", *flags))


def consent_vs_training(look: Look) -> Raised | None:
    if look.yes_no("consent_covers_ai") is not False or look.code("personal_data") != "identifiable":
        return None
    said = look.purposes()
    purposes = [key for key in look.listed("training") if said.get(key) == "yes"]
    if not purposes:
        return None
    named = join([look.label("purpose_of_use", key) for key in purposes], len(purposes))
    items = ("consent_covers_ai", "personal_data", "permitted_purposes")
    return Raised({"purposes": named}, sorted(purposes), items)


def _columns(look: Look) -> list[dict[str, Any]]:
    """Findings in columns with at least the least count; those in free-standing text have no column."""
    least = look.threshold("least_count")
    found = [_finding(each) for each in (look.facts.findings if look.facts else ())]
    return [each for each in found if each and each["column"] and each["count"] >= least]


def _finding(found: Mapping[str, Any]) -> dict[str, Any] | None:
    column, kind, count = found.get("column"), found.get("kind"), as_number(found.get("count"))
    if not isinstance(column, str) or not isinstance(kind, str) or count is None:
        return None
    return {"table": str(found.get("table") or ""), "column": column, "kind": kind, "count": int(count)}


def _found_in_columns(look: Look, found: Collection[dict[str, Any]], items: tuple[str, ...]) -> Raised | None:
    if not found:
        return None
    ranked = sorted(found, key=lambda each: (-each["count"], each["table"], each["column"], each["kind"]))
    each_words, most = look.words("each"), int(look.threshold("named"))
    told = [_told(look, each_words, each) for each in ranked]
    return Raised({"findings": join(told, most)}, ranked, items, look.scan_evidence())


def _told(look: Look, words: Words, found: Mapping[str, Any]) -> Words:
    kind = look.label("identifier_kind", found["kind"])
    return fill(words, {"column": found["column"], "kind": kind, "count": found["count"]})


CHECKS = {
    "none_vs_identifiers": none_vs_identifiers,
    "unique_id_vs_scan": unique_id_vs_scan,
    "pseudonymous_vs_no_measure": pseudonymous_vs_no_measure,
    "none_vs_flags": none_vs_flags,
    "consent_vs_training": consent_vs_training,
}
