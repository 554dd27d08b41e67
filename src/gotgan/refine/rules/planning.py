"""Whether a plan reads as one, before the engine sees it. What only the data can tell, the engine's run tells.

Source: design/SHAPES, `deidentify`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gotgan.terms.errors import Issue
from gotgan.terms.inspection import CUSTODY

KEYED = ("pseudonymise", "mask_text")
"""Techniques that make pseudonyms or surrogates under a key."""
PICTURES = "mask_pictures"
"""For columns of bytes alone."""
TECHNIQUES = (
    "suppress", "keep", "key", "sensitive", "mask", "round", "top_code", "bottom_code", "microaggregate", "noise",
    "swap", "pseudonymise", "mask_text", PICTURES,
)  # fmt: skip
"""What may be done to a column; `key` generalises a quasi-identifier by its hierarchy."""
BUILT_IN = "builtin:"
MODES = ("local", "global")
UNLISTED = ("refuse", "suppress", "keep")
LEAST_K = 2


def check_plan(plan: Mapping[str, Any]) -> tuple[Issue, ...]:
    """Every problem of the plan that its text shows: no columns, unknown words, a key that is written out."""
    columns = plan.get("columns")
    if not isinstance(columns, Mapping) or not columns:
        return (Issue("columns", "there are none", "say for each column what is done with it"),)
    issues = [issue for name, entry in columns.items() for issue in _column_issues(f"columns.{name}", entry)]
    issues += _privacy_issues(plan.get("privacy", {}))
    if plan.get("unlisted", "refuse") not in UNLISTED:
        issues.append(Issue("unlisted", "it is unknown", f"use one of {', '.join(UNLISTED)}"))
    return tuple(issues)


def techniques_for(kind: str | None, chosen: str = "") -> tuple[str, ...]:
    """Those that go with a column of this profile type, and the one that was chosen already."""
    return tuple(each for each in TECHNIQUES if each != PICTURES or kind == "binary" or chosen == PICTURES)


def engine_plan(plan: Mapping[str, Any], reference: str) -> dict[str, Any]:
    """The same plan as the engine reads it: the key of custody under the reference that it is handed over by."""
    columns = {
        name: {**entry, "key": reference} if entry["do"] in KEYED else dict(entry)
        for name, entry in plan["columns"].items()
    }
    return {**{name: value for name, value in plan.items() if name != "table"}, "columns": columns}


def needs_key(plan: Mapping[str, Any]) -> bool:
    """Whether the plan makes pseudonyms or surrogates, for which a key must lie in custody."""
    return any(entry.get("do") in KEYED for entry in plan["columns"].values())


def _column_issues(place: str, entry: Any) -> list[Issue]:
    if not isinstance(entry, Mapping) or "do" not in entry:
        return [Issue(place, "it does not say what is done", "write {do: keep} or another technique")]
    if entry["do"] not in TECHNIQUES:
        return [Issue(f"{place}.do", "it is unknown", f"use one of {', '.join(TECHNIQUES)}")]
    issues = []
    hierarchy = entry.get("hierarchy", BUILT_IN)
    if not isinstance(hierarchy, str) or not hierarchy.startswith(BUILT_IN):
        issues.append(Issue(f"{place}.hierarchy", "it is not built in", f"write {BUILT_IN}age, or leave it out"))
    if entry.get("key", CUSTODY) != CUSTODY:
        issues.append(Issue(f"{place}.key", "a key is named in the plan", f"write {CUSTODY}: keys lie apart"))
    return issues


def _privacy_issues(privacy: Any) -> list[Issue]:
    if not isinstance(privacy, Mapping):
        return [Issue("privacy", "it is not a mapping", "write {k: 5}")]
    issues = []
    k = privacy.get("k", LEAST_K)
    if isinstance(k, bool) or not isinstance(k, int) or k < LEAST_K:
        issues.append(Issue("privacy.k", f"it is not a whole number from {LEAST_K}", "5 is usual"))
    if privacy.get("mode", "local") not in MODES:
        issues.append(Issue("privacy.mode", "it is unknown", f"use one of {', '.join(MODES)}"))
    for name in ("t", "suppression_limit"):
        value = privacy.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            issues.append(Issue(f"privacy.{name}", "it is not a share from 0 to 1", "write 0.3"))
    return issues
