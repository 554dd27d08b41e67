"""How much of a table is kept by processing: 0 to 1, a weighted mean over its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gotgan.engine.potential.rates import Rates

_WHOLE = ("keep", "sensitive")
_BY_DRIFT = ("round", "top_code", "bottom_code", "microaggregate", "noise", "swap", "mask")


def kept_of_columns(
    entries: Mapping[str, Mapping[str, Any]], utility: Mapping[str, Any], losses: Mapping[str, float], rates: Rates
) -> dict[str, float]:
    """By column. `losses`: of each key, measured on the written file; other columns by their drift (`utility`)."""
    drift = utility.get("drift", {})
    return {name: _kept(name, entry["do"], drift, losses, rates["kept"]) for name, entry in entries.items()}


def _kept(name: str, do: str, drift: Mapping[str, float], losses: Mapping[str, float], assumed: Rates) -> float:
    if do in _WHOLE:
        return 1.0
    if do == "key":
        return 1.0 - losses.get(name, 0.0)
    if do in _BY_DRIFT:
        return 1.0 - min(1.0, float(drift.get(name, 0.0)))
    if do == "mask_text":
        return 1.0 - float(assumed["masked_text_loses"]) * min(1.0, float(drift.get(name, 0.0)))
    return float(assumed["pseudonym"]) if do == "pseudonymise" else 0.0


def utility_of(kept: Mapping[str, float], identifying: frozenset[str], rates: Rates) -> float:
    """`identifying`: columns that name somebody outright; a model learns little of them, so they weigh less."""
    light = float(rates["kept"]["identifier_weight"])
    weights = {name: light if name in identifying else 1.0 for name in kept}
    total = sum(weights.values())
    return sum(weights[name] * value for name, value in kept.items()) / total if total else 0.0
