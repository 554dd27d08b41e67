"""How many people are unique in the population, estimated from the classes of a sample.

Zayatz 1991; slide negative binomial, Chen and McNulty 1998 (number of classes: Shlosser's estimator, Haas and Stokes
1998); Pitman, Hoshino 2001. Which one to believe: Dankar, El Emam, Neisa, Roffey 2012, as ARX applies it: Pitman up to
a sampling fraction of a tenth (Zayatz where it gives nothing), above it the smaller one of Zayatz and SNB.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, isfinite, lgamma, log

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
FEW = 0.1
_STEPS, _NEAR = 200, 1e-9
_LEAST, _HALVINGS = 1e-6, 60


@dataclass(frozen=True)
class Uniques:
    """`count` persons of the population who are unique in it, by the model that was chosen."""

    count: float
    model: str


def estimate_uniques(sizes: Codes, population: int) -> Uniques:
    """`sizes`: of each class of the sample; `population`: persons the sample was drawn from, at least as many."""
    sample = int(sizes.sum())
    lone = int((sizes == 1).sum())
    if not lone:
        return Uniques(0.0, "none unique in the sample")
    if population <= sample:
        return Uniques(float(lone), "the table is the population")
    fraction = sample / population
    zayatz = min(zayatz_uniques(sizes, population), float(population))
    if fraction <= FEW:
        pitman = pitman_uniques(sizes, population)
        return Uniques(pitman, "pitman") if _is_count(pitman, population) else Uniques(zayatz, "zayatz")
    snb = snb_uniques(sizes, population)
    if _is_count(snb, population) and snb <= zayatz:
        return Uniques(snb, "snb")
    return Uniques(zayatz, "zayatz")


def _is_count(value: float, population: int) -> bool:
    return isfinite(value) and 0 < value <= population


def zayatz_uniques(sizes: Codes, population: int) -> float:
    """The sample's classes stand for the population's: which of them would be seen once, and were alone?"""
    sample = int(sizes.sum())
    size, count = np.unique(sizes, return_counts=True)
    seen_once = np.array([_once(int(each), sample, population) for each in size]) * count
    of_lone = float(seen_once[size == 1].sum() / seen_once.sum())
    return float(count[size == 1].sum()) * of_lone / (sample / population)


def _once(size: int, sample: int, population: int) -> float:
    """Probability that a class of `size` in the population is seen exactly once (hypergeometric)."""
    if size - 1 > population - sample:
        return 0.0
    others = _log_choose(population - size, sample - 1) - _log_choose(population, sample)
    return exp(log(size) + others)


def _log_choose(total: int, chosen: int) -> float:
    return lgamma(total + 1) - lgamma(chosen + 1) - lgamma(total - chosen + 1)


def pitman_uniques(sizes: Codes, population: int) -> float:
    """Maximum likelihood of Pitman's sampling formula with 0 <= alpha < 1, then the uniques it expects.

    On the edge, alpha = 0 (Ewens), theta itself is expected. nan when there is no maximum.
    """
    sample, classes = int(sizes.sum()), len(sizes)
    if not 1 < classes < sample:
        return float("nan")
    below = _Below(*np.unique(sizes, return_counts=True))

    def slope(alpha: float) -> float:
        theta = _theta(alpha, sample, classes)
        return ((classes - 1) - theta * _harmonic(theta, alpha, classes)) / alpha - below(alpha)

    if slope(_LEAST) < 0:
        return _theta(0.0, sample, classes)
    alpha = _bisect(slope, _LEAST, 1 - _LEAST)
    theta = _theta(alpha, sample, classes)
    return exp(lgamma(theta + 1) - lgamma(theta + alpha) + alpha * log(population))


def _theta(alpha: float, sample: int, classes: int) -> float:
    """Where the likelihood stops growing with theta, in logarithms of theta + alpha."""

    def slope(place: float) -> float:
        theta = exp(place) - alpha
        return _harmonic(theta, alpha, classes) - (_digamma(sample + theta) - _digamma(theta + 1))

    return exp(_bisect(slope, log(1e-9), log(1e12))) - alpha


def _harmonic(theta: float, alpha: float, classes: int) -> float:
    """Sum of 1 / (theta + i alpha) over 0 < i < classes."""
    if alpha < _LEAST:
        return (classes - 1) / theta
    return (_digamma(classes + theta / alpha) - _digamma(1 + theta / alpha)) / alpha


def _digamma(x: float) -> float:
    """Derivative of log gamma: upwards to where its series holds (Abramowitz and Stegun 6.3.18)."""
    below = 0.0
    while x < 10:
        below += 1 / x
        x += 1
    square = 1 / (x * x)
    return log(x) - 0.5 / x - square * (1 / 12 - square * (1 / 120 - square / 252)) - below


def _bisect(of: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function crosses zero; the nearer end when it does not."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if of(middle) > 0 else (low, middle)
    return (low + high) / 2


class _Below:
    """Sum over classes of sum over j < size of 1 / (j - alpha), by how many classes are larger than j."""

    def __init__(self, size: Codes, count: Codes) -> None:
        self.places = np.arange(1, int(size.max()), dtype=np.float64)
        larger = np.cumsum(np.bincount(size, weights=count)[::-1])[::-1]
        self.larger = larger[2:] if len(larger) > 2 else np.zeros(0)

    def __call__(self, alpha: float) -> float:
        return float((self.larger / (self.places - alpha)).sum())


def snb_uniques(sizes: Codes, population: int) -> float:
    """Class sizes as one plus a negative binomial (a, b), fitted to how many are seen once and twice."""
    fraction = int(sizes.sum()) / population
    one, two = float((sizes == 1).sum()), float((sizes == 2).sum())
    classes = _shlosser(sizes, fraction)

    def expected(at: Reals) -> Reals:
        a, b = float(np.exp(min(at[0], 50.0))), float(1 / (1 + np.exp(min(-at[1], 700.0))))
        missed = (1 - fraction) * (1 - b)
        seen = (b / (1 - missed)) ** a
        once = classes * fraction * seen * (1 + a * missed / (1 - missed))
        rest = (1 - b) * fraction**2 / 2 * a / (1 - missed) ** 2 * (2 - (1 - a) * missed)
        return np.array([once - one, classes * seen * rest - two]) / classes

    for start in ((0.0, 0.0), (-2.0, -2.0), (-3.0, 1.0), (2.0, 2.0)):
        a, b = _solve(expected, np.array(start))
        if isfinite(a) and isfinite(b):
            return float(classes * float(1 / (1 + np.exp(-b))) ** float(np.exp(min(a, 50.0))))
    return float("nan")


def _shlosser(sizes: Codes, fraction: float) -> float:
    """How many classes the population has."""
    size, count = np.unique(sizes, return_counts=True)
    one = float(count[size == 1].sum())
    unseen = (1 - fraction) ** size * count
    first = float((size * fraction**2 * (1 - fraction**2) ** (size - 1) * count).sum())
    second = float((unseen * ((1 + fraction) ** size - 1)).sum())
    third = float((size * fraction * (1 - fraction) ** (size - 1) * count).sum())
    return len(sizes) + one * first / second * (float(unseen.sum()) / third) ** 2


def _solve(of: Callable[[Reals], Reals], start: Reals) -> Reals:
    """Newton with halved steps where they would not come nearer; nan when it does not settle."""
    at, value = start, of(start)
    for _ in range(_STEPS):
        size = float(np.abs(value).max())
        if size < _NEAR:
            return at
        step = _step(of, at, value)
        if step is None:
            break
        for shrunk in (1, 0.5, 0.25, 0.1, 0.01, 0.001):
            with np.errstate(all="ignore"):
                next_value = of(at - shrunk * step)
            if np.isfinite(next_value).all() and np.abs(next_value).max() < size:
                at, value = at - shrunk * step, next_value
                break
        else:
            break
    return at if float(np.abs(value).max()) < _NEAR**0.5 else np.full(2, np.nan)


def _step(of: Callable[[Reals], Reals], at: Reals, value: Reals) -> Reals | None:
    slopes = np.empty((2, 2))
    for axis in range(2):
        width = 1e-6 * max(abs(at[axis]), 1e-3)
        moved = at.copy()
        moved[axis] += width
        slopes[:, axis] = (of(moved) - value) / width
    if not np.isfinite(slopes).all() or abs(np.linalg.det(slopes)) < 1e-300:
        return None
    return np.asarray(np.linalg.solve(slopes, value))
