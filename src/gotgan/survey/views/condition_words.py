"""Conditions of items in words, and as a person writes them in the editor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from django.utils.translation import gettext as _

from gotgan.survey.words import FACTS, said, write_value
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.questionnaire import Item, Kind, Questionnaire

TESTS = ("is", "is_not", "holds", "holds_not", "given")
"""Conditions on one item that the editor offers as choices; all others are written."""


def in_words(form: Questionnaire, condition: Mapping[str, Any] | None) -> str:
    """A condition as a sentence in the page's language; empty when there is none."""
    if not condition:
        return ""
    if "not" in condition:
        return _("not (%(what)s)") % {"what": in_words(form, condition["not"])}
    if "any" in condition:
        return _(" or ").join(in_words(form, each) for each in condition["any"])
    if "all" in condition:
        return _(" and ").join(in_words(form, each) for each in condition["all"])
    if "fact" in condition:
        return str(FACTS.get(condition["fact"], condition["fact"]))
    return _item_in_words(form, condition)


def _item_in_words(form: Questionnaire, condition: Mapping[str, Any]) -> str:
    item = form.find(condition["item"])
    name = said(item.label) if item else condition["item"]
    if "names_another" in condition:
        return _("“%(item)s” names another body") % {"item": name}
    if "given" in condition:
        return _("“%(item)s” is answered") % {"item": name}
    values = ", ".join(_value(form, item, each) for each in condition.get("is") or condition.get("holds", ()))
    if "is" in condition:
        return _("“%(item)s” is %(values)s") % {"item": name, "values": values}
    return _("“%(item)s” contains %(values)s") % {"item": name, "values": values}


def _value(form: Questionnaire, item: Item | None, value: str) -> str:
    if item is None:
        return value
    return write_value(form, item, [value] if item.kind is Kind.CODES else value)


def as_choices(condition: Mapping[str, Any] | None) -> dict[str, str]:
    """The condition as the editor's fields: `when` (always, simple, written), item, test, values, text."""
    empty = {"when": "always", "item": "", "test": "is", "values": "", "text": ""}
    if not condition:
        return empty
    inner, is_turned = (condition["not"], True) if set(condition) == {"not"} else (condition, False)
    for test in ("is", "holds", "given"):
        if set(inner) == {"item", test} and not (test == "given" and is_turned):
            values = "; ".join(inner[test]) if test != "given" else ""
            name = f"{test}_not" if is_turned else test
            return empty | {"when": "simple", "item": inner["item"], "test": name, "values": values}
    return empty | {"when": "written", "text": _written(condition)}


def _written(condition: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(condition), allow_unicode=True, default_flow_style=None, sort_keys=False, width=100)


def read_condition(posted: Mapping[str, str]) -> dict[str, Any] | None:
    """The condition that the editor's fields mean. Raises: Invalid when the written text is no YAML object."""
    if posted.get("when") == "simple":
        test, values = posted.get("test", "is"), posted.get("values", "")
        codes = [each.strip() for each in values.replace("\n", ";").replace(",", ";").split(";") if each.strip()]
        if test == "given":
            return {"item": posted.get("item", ""), "given": True}
        plain = {"item": posted.get("item", ""), test.removesuffix("_not"): codes}
        return {"not": plain} if test.endswith("_not") else plain
    if posted.get("when") == "written" and posted.get("text", "").strip():
        return _read_text(posted["text"])
    return None


def _read_text(text: str) -> dict[str, Any]:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError:
        found = None
    if not isinstance(found, dict):
        raise Invalid(
            Issue("condition", "its condition cannot be read", "write it as the reference of questionnaires says")
        )
    return found
