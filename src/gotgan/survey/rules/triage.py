"""Which datasets are asked everything: rules as data, of a campaign or the standard ones, and decisions by hand.

{"stops": [rule], "needs": [rule], "any": [rule], "include": [dataset or sheet], "exclude": [dataset or sheet]}
rule = {"name", "ko", "en", "when": condition}
condition = {"all": [...]} | {"any": [...]} | {"not": ...} | {"item", "is": [codes]} | {"item", "is_not": [codes]}
          | {"item", "is_answered": true} | {"fact", "is": [words]} | {"fact", "least": number}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from gotgan.survey.rules.checks.shapes import as_number, is_known
from gotgan.terms.decision import Decision
from gotgan.terms.errors import Issue
from gotgan.terms.questionnaire import Words
from gotgan.terms.survey import DatasetFacts

GROUPS = ("stops", "needs", "any")
FACTS = ("rows", "size_bytes", "file_count", "downloads", "modality", "languages", "standards")
BY_HAND = "by_hand"
NO_REASON = "no_reason"
_SAID = {
    BY_HAND: Words("조사 관리자가 직접 정했습니다.", "The survey manager decided it by hand."),
    NO_REASON: Words("더 물어볼 까닭이 없습니다.", "Nothing makes it worth asking more."),
}


@cache
def standard_triage() -> Mapping[str, Any]:
    """The rules that the package brings."""
    path = files("gotgan.survey") / "questionnaires" / "standard" / "triage.yaml"
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["triage"]
    return document


def rules_of(triage: Mapping[str, Any]) -> Mapping[str, Any]:
    """The campaign's own rules, or the standard ones where it has none; decisions by hand are always its own."""
    own = {group: triage[group] for group in GROUPS if triage.get(group)}
    return own or {group: standard_triage()[group] for group in GROUPS}


def may_open_rest(
    triage: Mapping[str, Any], values: Mapping[str, Any], facts: DatasetFacts | None, *, sheet: str = ""
) -> Decision:
    """Whether a dataset is asked everything. Reasons are names of rules; `say_reasons` puts them into words.

    `values`: confirmed answers. By hand comes first, and excluded before included. Without any `any` rule, needs alone
    decide. A condition about what nobody answered or measured does not hold.
    """
    ids = {sheet, facts.dataset if facts else ""} - {""}
    if ids & set(triage.get("exclude", ())):
        return Decision.no(BY_HAND)
    if ids & set(triage.get("include", ())):
        return Decision.yes(BY_HAND)
    rules = rules_of(triage)
    stops = tuple(_held(rules.get("stops", ()), values, facts))
    if stops:
        return Decision.no(*stops)
    needs = tuple(_held(rules.get("needs", ()), values, facts))
    missing = [rule["name"] for rule in rules.get("needs", ()) if rule["name"] not in needs]
    if missing:
        return Decision.no(*missing)
    reasons = tuple(_held(rules.get("any", ()), values, facts))
    if rules.get("any") and not reasons:
        return Decision.no(NO_REASON)
    return Decision.yes(*(reasons or needs))


def say_reasons(triage: Mapping[str, Any], decision: Decision) -> tuple[Words, ...]:
    """The reasons of a decision as sentences. Of a need that is missing, the sentence says what would be needed."""
    rules = rules_of(triage)
    known = {rule["name"]: Words(rule["ko"], rule["en"]) for group in GROUPS for rule in rules.get(group, ())}
    return tuple((known | _SAID).get(name, Words(name, name)) for name in decision.reasons)


def _held(rules: Any, values: Mapping[str, Any], facts: DatasetFacts | None) -> Iterator[str]:
    return (rule["name"] for rule in rules if _holds(rule["when"], values, facts))


def _holds(when: Mapping[str, Any], values: Mapping[str, Any], facts: DatasetFacts | None) -> bool:
    if "all" in when:
        return all(_holds(each, values, facts) for each in when["all"])
    if "any" in when:
        return any(_holds(each, values, facts) for each in when["any"])
    if "not" in when:
        return not _holds(when["not"], values, facts)
    value = values.get(when["item"]) if "item" in when else getattr(facts, when["fact"], None)
    if not is_known(value):
        return False
    if "least" in when:
        number = as_number(value)
        return number is not None and number >= when["least"]
    if when.get("is_answered"):
        return True
    said = set(_words_in(value))
    return bool(said & set(when["is"])) if "is" in when else bool(said) and not said & set(when["is_not"])


def _words_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if is_known(value):
            yield value
    elif isinstance(value, Mapping | list | tuple):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _words_in(each)


def triage_issues(triage: Mapping[str, Any]) -> tuple[Issue, ...]:
    """What is wrong with a campaign's rules, each with its place."""
    found: list[Issue] = []
    for name in ("include", "exclude"):
        ids = triage.get(name, [])
        if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
            found.append(Issue(f"triage {name}", "it is no list of datasets", "list their ids"))
    for group in GROUPS:
        rules = triage.get(group, [])
        if not isinstance(rules, list):
            found.append(Issue(f"triage {group}", "it is no list of rules", "write rules as the standard does"))
            continue
        for number, rule in enumerate(rules, 1):
            found += _rule_issues(f"triage {group} {number}", rule)
    unknown = sorted(set(triage) - {*GROUPS, "include", "exclude"})
    found += [Issue(f"triage {name[:40]}", "it is unknown", f"use {', '.join(GROUPS)}") for name in unknown]
    return tuple(found)


def _rule_issues(place: str, rule: Any) -> Iterator[Issue]:
    if not isinstance(rule, Mapping) or not all(isinstance(rule.get(key), str) and rule[key] for key in _TEXTS):
        yield Issue(place, "it lacks a name or a sentence", "write name, ko and en")
        return
    if not _is_condition(rule.get("when")):
        yield Issue(f"{place} ({rule['name'][:40]})", "its condition is not understood", "see the reference on triage")


_TEXTS = ("name", "ko", "en")


def _is_condition(when: Any) -> bool:
    if not isinstance(when, Mapping):
        return False
    keys = set(when)
    if keys in ({"all"}, {"any"}):
        (many,) = when.values()
        return isinstance(many, list) and all(_is_condition(each) for each in many)
    if keys == {"not"}:
        return _is_condition(when["not"])
    if keys in ({"item", "is"}, {"item", "is_not"}, {"fact", "is"}):
        listed = when.get("is", when.get("is_not"))
        is_list = isinstance(listed, list) and all(isinstance(each, str) for each in listed)
        return is_list and _is_place(when)
    if keys == {"item", "is_answered"}:
        return when["is_answered"] is True and _is_place(when)
    return keys == {"fact", "least"} and as_number(when["least"]) is not None and _is_place(when)


def _is_place(when: Mapping[str, Any]) -> bool:
    return when["fact"] in FACTS if "fact" in when else isinstance(when["item"], str)
