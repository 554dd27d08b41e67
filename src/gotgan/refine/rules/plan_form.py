"""A plan as a table that a person fills in, a row a column, and back. Wrong cells are named by their place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from gotgan.refine.rules.planning import BUILT_IN, KEYED
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.inspection import CUSTODY

WHOLE, REAL, TEXT, SHAPE, KINDS, HOW = "whole", "real", "text", "shape", "kinds", "how"
OPTIONS: Mapping[str, tuple[tuple[str, str, bool], ...]] = {
    "mask": (("keep_first", WHOLE, False), ("keep_last", WHOLE, False)),
    "round": (("to", REAL, True),),
    "top_code": (("at", REAL, True),),
    "bottom_code": (("at", REAL, True),),
    "microaggregate": (("size", WHOLE, True),),
    "noise": (("scale", REAL, True), ("shape", SHAPE, False)),
    "swap": (("window", REAL, True),),
    "pseudonymise": (("prefix", TEXT, False), ("field", TEXT, False)),
    "mask_pictures": (("kinds", KINDS, False), ("how", HOW, False)),
    "key": (("least_level", WHOLE, False), ("weight", REAL, False)),
}
"""At most two options a technique: (name, kind, needed). The hierarchy of `key` is chosen by itself."""
HIERARCHIES = ("age", "date", "region", "postcode", "money", "flat")
WORDS: Mapping[str, tuple[str, ...]] = {
    SHAPE: ("normal", "laplace"),
    KINDS: ("face", "plate"),
    HOW: ("pixelate", "fill"),
}
"""What an option of words may be."""
PRIVACY: Mapping[str, str] = {"k": WHOLE, "l": WHOLE, "t": REAL, "suppression_limit": REAL}
LONGEST_YAML = 200_000


@dataclass(frozen=True)
class PlanRow:
    """One column as typed: the technique, its hierarchy and at most two options, all as text."""

    column: str
    do: str = ""
    hierarchy: str = ""
    first: str = ""
    second: str = ""


def rows_of(steps: Mapping[str, Any], columns: Iterable[str]) -> tuple[PlanRow, ...]:
    """A row for each column of the table, and for each that only the plan names."""
    entries = steps.get("columns", {})
    names = dict.fromkeys([*columns, *entries])
    return tuple(_row(name, entries.get(name, {})) for name in names)


def _row(name: str, entry: Mapping[str, Any]) -> PlanRow:
    do = str(entry.get("do", ""))
    options = [_typed(entry.get(option)) for option, _, _ in OPTIONS.get(do, ())]
    first, second = [*options, "", ""][:2]
    return PlanRow(name, do, str(entry.get("hierarchy", "")).removeprefix(BUILT_IN), first, second)


def _typed(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def steps_of(
    rows: Iterable[PlanRow], privacy: Mapping[str, str], more: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The plan that the rows say; a row without a technique is left out. `more`: table, subject, unlisted.

    Raises: Invalid naming each cell that cannot be read, as `columns.NAME.OPTION` or `privacy.NAME`.
    """
    issues: list[Issue] = []
    columns = {row.column: _entry(row, issues) for row in rows if row.do}
    levels = {
        name: value
        for name, kind in PRIVACY.items()
        if (value := _value(f"privacy.{name}", kind, privacy.get(name, ""), issues)) is not None
    }
    if privacy.get("mode"):
        levels["mode"] = privacy["mode"]
    if issues:
        raise Invalid(*issues)
    return {"columns": columns, "privacy": levels} | {name: value for name, value in (more or {}).items() if value}


def _entry(row: PlanRow, issues: list[Issue]) -> dict[str, Any]:
    entry: dict[str, Any] = {"do": row.do}
    if row.do == "key" and row.hierarchy:
        entry["hierarchy"] = f"{BUILT_IN}{row.hierarchy}"
    if row.do in KEYED:
        entry["key"] = CUSTODY
    for (name, kind, is_needed), typed in zip(OPTIONS.get(row.do, ()), (row.first, row.second), strict=False):
        place = f"columns.{row.column}.{name}"
        if not typed.strip() and is_needed:
            issues.append(Issue(place, "it is missing", "fill it in"))
        elif (value := _value(place, kind, typed, issues)) is not None:
            entry[name] = value
    return entry


def _value(place: str, kind: str, typed: str, issues: list[Issue]) -> Any:
    """None for an empty cell, and for one that cannot be read."""
    text = typed.strip()
    if not text:
        return None
    if kind == TEXT:
        return text
    if kind in WORDS:
        words = [word.strip() for word in text.split(",")] if kind == KINDS else [text]
        if not set(words) <= set(WORDS[kind]):
            issues.append(Issue(place, "it is unknown", f"use one of {', '.join(WORDS[kind])}"))
        return words if kind == KINDS else text
    try:
        return int(text) if kind == WHOLE else _real(text)
    except ValueError:
        need = "whole number" if kind == WHOLE else "number"
        issues.append(Issue(place, f"it is no {need}", "write digits"))
        return None


def _real(text: str) -> float | int:
    number = float(text)
    if number - number != 0:
        raise ValueError(text)
    return int(number) if number == int(number) else number


class _Plain(yaml.SafeLoader):
    """No anchors: a short text cannot unfold into a long one."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("an alias")
        return super().compose_node(parent, index)


def read_yaml(text: str) -> dict[str, Any]:
    """A plan that was typed as YAML. Raises: Invalid."""
    if len(text) > LONGEST_YAML:
        raise Invalid(Issue("yaml", f"it is longer than {LONGEST_YAML} characters", "shorten it"))
    try:
        plan = yaml.load(text, Loader=_Plain)
        json.dumps(plan, allow_nan=False)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1} is no YAML" if mark else "it is no YAML"
        raise Invalid(Issue("yaml", where, "correct it")) from None
    except (TypeError, ValueError, RecursionError):
        raise Invalid(Issue("yaml", "it holds what is no plain value", "use names, numbers and texts")) from None
    if not isinstance(plan, dict):
        raise Invalid(Issue("yaml", "it is no plan", "write columns: and privacy:"))
    if not all(isinstance(name, str) for name in plan.get("columns") or {}):
        raise Invalid(Issue("yaml", "a column's name is no text", "put it in quotes"))
    return plan


def write_yaml(steps: Mapping[str, Any]) -> str:
    """The plan as YAML, in its own order."""
    return yaml.safe_dump(dict(steps), allow_unicode=True, sort_keys=False)


def place_of(issue: Issue, columns: Iterable[str]) -> tuple[str, str]:
    """(column, rest) that an issue of a plan is about; ("", place) when it is about no column."""
    inside = [name for name in columns if f"{issue.place}.".startswith(f"columns.{name}.")]
    name = max(inside, key=len, default="")
    return (name, issue.place.removeprefix(f"columns.{name}").strip(".")) if name else ("", issue.place)
