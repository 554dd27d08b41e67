"""Krippendorff's alpha: how far assessors agree beyond chance, with an interval. Imports numpy: load it where used.

Source: Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability" (coincidences, distances, alpha);
Zapf et al. 2016, BMC Medical Research Methodology 16:93 (interval by drawing whole units again).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from gotgan.assess.rules.panel_figures import MAY_DECIDE
from gotgan.terms.questionnaire import Words
from gotgan.terms.selection import Agreement

Floats = npt.NDArray[np.float64]
DRAWS = 2000
SEED = 20110125
PART = 0.95
LEAST_DEFINED = 0.9
"""An interval is told where alpha could be computed in at least so many of the draws."""


class Level(StrEnum):
    """What a difference of two ratings means."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class Gap(StrEnum):
    """Why there is no alpha."""

    NO_OVERLAP = "no_overlap"
    ALL_EQUAL = "all_equal"


@dataclass(frozen=True)
class Alpha:
    """`items` were rated twice or more; `value` None with the `gap` that says why."""

    value: float | None
    low: float | None
    high: float | None
    items: int
    gap: Gap | None = None


def alpha_of(
    items: Sequence[Sequence[float]], level: Level = Level.ORDINAL, *, draws: int = DRAWS, seed: int = SEED
) -> Alpha:
    """`items`: the ratings that each item got, in any order; an item with fewer than two tells nothing and is left out.

    Range: 1 is full agreement, 0 what chance would give, below it disagreement by system. The order of items and
    of raters changes nothing, not even the interval. Memory: `draws` x distinct ratings squared.
    """
    pairable = [ratings for ratings in items if len(ratings) > 1]
    if not pairable:
        return Alpha(None, None, None, 0, Gap.NO_OVERLAP)
    values = np.array(sorted({value for ratings in pairable for value in ratings}), dtype=float)
    if len(values) == 1:
        return Alpha(None, None, None, len(pairable), Gap.ALL_EQUAL)
    each = _coincidences(_counts(pairable, values))
    value = float(_alpha(each.sum(axis=0)[None], values, level)[0])
    low, high = _interval(each, values, level, draws, seed)
    return Alpha(value, low, high, len(pairable))


def _counts(items: Sequence[Sequence[float]], values: Floats) -> Floats:
    """Items by values, in an order that does not depend on how they came."""
    place = {value: at for at, value in enumerate(values.tolist())}
    counts = np.zeros((len(items), len(values)))
    for at, ratings in enumerate(items):
        for rating in ratings:
            counts[at, place[rating]] += 1
    return counts[np.lexsort(counts.T)]


def _coincidences(counts: Floats) -> Floats:
    """Items x values x values: each item's pairs, weighted so that every rating counts once."""
    pairs = counts[:, :, None] * counts[:, None, :]
    places = np.arange(counts.shape[1])
    pairs[:, places, places] -= counts
    return np.asarray(pairs / (counts.sum(axis=1) - 1)[:, None, None])


def _alpha(coincidences: Floats, values: Floats, level: Level) -> Floats:
    """Of each matrix of coincidences (draws x values x values); not a number where all ratings are the same."""
    ratings = coincidences.sum(axis=2)
    distances = _distances(ratings, values, level)
    observed = (coincidences * distances).sum(axis=(1, 2))
    expected = np.einsum("bc,bk,bck->b", ratings, ratings, distances)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(expected > 0, observed / expected, np.nan)
    return np.asarray(1 - (ratings.sum(axis=1) - 1) * share)


def _distances(ratings: Floats, values: Floats, level: Level) -> Floats:
    """Squared distances of values, draws x values x values; ordinal ones depend on how often each was given."""
    if level is Level.NOMINAL:
        return np.asarray((1 - np.eye(len(values)))[None])
    if level is Level.RATIO:
        sums = values[:, None] + values[None]
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(sums == 0, 0, (values[:, None] - values[None]) / sums)
        return np.asarray(shares[None] ** 2)
    # the ratings that lie between two values, half of those at either end, are a difference of mid-ranks
    places = values[None] if level is Level.INTERVAL else np.cumsum(ratings, axis=1) - ratings / 2
    return np.asarray((places[:, :, None] - places[:, None, :]) ** 2)


def _interval(each: Floats, values: Floats, level: Level, draws: int, seed: int) -> tuple[float | None, float | None]:
    """From `draws` samples of as many items, drawn with replacement."""
    items, size = len(each), len(values)
    times = np.random.default_rng(seed).multinomial(items, np.full(items, 1 / items), size=draws)
    drawn = (times @ each.reshape(items, size * size)).reshape(draws, size, size)
    found = _alpha(drawn, values, level)
    found = found[~np.isnan(found)]
    if len(found) < LEAST_DEFINED * draws:
        return None, None
    low, high = np.quantile(found, [(1 - PART) / 2, (1 + PART) / 2])
    return float(low), float(high)


def agreement_of(items: Sequence[Sequence[int]], raters: int) -> Agreement:
    """How far `raters` agree on one criterion, whether that lets it decide, and why, in words."""
    found = alpha_of(items)
    decides = found.value is not None and found.value >= MAY_DECIDE
    return Agreement(found.value, found.low, found.high, found.items, raters, decides, _because(found, raters))


def _because(found: Alpha, raters: int) -> Words:
    if raters < 2 and found.gap is Gap.NO_OVERLAP:
        return Words("평가자가 한 명뿐이어서 일치도를 계산할 수 없습니다.", "One rater only: agreement is unknown.")
    if found.gap is Gap.NO_OVERLAP:
        return Words(
            "두 사람이 함께 평가한 데이터가 없어 일치도를 계산할 수 없습니다.",
            "No dataset was rated by two: agreement is unknown.",
        )
    if found.value is None:
        return Words(
            "모든 점수가 같아 알파를 정의할 수 없습니다. 척도가 구분하지 못했습니다.",
            "Every rating is the same: alpha is undefined, and the scale told nothing apart.",
        )
    said = f"{found.value:.2f}"
    if found.value < MAY_DECIDE:
        return Words(
            f"알파 {said}: {MAY_DECIDE} 미만이어서 선정을 좌우할 수 없습니다.",
            f"Alpha {said} is under {MAY_DECIDE}: it may not decide.",
        )
    return Words(f"알파 {said}: {MAY_DECIDE} 이상입니다.", f"Alpha {said} is {MAY_DECIDE} or more.")
