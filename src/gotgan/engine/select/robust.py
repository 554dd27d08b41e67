"""Stochastic multicriteria acceptability analysis (SMAA): how far a place depends on the weights.

Lahdelma, Salminen: SMAA-2, Operations Research 49 (2001). Weights are drawn round the elicited ones, or, with spread
None, uniformly from the simplex (no preference known).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gotgan.engine.select.rules import Robustness
from gotgan.engine.select.scores import UNITS, Worths

Intervals = tuple[np.ndarray, np.ndarray] | None
"""Low and high of each criterion, n x criteria; None: values are exact."""
_CELLS = 2**24
"""Truths held at once; as numbers 0.13 GB."""
_BLOCK = 2**15
"""Scores worked on at once: they stay in the processor's cache."""
_GRID = 2.0**32
"""Steps of a weight when weights are summed: few enough that the sum is exact, in whatever order."""


@dataclass(frozen=True)
class Acceptability:
    """`share` n: of the draws in which a candidate is among the first `choose`; `central` n x criteria: the mean of the
    weights that put it there (NaN where none does)."""

    share: np.ndarray
    central: np.ndarray


def draw_weights(weights: np.ndarray, count: int, rng: np.random.Generator, spread: float | None) -> np.ndarray:
    """count x criteria, each row with the sum of `weights`."""
    if spread is None:
        drawn = rng.dirichlet(np.ones(len(weights)), count)
    else:
        drawn = weights * (1.0 + spread * rng.uniform(-1.0, 1.0, (count, len(weights))))
    sums = drawn.sum(axis=1, keepdims=True)
    scale: np.ndarray = np.divide(weights.sum(), sums, out=np.ones_like(sums), where=sums > 0)
    return np.asarray(drawn * scale)


def acceptability(
    criteria: np.ndarray, weights: np.ndarray, choose: int, robustness: Robustness, *, is_free: bool = False,
    intervals: Intervals = None, worths: Worths | None = None,
) -> Acceptability:  # fmt: skip
    """How often each of n candidates is among the first `choose` by score; between equals the first row wins.

    With `worths` the score of a draw is moved by as much as the best open way, each drawn between its ends, is then
    worth more or less than the best as given."""
    candidates = len(criteria)
    times, central = np.zeros(candidates), np.zeros(criteria.shape)
    if not candidates:
        return Acceptability(times, central)
    drawn = _drawn(weights, robustness, is_free=is_free)
    values = _Values(criteria, intervals, robustness.seed, worths)
    step = max(1, min(robustness.draws, _CELLS // candidates))
    for start in range(0, robustness.draws, step):
        some = drawn[start : start + step]
        is_in = np.concatenate([_among_first(scores, choose) for scores in _scores(some, values, weights)])
        times += is_in.sum(axis=0)
        central += is_in.astype(float).T @ (np.rint(some * (_GRID / weights.sum())))
    with np.errstate(invalid="ignore"):
        central /= times[:, None] * (_GRID / weights.sum())
        return Acceptability(times / robustness.draws, central)


def _drawn(weights: np.ndarray, robustness: Robustness, *, is_free: bool = False) -> np.ndarray:
    rng = np.random.default_rng(robustness.seed)
    return draw_weights(weights, robustness.draws, rng, None if is_free else robustness.spread)


class _Values:
    """Criterion values of one draw after another: as given, or anywhere between low and high, each criterion by a
    series of its own, so that the others' draws are what they are without it."""

    def __init__(
        self, criteria: np.ndarray, intervals: Intervals, seed: int, worths: Worths | None = None
    ) -> None:  # fmt: skip
        self.ways = None if worths is None else _Ways(worths, seed)
        self._columns = np.ascontiguousarray(criteria.T)
        self.shape = self._columns.shape
        self._between: dict[int, tuple[np.ndarray, np.ndarray, np.random.Generator]] = {}
        for place in range(len(self._columns)) if intervals is not None else ():
            low, high = (np.ascontiguousarray(end[:, place]) for end in intervals or ())
            if (high > low).any():
                self._between[place] = low, high - low, np.random.default_rng([seed, place + 1])

    def times(self, place: int, weights: np.ndarray, out: np.ndarray) -> None:
        """Into `out`, draws x n: the weight of each draw x the values that it drew."""
        if place not in self._between:
            np.multiply(weights, self._columns[place], out=out)
            return
        low, span, rng = self._between[place]
        rng.random(out=out)
        out *= span
        out += low
        out *= weights


class _Ways:
    """What the best way of each candidate is worth in one draw after another, beside the best as given; each mode by a
    series of its own."""

    def __init__(self, worths: Worths, seed: int) -> None:
        closed = np.isnan(worths.given).all(axis=1)
        given, low, high = (np.where(closed[:, None], 0.0, each) for each in (worths.given, worths.low, worths.high))
        self._best = np.fmax.reduce(given, axis=1)
        self._modes = [
            (np.ascontiguousarray(low[:, mode]), np.ascontiguousarray((high - low)[:, mode]),
             np.random.default_rng([seed, 0, mode + 1]))
            for mode in range(given.shape[1]) if not np.isnan(given[:, mode]).all()
        ]  # fmt: skip

    def moves(self, most: np.ndarray, term: np.ndarray) -> np.ndarray:
        """Into `most`, draws x n; `term` is written over."""
        most.fill(-np.inf)
        for low, span, rng in self._modes:
            rng.random(out=term)
            term *= span
            term += low
            np.fmax(most, term, out=most)
        most -= self._best
        return most


def _scores(drawn: np.ndarray, values: _Values, weights: np.ndarray) -> Iterator[np.ndarray]:
    """Some draws x n, one after the other: whole numbers of UNITS. Each is written over by the next."""
    criteria, candidates = values.shape
    rows = max(1, _BLOCK // candidates)
    held, term, most = np.empty((3, min(rows, len(drawn)), candidates))
    for start in range(0, len(drawn), rows):
        some = drawn[start : start + rows, :, None]
        scores, part = held[: len(some)], term[: len(some)]
        values.times(0, some[:, 0], scores)
        for place in range(1, criteria):
            values.times(place, some[:, place], part)
            scores += part
        if values.ways is not None:
            scores += values.ways.moves(most[: len(some)], part)
        scores *= UNITS / weights.sum()
        yield np.rint(scores, out=scores)


def _all_scores(
    criteria: np.ndarray, weights: np.ndarray, robustness: Robustness, intervals: Intervals, worths: Worths | None
) -> np.ndarray:  # fmt: skip
    """draws x n, for short lists."""
    values = _Values(criteria, intervals, robustness.seed, worths)
    return np.concatenate([scores.copy() for scores in _scores(_drawn(weights, robustness), values, weights)])


def _among_first(scores: np.ndarray, choose: int) -> np.ndarray:
    """draws x n: whether a candidate is among the first `choose` of its draw."""
    draws, candidates = scores.shape
    if choose >= candidates:
        return np.ones((draws, candidates), bool)
    line = np.partition(scores, candidates - choose, axis=1)[:, candidates - choose, None]
    above = scores > line
    level = scores == line
    room = choose - above.sum(axis=1, keepdims=True)
    is_tied = level.sum(axis=1) > room[:, 0]
    if is_tied.any():
        level[is_tied] &= np.cumsum(level[is_tied], axis=1) <= room[is_tied]
    return np.asarray(above | level)


def rank_acceptability(
    criteria: np.ndarray, weights: np.ndarray, robustness: Robustness, intervals: Intervals = None,
    worths: Worths | None = None,
) -> np.ndarray:  # fmt: skip
    """n x n: the share of draws in which candidate i has rank j; for short lists, as it is as long as wide."""
    order = np.argsort(-_all_scores(criteria, weights, robustness, intervals, worths), axis=1, kind="stable")
    found = np.zeros((len(criteria), len(criteria)))
    for rank in range(len(criteria)):
        found[:, rank] = np.bincount(order[:, rank], minlength=len(criteria))
    return found / robustness.draws


def pairwise_winning(
    criteria: np.ndarray, weights: np.ndarray, robustness: Robustness, intervals: Intervals = None,
    worths: Worths | None = None,
) -> np.ndarray:  # fmt: skip
    """n x n: the share of draws in which i scores above j, equal scores halved; for short lists."""
    scores = _all_scores(criteria, weights, robustness, intervals, worths)
    found = np.full((len(criteria), len(criteria)), 0.5)
    for first in range(len(criteria)):
        beside = scores[:, first, None] - scores
        found[first] = ((beside > 0) + 0.5 * (beside == 0)).mean(axis=0)
    return found
