"""What accepted answers say of a dataset: usable now, after processing, or not; and what stands in its record."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from gotgan.terms.questionnaire import NA, RESERVED, UNKNOWN, Questionnaire, Words
from gotgan.terms.usability import Acceptance, Said, SurveyRecord, Usability

_PROVIDED = ("open", "limited")
_CODES = {
    "scope": ("possible_scope", "possible_scope"),
    "reasons": ("reason_not_provided", "reason_not_provided"),
    "lifts": ("lifts_it", "lifts_it"),
    "processing": ("processing_needed", "processing_needed"),
    "routes": ("future_routes", "route"),
    "routes_now": ("provision_now_how", "route"),
    "users": ("eligible_users", "user_class"),
}
"""Fields of the record: the item that is asked, and the code list of its answer."""
_DESCRIBED = {
    "title": "title_ko", "title_en": "title_en", "description": "description", "licence": "licence",
    "provision_now": "provision_now",
}  # fmt: skip
_BETWEEN_KEYWORDS = re.compile(r"[,;@\n·]+")


@dataclass(frozen=True)
class Judgement:
    """`rule` is the name of the one that held; `because` its sentence."""

    usability: Usability
    rule: str
    because: Words


@dataclass(frozen=True)
class _Stated:
    """The answers that decide, as codes; what was not answered, unknown or does not apply is empty."""

    provision: str
    scope: frozenset[str]
    reasons: frozenset[str]
    lifts: frozenset[str]
    processing: frozenset[str]
    suggests: Mapping[str, frozenset[str]]
    policy: Mapping[str, Any]

    @property
    def is_provided(self) -> bool:
        return self.provision in _PROVIDED

    @property
    def is_impossible(self) -> bool:
        return self.scope == {"impossible"}

    @property
    def is_ready(self) -> bool:
        """No processing is needed, as somebody said."""
        return self.processing == {"none"}

    @property
    def is_shut(self) -> bool:
        """Reasons decide: nothing can be provided, or no scope makes up for them."""
        unscoped = not self.scope and not self.is_provided
        return self.is_impossible or bool(self.reasons and (unscoped or "all" in self.scope))

    def is_lifted_by_processing(self, reason: str) -> bool:
        """By what the officer chose that fits the reason, else by any; where nothing is known to lift it, never."""
        suggested = self.suggests.get(reason, frozenset())
        fitting = suggested & self.lifts or self.lifts
        return bool(suggested and fitting & set(self.policy["processing_lifts"]))


_HOLDS: dict[str, Callable[[_Stated], bool]] = {
    "provided_but_impossible": lambda said: said.is_impossible and said.is_provided,
    "final": lambda said: said.is_shut and bool(said.reasons & set(said.policy["final_reasons"])),
    "lifted_by_processing": lambda said: (
        said.is_shut and bool(said.reasons) and all(map(said.is_lifted_by_processing, said.reasons))
    ),
    "blocked": lambda said: said.is_shut,
    "provided_open": lambda said: said.provision == "open" and said.is_ready,
    "provided_on_conditions": lambda said: said.provision == "limited" and said.is_ready,
    "needs_processing": lambda said: bool(said.processing) and not said.is_ready,
    "reduced_only": lambda said: bool(said.scope) and said.scope <= set(said.policy["reduced_scopes"]),
    "part_only": lambda said: bool(said.scope) and "all" not in said.scope and said.is_ready,
    "ready_not_opened": lambda said: "all" in said.scope and said.is_ready,
    "not_told": lambda _: True,
}


@cache
def standard_usability() -> Mapping[str, Any]:
    """The rules' names, sentences and lists of codes, as the package brings them."""
    path = files("gotgan.survey") / "questionnaires" / "standard" / "usability.yaml"
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["usability"]
    return document


def judge(form: Questionnaire, values: Mapping[str, Any]) -> Judgement:
    """Decide by the first rule of usability.yaml that holds. `values`: confirmed answers of the items shown."""
    policy = standard_usability()
    said = _stated(form, values, policy)
    rule = next(each for each in policy["rules"] if _HOLDS[each["name"]](said))
    return Judgement(Usability(rule["usability"]), rule["name"], Words(rule["ko"], rule["en"]))


def make_record(form: Questionnaire, values: Mapping[str, Any], accepted: Acceptance) -> SurveyRecord:
    """The record of one dataset. Codes keep the labels of the form that was answered."""
    judged = judge(form, values)
    lists = {name: _said(form, code_list, _codes(values.get(item))) for name, (item, code_list) in _CODES.items()}
    return SurveyRecord(
        usability=judged.usability,
        rule=judged.rule,
        because=judged.because,
        accepted=accepted,
        provision_now=_text(values.get("provision_now")),
        earliest=_text(values.get("earliest_date")),
        described=describe(values),
        **lists,
    )


def describe(values: Mapping[str, Any]) -> dict[str, Any]:
    """The described fields of a dataset that the answers state, under their names in the inventory.

    A licence named `other` says nothing that the source's own words do not say better.
    """
    found: dict[str, Any] = {name: _text(values.get(item)) for name, item in _DESCRIBED.items()}
    if found["licence"] == "other":
        found["licence"] = ""
    found["modality"] = list(_codes(values.get("modality")))
    found["keywords"] = _keywords(_text(values.get("keywords")))
    found["field"] = next(iter(_codes(values.get("field"))), "").replace("_", " ")
    return {name: value for name, value in found.items() if value}


def _stated(form: Questionnaire, values: Mapping[str, Any], policy: Mapping[str, Any]) -> _Stated:
    chosen = {name: frozenset(_codes(values.get(_CODES[name][0]))) for name in ("scope", "reasons", "lifts")}
    reasons = form.code_lists.get("reason_not_provided")
    suggests = {each.code: frozenset(each.suggests) for each in reasons.codes} if reasons else {}
    return _Stated(
        provision=_text(values.get("provision_now")),
        processing=frozenset(_codes(values.get("processing_needed"))),
        suggests=suggests,
        policy=policy,
        **chosen,
    )


def _codes(value: Any) -> tuple[str, ...]:
    """The chosen codes; of a group its routes. "unknown" and "na" are none."""
    if isinstance(value, Mapping):
        value = value.get("routes")
    return tuple(each for each in value if each not in RESERVED) if isinstance(value, list | tuple) else ()


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) and value not in (UNKNOWN, NA) else ""


def _keywords(text: str) -> list[str]:
    return list(dict.fromkeys(word for each in _BETWEEN_KEYWORDS.split(text) if (word := each.strip())))


def _said(form: Questionnaire, code_list: str, codes: tuple[str, ...]) -> tuple[Said, ...]:
    known = form.code_lists.get(code_list)
    found = [(code, known.find(code) if known else None) for code in codes]
    return tuple(Said(code, each.label if each else Words(code, code)) for code, each in found)
