"""Plans weighed around one: where it begins, what may be tried beside, and how a proposal becomes an order's plan.

Source: docs/reference/risk-utility.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gotgan.refine.rules.planning import KEYED
from gotgan.terms.decision import Decision
from gotgan.terms.inspection import CUSTODY, Suggestion

BEGIN = {"k": 5, "mode": "local"}
"""What a plan asks for that nobody wrote yet."""
BESIDE = ("round", "top_code", "bottom_code", "microaggregate")
"""Techniques that a suggestion may add to a column which the plan keeps."""
MOST_BESIDE = 2
LEARNT = ("keep", "sensitive", "key", "round", "top_code", "bottom_code", "microaggregate")
"""Done to columns of which a model may still learn; noise and swapping are drawn, and are not asked for."""


def begin_plan(suggestions: Iterable[Suggestion], table: str = "") -> dict[str, Any]:
    """The plan that the suggestions make; nothing when there are none."""
    columns = {each.column: dict(each.entry) for each in suggestions}
    if not columns:
        return {}
    return {"columns": columns, "privacy": dict(BEGIN)} | ({"table": table} if table else {})


def may_weigh(steps: Mapping[str, Any], target: str) -> Decision:
    """Whether plans can be weighed around this one: it must generalise, and pass the target on."""
    columns = steps.get("columns", {})
    if not any(entry.get("do") == "key" for entry in columns.values()):
        return Decision.no("the plan generalises no column; mark those that others may know as quasi-identifiers")
    if target and columns.get(target, {}).get("do") not in LEARNT:
        return Decision.no("the plan does not pass on the column that a model shall learn; choose another")
    return Decision.yes()


def targets_of(steps: Mapping[str, Any]) -> tuple[str, ...]:
    """Columns of which a model may learn; those that are no keys first."""
    columns = {name: entry["do"] for name, entry in steps.get("columns", {}).items() if entry["do"] in LEARNT}
    return tuple(sorted(columns, key=lambda name: (columns[name] == "key", columns[name] != "sensitive")))


def beside(steps: Mapping[str, Any], suggestions: Iterable[Suggestion]) -> dict[str, dict[str, Any]]:
    """What could be done to columns that the plan keeps, as the suggestions have it: {column: entry}, at most two."""
    kept = {name for name, entry in steps.get("columns", {}).items() if entry.get("do") == "keep"}
    found = {
        each.column: dict(each.entry) for each in suggestions if each.column in kept and each.entry.get("do") in BESIDE
    }
    return dict(list(found.items())[:MOST_BESIDE])


def order_plan(document: Mapping[str, Any], table: str = "") -> dict[str, Any]:
    """A plan of the engine as an order keeps it: the key is that of custody, the table is named."""
    columns = {
        name: {**entry, "key": CUSTODY} if entry["do"] in KEYED else dict(entry)
        for name, entry in document["columns"].items()
    }
    return {**document, "columns": columns} | ({"table": table} if table else {})


def changed_columns(steps: Mapping[str, Any], base: Mapping[str, Any]) -> frozenset[str]:
    """Columns with which one plan does something else than the other."""
    ours, theirs = steps.get("columns", {}), base.get("columns", {})
    return frozenset(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
