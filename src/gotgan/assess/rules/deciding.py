"""Which criteria decide, and what a candidate's criteria are once the panel has rated.

A criterion on which the panel does not agree (Krippendorff's alpha under `MAY_DECIDE`), or that only a panel can rate
while none has, decides nothing: its weight is 0 and the others are rescaled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gotgan.assess.rules.criteria import DEFAULTS
from gotgan.assess.rules.panel_figures import MAY_DECIDE
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.selection import CRITERIA, PanelResult

RATED = tuple(each.id for each in CRITERIA if each.is_rated)
MEASURED_TOO = frozenset({"labels"})
"""Rated criteria that have a measured part as well."""


def has_panel(panel: PanelResult) -> bool:
    return bool(panel.values)


def deciding_weights(weights: Mapping[str, float], panel: PanelResult) -> tuple[dict[str, float], tuple[str, ...]]:
    """Weights that sum to what those given sum to, and a note for each criterion that does not decide.

    Raises: Invalid when none is left.
    """
    silent = {name: said for name in RATED if (said := _silence(name, panel)) and weights.get(name)}
    kept = {name: 0.0 if name in silent else float(value) for name, value in weights.items()}
    left, total = sum(kept.values()), sum(weights.values())
    if left <= 0:
        raise Invalid(Issue("weights", "no criterion with a weight may decide", "give a measured one a weight"))
    scaled = {name: value * total / left for name, value in kept.items()} if silent else kept
    return scaled, tuple(f"{name}: {said}; it does not decide" for name, said in silent.items())


def _silence(name: str, panel: PanelResult) -> str:
    """Why a rated criterion does not decide; empty when it does."""
    if not has_panel(panel):
        return "" if name in MEASURED_TOO else "no panel has rated it"
    found = panel.agreement.get(name)
    if name not in panel.values:
        return "" if name in MEASURED_TOO else "the panel has not rated it"
    if found is None or found.decides:
        return ""
    alpha = "not known" if found.alpha is None else f"{found.alpha:.2f}"
    return f"alpha {alpha} is under {MAY_DECIDE}"


def rated_criteria(measured: Mapping[str, float], dataset: str, panel: PanelResult) -> dict[str, float]:
    """All criteria of a candidate: measured ones as they are, rated ones by the panel, both as their mean.

    What the panel has not rated gets its default.
    """
    found = {each.id: measured.get(each.id, DEFAULTS.get(each.id, 0.0)) for each in CRITERIA}
    for name in RATED:
        rating = panel.values.get(name, {}).get(dataset)
        if rating is not None:
            own = measured.get(name) if name in MEASURED_TOO else None
            found[name] = round(rating.value if own is None else (rating.value + own) / 2, 6)
    return found


def criterion_ends(line: Mapping[str, Any], panel: PanelResult) -> dict[str, tuple[float, float]]:
    """Low and high of a candidate's criteria that are not exact: what a trial estimated, what the panel rated."""
    found = {
        name: (float(each["low"]), float(each["high"])) for name, each in line["criteria"].items() if "low" in each
    }  # fmt: skip
    for name in RATED:
        rating = panel.values.get(name, {}).get(line["id"])
        if rating is not None:
            own = line["criteria"].get(name) if name in MEASURED_TOO else None
            ends = (rating.low, rating.value, rating.high)
            low, value, high = (each if own is None else (each + float(own["value"])) / 2 for each in ends)
            found[name] = (round(min(low, value), 6), round(max(high, value), 6))
    return {name: ends for name, ends in found.items() if ends[0] < ends[1]}
