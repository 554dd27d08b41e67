"""The classes of a recoding as ranges of leaves: whom each could be about.

Leaves stand in tree order, so the leaves under a value are a run from `low` to `high`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gotgan.engine.deidentify.classes import Reals, count_persons
from gotgan.engine.deidentify.decide import Decided
from gotgan.engine.deidentify.hierarchy import Hierarchy
from gotgan.engine.deidentify.packing import Codes
from gotgan.engine.deidentify.recoding import Nodes, classes_of, nodes_of


@dataclass(frozen=True)
class ClassRanges:
    """`nodes`, `low`, `high`, `cells`: shape (keys, classes); `cells` the loss of each value."""

    labels: Codes
    """The class of each tuple of the census."""
    persons: Codes
    nodes: Codes
    low: Codes
    high: Codes
    cells: Reals

    @property
    def total(self) -> int:
        return len(self.persons)


def ranges_of(decided: Decided) -> ClassRanges:
    """By class, numbered as `classes_of` does."""
    census = decided.census
    labels, total = classes_of(census, decided.hierarchies, decided.recoding)
    _, first = np.unique(labels, return_index=True)
    nodes = np.stack([each[first] for each in nodes_of(census, decided.hierarchies, decided.recoding)])
    bounds = [leaf_bounds(tree) for tree in decided.hierarchies]
    low = np.stack([low[at] for (low, _), at in zip(bounds, nodes, strict=True)])
    high = np.stack([high[at] for (_, high), at in zip(bounds, nodes, strict=True)])
    cells = np.stack([Nodes(tree).cells[at] for tree, at in zip(decided.hierarchies, nodes, strict=True)])
    return ClassRanges(labels, count_persons(census, labels, total), nodes, low, high, cells)


def leaf_bounds(tree: Hierarchy) -> tuple[Codes, Codes]:
    """The first and the last leaf under each value, values numbered level by level."""
    low, high = [], []
    for codes, leaves in zip(tree.codes, tree.leaves, strict=True):
        low.append(np.searchsorted(codes, np.arange(len(leaves))))
        high.append(np.searchsorted(codes, np.arange(len(leaves)), side="right") - 1)
    return np.concatenate(low), np.concatenate(high)
