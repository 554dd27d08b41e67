"""Stochastic multicriteria acceptability analysis (SMAA): how far a place depends on the weights.

Lahdelma, Salminen: SMAA-2, Operations Research 49 (2001). Weights are drawn round the elicited ones, or, with spread
None, uniformly from the simplex (no preference known).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gotgan.engine.select.rules import Robustness

_CELLS = 2**24
"""Scores held at once: 0.13 GB."""


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
    criteria: np.ndarray, weights: np.ndarray, choose: int, robustness: Robustness, *, is_free: bool = False
) -> Acceptability:
    """How often each of n candidates is among the first `choose` by score; between equals the first row wins."""
    candidates = len(criteria)
    rng = np.random.default_rng(robustness.seed)
    times, central = np.zeros(candidates), np.zeros(criteria.shape)
    if not candidates:
        return Acceptability(times, central)
    step = max(1, min(robustness.draws, _CELLS // candidates))
    for start in range(0, robustness.draws, step):
        count = min(step, robustness.draws - start)
        drawn = draw_weights(weights, count, rng, None if is_free else robustness.spread)
        is_in = _among_first(drawn @ criteria.T, choose)
        times += is_in.sum(axis=0)
        central += is_in.T.astype(float) @ drawn
    with np.errstate(invalid="ignore"):
        return Acceptability(times / robustness.draws, central / times[:, None])


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


def rank_acceptability(criteria: np.ndarray, weights: np.ndarray, robustness: Robustness) -> np.ndarray:
    """n x n: the share of draws in which candidate i has rank j; for short lists, as it is as long as wide."""
    rng = np.random.default_rng(robustness.seed)
    drawn = draw_weights(weights, robustness.draws, rng, robustness.spread)
    order = np.argsort(-(drawn @ criteria.T), axis=1, kind="stable")
    found = np.zeros((len(criteria), len(criteria)))
    for rank in range(len(criteria)):
        found[:, rank] = np.bincount(order[:, rank], minlength=len(criteria))
    return found / robustness.draws


def pairwise_winning(criteria: np.ndarray, weights: np.ndarray, robustness: Robustness) -> np.ndarray:
    """n x n: the share of draws in which i scores above j, equal scores halved; for short lists."""
    rng = np.random.default_rng(robustness.seed)
    drawn = draw_weights(weights, robustness.draws, rng, robustness.spread)
    scores = drawn @ criteria.T
    found = np.full((len(criteria), len(criteria)), 0.5)
    for first in range(len(criteria)):
        beside = scores[:, first, None] - scores
        found[first] = ((beside > 0) + 0.5 * (beside == 0)).mean(axis=0)
    return found
