"""Classes of tuples: their rows, their persons, and what they hold of a sensitive column.

`labels` names the class of each tuple, from 0; -1 leaves a tuple out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gotgan.engine.deidentify.census import Census, Histogram
from gotgan.engine.deidentify.packing import Codes, count_equal

Mask = npt.NDArray[np.bool_]
Reals = npt.NDArray[np.float64]


def count_rows(census: Census, labels: Codes, total: int) -> Codes:
    """How many rows each class has."""
    return _sum(labels, census.rows, total)


def count_persons(census: Census, labels: Codes, total: int) -> Codes:
    """How many persons each class has: rows, unless a subject is named; one who comes twice counts once."""
    subjects = census.subjects
    if subjects is None:
        return count_rows(census, labels, total)
    alone = _sum(labels, subjects.alone, total)
    of_pairs = labels[subjects.places]
    kept = of_pairs >= 0
    pairs, _ = count_equal((of_pairs[kept] * subjects.size + subjects.persons[kept])[None, :])
    return alone + np.bincount(pairs[0] // max(subjects.size, 1), minlength=total)


def _sum(labels: Codes, weights: Codes, total: int) -> Codes:
    if labels.min(initial=0) < 0:
        kept = labels >= 0
        labels, weights = labels[kept], weights[kept]
    return np.bincount(labels, weights=weights, minlength=total).astype(np.int64)


def count_population(census: Census, labels: Codes, total: int) -> Codes:
    """How many persons of the population have each class's values; the census must know them."""
    if census.population is None:
        raise ValueError("the census was taken without a population")
    return _sum(labels, census.population, total)


@dataclass(frozen=True)
class ClassHistogram:
    """Values of one sensitive column in each class, ascending by class and value.

    `begins[c]:begins[c + 1]` are the entries of class c; `whole[value]` are the counts over the table.
    """

    classes: Codes
    values: Codes
    counts: Codes
    begins: Codes
    whole: Codes
    is_number: bool

    @property
    def total(self) -> int:
        return len(self.begins) - 1

    @property
    def sizes(self) -> Codes:
        return self.sum(self.counts).astype(np.int64)

    def sum(self, of_entries: npt.NDArray[np.number]) -> Reals:
        """Sums by class."""
        return np.bincount(self.classes, weights=of_entries, minlength=self.total).astype(np.float64)


def histogram_of(histogram: Histogram, labels: Codes, total: int) -> ClassHistogram:
    """The column's values by class."""
    of_entries = labels[histogram.places]
    kept = of_entries >= 0
    keys = of_entries[kept] * histogram.size + histogram.values[kept]
    pairs, counts = count_equal(keys[None, :], histogram.counts[kept])
    classes, values = np.divmod(pairs[0], max(histogram.size, 1))
    begins = np.searchsorted(classes, np.arange(total + 1))
    whole = _sum(histogram.values, histogram.counts, histogram.size)
    return ClassHistogram(classes, values, counts, begins, whole, histogram.is_number)
