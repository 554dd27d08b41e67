"""Weighted sums, criterion by criterion in one order: the same bits on every processor.

A matrix product adds up in an order that its library chooses for the processor at hand, so that rows that are equal may
come out a last bit apart, and a list would not replay byte for byte on another machine.
"""

from __future__ import annotations

import numpy as np

UNITS = 1e12
"""Scores under drawn weights are compared in so many parts of the sum of the weights: what is nearer is equal."""


def scores_of(criteria: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """n: sum of weight x criterion, of n x criteria."""
    found = np.zeros(len(criteria))
    for place, weight in enumerate(weights.tolist()):
        found += weight * criteria[:, place]
    return found
