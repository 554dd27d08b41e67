"""The ways in which an order makes data usable: rows de-identified, noisy tables, a synthetic table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gotgan.refine.rules.planning import check_plan
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.private_ask import Ask, read_ask
from gotgan.terms.recipe import Recipe

DEIDENTIFY, MEASURES, SYNTHETIC = "deidentify", "measures", "synthetic"
WAYS = (DEIDENTIFY, MEASURES, SYNTHETIC)
_OF_MEASURES = {"way", "table", "contributions", "questions"}
_OF_SYNTHESIS = {"way", "table", "order", "subject", "k", "rows", "held_out", "seed"}
_MOST_QUESTIONS = 50


def way_of(steps: Mapping[str, Any]) -> str:
    """The way that a plan goes; one that names none de-identifies rows."""
    return str(steps.get("way", DEIDENTIFY))


def check_steps(steps: Mapping[str, Any]) -> tuple[Issue, ...]:
    """Every problem of a plan of any way that its text shows."""
    way = way_of(steps)
    if way == DEIDENTIFY:
        return check_plan(steps)
    if way not in WAYS:
        return (Issue("way", "it is unknown", f"use one of {', '.join(WAYS)}"),)
    try:
        if way == MEASURES:
            ask_of(steps)
        else:
            recipe_of(steps)
    except Invalid as error:
        return tuple(error.issues)
    return ()


def ask_of(steps: Mapping[str, Any]) -> Ask:
    """The questions of a plan of noisy tables. Raises: Invalid with every problem."""
    issues = _unknown(steps, _OF_MEASURES)
    questions = steps.get("questions")
    if isinstance(questions, list) and len(questions) > _MOST_QUESTIONS:
        issues.append(Issue("questions", f"there are more than {_MOST_QUESTIONS}", "ask for fewer"))
    if issues:
        raise Invalid(*issues)
    ask = read_ask({name: steps[name] for name in ("contributions", "questions") if name in steps})
    wide = [number for number, each in enumerate(ask.questions, 1) if len(each.where) > 1]
    if wide:
        what = "names more than one column"
        raise Invalid(*(Issue(f"question {number}: where", what, "choose one: the page shows one") for number in wide))
    return ask


def recipe_of(steps: Mapping[str, Any]) -> Recipe:
    """How a synthetic table is drawn; rows that equal one person's are always left out. Raises: Invalid."""
    issues = _unknown(steps, _OF_SYNTHESIS)
    order = steps.get("order")
    if not isinstance(order, list) or not order or not all(isinstance(name, str) for name in order):
        issues.append(Issue("order", "names no column", "name at least one"))
    for name in ("k", "rows", "seed"):
        if not isinstance(steps.get(name, 0), int) or isinstance(steps.get(name), bool):
            issues.append(Issue(name, "it is no whole number", "write digits"))
    held_out = steps.get("held_out", 0.2)
    if not isinstance(held_out, int | float) or isinstance(held_out, bool):
        issues.append(Issue("held_out", "it is no number", "write digits"))
    if issues:
        raise Invalid(*issues)
    given = {name: steps[name] for name in ("k", "rows", "held_out", "seed", "subject") if name in steps}
    recipe = Recipe(order=tuple(steps["order"]), **given)
    if issues := recipe.check_numbers():
        raise Invalid(*issues)
    return recipe


def _unknown(steps: Mapping[str, Any], known: set[str]) -> list[Issue]:
    return [Issue(str(name), "it is no option of this way", "remove it") for name in steps if name not in known]
