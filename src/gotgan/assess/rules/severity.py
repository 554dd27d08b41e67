"""How severe each assessor is, and what a dataset is worth without it. Imports numpy: load it where used.

Model: rating = dataset + assessor + error, by least squares; assessors' parts sum to 0 within each group of
assessors that share datasets. Severity is an assessor's part with its sign turned: positive gives less than the
others give to the same data.
Source: the additive two-way layout with missing cells, e.g. Searle 1971, "Linear Models", chapter 7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gotgan.assess.rules.panel_figures import HIGHEST, LOWEST
from gotgan.terms.selection import Interval

Floats = npt.NDArray[np.float64]
ROUNDING = 1 / 12
"""Variance of a rating in whole points around what was meant: nobody's error is smaller."""
_T = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
"""Student's t, 97.5 %, by degrees of freedom from 1; beyond them the normal's."""
_NORMAL = 1.96


@dataclass(frozen=True)
class Rated:
    """One rating, 1 to 5."""

    dataset: str
    assessor: int
    value: int


@dataclass(frozen=True)
class Severity:
    """Points by which the ratings lie below (+) or above (-) those of the others on the same data; `error` None:
    nothing is left to estimate it from."""

    value: float
    error: float | None
    ratings: int


@dataclass(frozen=True)
class Valued:
    """`raw` and `adjusted` mean in points; `interval` of the adjusted one, 1 to 5 as 0 to 1."""

    raw: float
    adjusted: float
    error: float | None
    ratings: int
    interval: Interval


@dataclass(frozen=True)
class Fit:
    """`groups`: assessors who are comparable with each other; more than one means severities of different groups
    cannot be compared."""

    datasets: Mapping[str, Valued]
    assessors: Mapping[int, Severity]
    groups: tuple[frozenset[int], ...]
    freedom: int


def fit_severity(ratings: Sequence[Rated]) -> Fit:
    """Shape: any ratings of one criterion, at most one of an assessor for a dataset; none give an empty fit."""
    if not ratings:
        return Fit({}, {}, (), 0)
    datasets = sorted({each.dataset for each in ratings})
    assessors = sorted({each.assessor for each in ratings})
    given, values = _tables(ratings, datasets, assessors)
    times, sums = given.sum(axis=1), values.sum(axis=1)
    laplacian = np.diag(given.sum(axis=0)) - given.T @ (given / times[:, None])
    inverse = np.linalg.pinv(laplacian, hermitian=True, rcond=1e-10)
    effects = inverse @ (values.sum(axis=0) - given.T @ (sums / times))
    adjusted = (sums - given @ effects) / times
    groups = _groups(given, assessors)
    freedom = len(ratings) - len(datasets) - len(assessors) + len(groups)
    residuals = (values - given * (adjusted[:, None] + effects[None]))[given > 0]
    variance = None if freedom < 1 else max(float((residuals**2).sum()) / freedom, ROUNDING)
    share = given / times[:, None]
    spread = 1 / times + np.einsum("ij,jk,ik->i", share, inverse, share)
    return Fit(
        {
            name: _valued((sums / times)[at], adjusted[at], _error(variance, spread[at]), freedom, int(times[at]))
            for at, name in enumerate(datasets)
        },
        {
            name: Severity(-float(effects[at]), _error(variance, float(inverse[at, at])), int(given[:, at].sum()))
            for at, name in enumerate(assessors)
        },
        groups,
        freedom,
    )  # fmt: skip


def _tables(ratings: Sequence[Rated], datasets: Sequence[str], assessors: Sequence[int]) -> tuple[Floats, Floats]:
    """Datasets x assessors: whether a rating is there, and the rating."""
    rows, columns = ({name: at for at, name in enumerate(names)} for names in (datasets, assessors))
    given, values = np.zeros((2, len(datasets), len(assessors)))
    for each in ratings:
        given[rows[each.dataset], columns[each.assessor]] = 1
        values[rows[each.dataset], columns[each.assessor]] = each.value
    return given, values


def _groups(given: Floats, assessors: Sequence[int]) -> tuple[frozenset[int], ...]:
    """Assessors joined by datasets that they share, each by its first."""
    together = (given.T @ given) > 0
    left, groups = set(range(len(assessors))), []
    while left:
        group, edge = set(), {min(left)}
        while edge:
            group |= edge
            edge = {int(at) for one in edge for at in np.flatnonzero(together[one])} - group
        left -= group
        groups.append(frozenset(assessors[at] for at in group))
    return tuple(groups)


def _error(variance: float | None, share: float) -> float | None:
    return None if variance is None else float(np.sqrt(variance * max(share, 0.0)))


def _valued(raw: float, adjusted: float, error: float | None, freedom: int, times: int) -> Valued:
    """Without an error to estimate, all of the scale is possible."""
    raw, adjusted = float(raw), float(adjusted)
    if error is None:
        return Valued(raw, adjusted, None, times, Interval(_share(adjusted), 0.0, 1.0))
    reach = error * (_T[freedom - 1] if freedom <= len(_T) else _NORMAL)
    interval = Interval(_share(adjusted), _share(adjusted - reach), _share(adjusted + reach))
    return Valued(raw, adjusted, error, times, interval)


def _share(points: float) -> float:
    """1 to 5 as 0 to 1, what lies beyond at the end."""
    return min(max((points - LOWEST) / (HIGHEST - LOWEST), 0.0), 1.0)
