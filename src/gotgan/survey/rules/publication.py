"""What of a frozen campaign may be published, by the policy in publication.yaml, and why the rest may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from gotgan.survey.rules.form import standard_document
from gotgan.terms.questionnaire import Words

NOT_ACCEPTED, NOT_DECIDED = "not_accepted", "not_decided"


@dataclass(frozen=True)
class DatasetRule:
    """A whole dataset is withheld when this item has one of these values, confirmed or only suggested."""

    item: str
    values: frozenset[str]
    reason: str


@dataclass(frozen=True)
class Policy:
    """`items` leads a withheld item to its reason; `known` are items about which somebody decided.

    `publisher` is who publishes results when nobody was named as the campaign was frozen.
    """

    states: frozenset[str]
    licence: str
    reasons: Mapping[str, Words]
    datasets: tuple[DatasetRule, ...]
    items: Mapping[str, str]
    known: frozenset[str]
    publisher: Words


@cache
def standard_policy() -> Policy:
    path = files("gotgan.survey") / "questionnaires" / "standard" / "publication.yaml"
    known = (item["key"] for item in standard_document()["items"])
    return read_policy(yaml.safe_load(path.read_text(encoding="utf-8")), known)


def read_policy(document: Mapping[str, Any], known: Iterable[str]) -> Policy:
    """The policy from its document. Raises: KeyError when a rule names a reason that is not explained."""
    reasons = {name: Words(said["ko"], said["en"]) for name, said in document["reasons"].items()}
    items = {item: reason for reason, names in document["items"].items() for item in names}
    rules = tuple(DatasetRule(row["item"], frozenset(row["is"]), row["reason"]) for row in document["datasets"])
    for reason in (*items.values(), *(rule.reason for rule in rules), NOT_ACCEPTED, NOT_DECIDED):
        reasons[reason]
    states, about = frozenset(document["states"]), frozenset(known) | items.keys()
    publisher = Words(**document.get("publisher", {"ko": "", "en": ""}))
    return Policy(states, document["licence"], reasons, rules, items, about, publisher)


def why_item_withheld(policy: Policy, item: str) -> str | None:
    """The reason why nobody's answer of this item is published; None when it is."""
    return policy.items.get(item) or (None if item in policy.known else NOT_DECIDED)


def why_sheet_withheld(policy: Policy, state: str, values: Mapping[str, Any]) -> str | None:
    """The reason why a whole dataset is not published; a secret one is told from one that is only not accepted."""
    for rule in policy.datasets:
        value = values.get(rule.item)
        said = value if isinstance(value, list) else [value]
        if any(isinstance(each, str) and each in rule.values for each in said):
            return rule.reason
    return None if state in policy.states else NOT_ACCEPTED
