"""What providing a dataset takes: hours and won by the counted work and the rates, with an interval.

Steps are independent of each other: the distances from the expected to the low and to the high figure add up as
squares. The price of an hour is the same for all of them, so its low and high multiply. Finished work orders
correct the whole: see `Calibration`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from gotgan.engine.potential.rates import Rates
from gotgan.terms.selection import Interval

PRIOR = 5
"""Finished orders that weigh as much as the rates themselves."""
_SPREAD = 1.28
"""Deviations on either side of which a tenth of the orders lie."""
_FEWEST = 3
Points = tuple[float, float, float]
Counts = Mapping[str, float]


@dataclass(frozen=True)
class Calibration:
    """`factor` on every estimate, and how far finished orders were from it (in logarithms); 1 and 0 from none."""

    factor: float = 1.0
    spread: float = 0.0
    orders: int = 0


def calibrate(finished: Sequence[tuple[float, float]]) -> Calibration:
    """From (estimated, spent) of finished work orders, in hours or won alike; pairs without a figure are left out.

    The mean logarithm of spent / estimated, drawn to 0 by PRIOR orders.
    """
    logs = [log(spent / estimated) for estimated, spent in finished if estimated > 0 and spent > 0]
    if not logs:
        return Calibration()
    mean = sum(logs) / (len(logs) + PRIOR)
    own = sum(logs) / len(logs)
    deviation = sqrt(sum((each - own) ** 2 for each in logs) / (len(logs) - 1)) if len(logs) >= _FEWEST else 0.0
    return Calibration(exp(mean), deviation, len(logs))


def hours_of(counts: Counts, rates: Rates, known: Calibration | None = None) -> Interval:
    """`counts`: how many units of each task of the rates. Hours."""
    low = high = value = 0.0
    for task, units in counts.items():
        least, expected, most = (float(each) * units for each in rates["tasks"][task])
        value += expected
        low += (expected - least) ** 2
        high += (most - expected) ** 2
    return _calibrated(Interval(value, max(value - sqrt(low), 0.0), value + sqrt(high)), known or Calibration())


def _calibrated(hours: Interval, known: Calibration) -> Interval:
    wide = exp(_SPREAD * known.spread)
    value = hours.value * known.factor
    low, high = hours.low * known.factor, hours.high * known.factor
    return Interval(value, min(low, value / wide), max(high, value * wide))


def won_of(hours: Interval, rates: Rates, extra: Sequence[float] = (0.0, 0.0, 0.0)) -> Interval:
    """`extra`: low, expected and high won beside the hours."""
    low, expected, high = (float(each) for each in rates["hour_won"])
    return Interval(hours.value * expected + extra[1], hours.low * low + extra[0], hours.high * high + extra[2])


def processing_counts(steps: Sequence[Mapping[str, int]], reviewers: int) -> dict[str, float]:
    """Of the tried tables together; the adequacy review only where something was de-identified."""
    total = {name: sum(each.get(name, 0) for each in steps) for name in _TASK_OF}
    counts = {_TASK_OF[name]: number * _SIZE.get(name, 1.0) for name, number in total.items() if number}
    is_reviewed = any(each.get("deidentified") for each in steps)
    return {"prepare": 1.0, "publish": 1.0, **counts} | (
        {"deidentify": 1.0, "review": float(reviewers)} if is_reviewed else {}
    )


_TASK_OF = {
    "defects": "defect", "code_columns": "code_column", "deidentified_columns": "deidentify_column",
    "columns": "describe_column", "rows": "million_rows",
}  # fmt: skip
_SIZE = {"rows": 1e-6}


def media_counts(untried: Mapping[str, int], has_labels: bool, pages_without_text: int) -> dict[str, float]:
    """Pictures, sounds and videos without labels, documents to extract from and to digitise."""
    files = sum(untried.get(kind, 0) for kind in ("image", "audio", "video"))
    counts = {
        "label_thousand": 0.0 if has_labels else files / 1000,
        "extract_thousand": untried.get("document", 0) / 1000,
        "digitise_thousand_pages": pages_without_text / 1000,
    }
    return {name: number for name, number in counts.items() if number}
