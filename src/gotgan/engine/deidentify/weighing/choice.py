"""Which of many plans are worth showing: those no other beats in every respect, and of them a few that differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from gotgan.engine.deidentify.weighing.candidates import Candidate

_ACCURACY_STEP = 0.005
"""Half a point of accuracy is noise of the split."""
_DIGITS = 9
Objectives = tuple[float, ...]


def objectives_of(figures: Mapping[str, Any]) -> Objectives:
    """Less is better: loss, risk of linkage, of a single column, drift, wrong answers of the model."""
    accuracy = figures["accuracy"]
    wrong = 0.0 if accuracy is None else round((1 - accuracy["released"]) / _ACCURACY_STEP) * _ACCURACY_STEP
    given = (figures["loss"], figures["attack"]["linkage"]["success"], figures["exposed_max"],
             figures["drift_mean"], wrong)  # fmt: skip
    return tuple(round(value, _DIGITS) for value in given)


def on_frontier(points: Sequence[Objectives]) -> list[int]:
    """Places of the points that none beats; of equal ones the first."""
    kept = []
    for place, point in enumerate(points):
        beaten = any(_beats(other, point) or (other == point and at < place) for at, other in enumerate(points))
        if not beaten:
            kept.append(place)
    return kept


def _beats(one: Objectives, other: Objectives) -> bool:
    return one != other and all(ours <= theirs for ours, theirs in zip(one, other, strict=True))


def spread(tried: Sequence[tuple[Candidate, Mapping[str, Any]]], most: int) -> list[Candidate]:
    """The most useful, the safest and the most balanced one, then always the one farthest from those chosen."""
    points = _scaled([objectives_of(figures) for _, figures in tried])
    if len(tried) <= most:
        return [candidate for candidate, _ in tried]
    order = [int(np.lexsort((points[:, 0], points[:, 4]))[0]), int(np.lexsort((points[:, 0], points[:, 1]))[0]),
             int(np.argmin((points**2).sum(axis=1)))]  # fmt: skip
    chosen = list(dict.fromkeys(order))[:most]
    while len(chosen) < most:
        apart = np.min([((points - points[each]) ** 2).sum(axis=1) for each in chosen], axis=0)
        apart[chosen] = -1
        chosen.append(int(np.argmax(apart)))
    return [tried[place][0] for place in sorted(chosen)]


def _scaled(points: Sequence[Objectives]) -> npt.NDArray[np.float64]:
    """Each respect from 0 (best seen) to 1 (worst seen)."""
    values = np.array(points, dtype=np.float64)
    low, width = values.min(axis=0), np.ptp(values, axis=0)
    return np.asarray((values - low) / np.where(width > 0, width, 1.0))
