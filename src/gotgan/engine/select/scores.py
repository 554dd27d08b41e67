"""Weighted sums, criterion by criterion in one order: the same bits on every processor.

A matrix product adds up in an order that its library chooses for the processor at hand, so that rows that are equal may
come out a last bit apart, and a list would not replay byte for byte on another machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

UNITS = 1e12
"""Scores under drawn weights are compared in so many parts of the sum of the weights: what is nearer is equal."""


@dataclass(frozen=True)
class Worths:
    """What each way is worth, n x modes: as given, at least, at most. NaN: the way is not open."""

    given: np.ndarray
    low: np.ndarray
    high: np.ndarray


def scores_of(criteria: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """n: sum of weight x criterion, of n x criteria."""
    found = np.zeros(len(criteria))
    for place, weight in enumerate(weights.tolist()):
        found += weight * criteria[:, place]
    return found
