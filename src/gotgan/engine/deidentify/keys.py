"""Keys of a plan, looked up where it runs: by reference only, never short, never told."""

from __future__ import annotations

from collections.abc import Mapping

from gotgan.engine.deidentify.plan import Plan
from gotgan.engine.deidentify.techniques.pseudonym import SHORTEST_KEY, Key
from gotgan.engine.sources.credential import resolve
from gotgan.terms.errors import GotganError, Invalid, Issue

_REMEDY = f"set it to a secret of {SHORTEST_KEY} characters or more, kept apart from the data"


def open_keys(plan: Plan, environment: Mapping[str, str] | None = None) -> dict[str, Key]:
    """The keys that the plan refers to, by reference. Raises: Invalid for each that is unset or too short."""
    references = [column.options["key"] for column in plan.columns.values() if "key" in column.options]
    references += [plan.seed] if plan.seed.startswith("env:") else []
    keys, issues = {}, []
    for reference in dict.fromkeys(references):
        try:
            value = resolve(reference, environment=environment).reveal()
        except GotganError:
            issues.append(Issue(reference, "is not set", _REMEDY))
            continue
        if len(value) < SHORTEST_KEY:
            issues.append(Issue(reference, f"is shorter than {SHORTEST_KEY} characters", _REMEDY))
        keys[reference] = Key(reference, value.encode())
    if issues:
        raise Invalid(*issues)
    return keys


def seed_of(plan: Plan, keys: Mapping[str, Key]) -> str:
    """What random draws begin with: a number that the plan tells, or derived from a key."""
    if plan.seed in keys:
        return keys[plan.seed].derive("draws", plan.project, plan.recipient).secret.hex()
    return plan.seed
