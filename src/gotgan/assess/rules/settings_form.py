"""Settings of a version as a form sends them, and as it shows them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from gotgan.assess.rules.settings import COLUMNS
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.selection import CRITERIA

MOST_LIMITS = 60
BLANKS = 3
"""Empty rows for further floors and caps."""
WHOLE = ("choose", "zone_capacity", "draws", "seed")
NUMBERS = (
    "budget", "risk_ceiling", "spread", "core_from", "reserve_from", "cost_weight", "risk_weight", "redundancy_factor",
    "shortlist_factor",
)  # fmt: skip
_SHAKEN = ("draws", "spread", "seed", "core_from", "reserve_from")
_MAKING = ("cost_weight", "risk_weight", "redundancy_factor", "shortlist_factor")
_SCOPE = ("organisations", "modalities")
_OF_LIMIT = ("kind", "column", "value", "count")
_OPTIONAL = ("budget", "zone_capacity", "risk_ceiling")


def document_of(typed: Mapping[str, str], before: Mapping[str, Any]) -> dict[str, Any]:
    """The document to set, `before` where the form has no field. Raises: Invalid for what is no number at all."""
    issues: list[Issue] = []
    read = {name: _number(name, typed.get(name, ""), issues) for name in (*WHOLE, *NUMBERS)}
    weights = {
        each.id: _number(f"weights.{each.id}", typed.get(f"weight-{each.id}", ""), issues) or 0 for each in CRITERIA
    }
    limits = list(_limits(typed, issues))
    if issues:
        raise Invalid(*issues)
    found = {
        "choose": read["choose"],
        "weights": weights,
        "floors": _by_column(limits, "floors"),
        "caps": _by_column(limits, "caps"),
        "one_per_cluster": typed.get("one_per_cluster") == "on",
        "robustness": {name: read[name] for name in _SHAKEN if read[name] is not None},
        "making": {
            **before.get("making", {}),
            **{name: read[name] for name in _MAKING if read[name] is not None},
            **{name: _codes(typed[name]) for name in _SCOPE if name in typed},
        },
    }
    return found | {name: read[name] for name in _OPTIONAL if read[name] is not None}


def _number(place: str, text: str, issues: list[Issue]) -> float | None:
    """None for an empty field; grouped digits are read; a whole number stays one."""
    said = text.replace(",", "").strip()
    if not said:
        return None
    try:
        return int(said) if said.lstrip("+-").isdigit() and len(said) < 20 else float(said)
    except ValueError:
        issues.append(Issue(place, "it is no number", "write digits"))
        return None


def _codes(text: str) -> list[str]:
    """Codes between commas or spaces, each once, in order."""
    return sorted({code for code in text.replace(",", " ").split() if code})


def _limits(typed: Mapping[str, str], issues: list[Issue]) -> Iterator[tuple[str, str, str, int]]:
    for row in range(MOST_LIMITS):
        kind, column = typed.get(f"limit-{row}-kind", ""), typed.get(f"limit-{row}-column", "")
        value, count = typed.get(f"limit-{row}-value", "").strip(), typed.get(f"limit-{row}-count", "").strip()
        if not value and not count:
            continue
        place = f"{kind}.{column}.{value}"
        if kind not in ("floors", "caps") or column not in COLUMNS or not value:
            issues.append(Issue(place, "it is not whole", "choose at least or at most, what, and which value"))
        elif not (count.isascii() and count.isdigit() and len(count) < 10):
            issues.append(Issue(place, "it is no whole number", "write digits"))
        else:
            yield kind, column, value, int(count)


def _by_column(limits: list[tuple[str, str, str, int]], kind: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for of, column, value, count in limits:
        if of == kind:
            found.setdefault(column, {})[value] = count
    return found


def typed_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document as the form shows it: numbers by field, `limits` as rows with some blank ones after them."""
    making, shaken = document.get("making", {}), document.get("robustness", {})
    found: dict[str, Any] = {name: document.get(name) for name in ("choose", *_OPTIONAL, "one_per_cluster")}
    found |= {name: shaken.get(name) for name in _SHAKEN} | {name: making.get(name) for name in _MAKING}
    found |= {name: ", ".join(making.get(name, ())) for name in _SCOPE}
    found["weights"] = [(each, document.get("weights", {}).get(each.id, 0)) for each in CRITERIA]
    rows = [
        {"kind": kind, "column": column, "value": value, "count": count}
        for kind in ("floors", "caps")
        for column, counts in document.get(kind, {}).items()
        for value, count in counts.items()
    ]
    found["limits"] = [*rows, *(dict.fromkeys(_OF_LIMIT, "") for _ in range(BLANKS))]
    found["total"] = round(sum(weight for _, weight in found["weights"] if isinstance(weight, int | float)), 6)
    return found


def as_typed(typed: Mapping[str, str]) -> dict[str, Any]:
    """What was sent, word for word, as the form shows it: nothing that somebody typed is lost to a wrong number."""
    found: dict[str, Any] = {name: typed.get(name, "") for name in (*WHOLE, *NUMBERS, *_SCOPE)}
    found["one_per_cluster"] = typed.get("one_per_cluster") == "on"
    found["weights"] = [(each, typed.get(f"weight-{each.id}", "")) for each in CRITERIA]
    rows = ({name: typed.get(f"limit-{row}-{name}", "") for name in _OF_LIMIT} for row in range(MOST_LIMITS))
    written = [row for row in rows if row["value"] or row["count"]]
    found["limits"] = [*written, *(dict.fromkeys(_OF_LIMIT, "") for _ in range(BLANKS))]
    numbers = [_number("", weight, []) or 0 for _, weight in found["weights"]]
    found["total"] = round(sum(each for each in numbers if math.isfinite(each)), 6)
    return found


def field_places(form: Mapping[str, Any]) -> dict[str, str]:
    """{what an issue names: the field of the form where it is typed}, of those that are called otherwise there."""
    limits = {
        f"{row['kind']}.{row['column']}.{row['value']}": f"limit-{place}-count"
        for place, row in enumerate(form["limits"])
        if row["value"] or row["count"]
    }
    return {**{f"weights.{each.id}": f"weight-{each.id}" for each, _ in form["weights"]}, **limits}
