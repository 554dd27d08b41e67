"""What a search decides: for every tuple and key the level it is generalised to, and which tuples are suppressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gotgan.engine.deidentify.census import Census
from gotgan.engine.deidentify.classes import Mask, Reals
from gotgan.engine.deidentify.hierarchy import Hierarchy
from gotgan.engine.deidentify.packing import Codes, Packing, number_equal
from gotgan.terms.errors import NotAllowed

Levels = npt.NDArray[np.int8]


class NotReached(NotAllowed):
    """No recoding of this table reaches what is required."""


@dataclass(frozen=True)
class Recoding:
    """`levels[j][tuple]`; a suppressed tuple is at the top of every key. `node`: the one level a key in global mode."""

    levels: tuple[Levels, ...]
    suppressed: Mask
    node: tuple[int, ...] | None
    checked: int = 0
    """Nodes of the lattice that were looked at (global), rounds (local)."""


class Nodes:
    """All values of a hierarchy, numbered level by level."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        sizes = [len(count) for count in hierarchy.leaves]
        self.offsets = np.cumsum([0, *sizes])[:-1]
        self.cells: Reals = np.concatenate(hierarchy.cells)
        self.of_leaf = np.stack([codes + offset for codes, offset in zip(hierarchy.codes, self.offsets, strict=True)])
        """Shape (levels, leaves): the node above each leaf."""

    def at(self, levels: Levels, leaves: Codes) -> Codes:
        """The node of each cell."""
        return np.asarray(self.of_leaf[levels, leaves])


def nodes_of(census: Census, hierarchies: Sequence[Hierarchy], recoding: Recoding) -> list[Codes]:
    """The generalised value of each tuple, by key."""
    return [
        Nodes(hierarchy).at(levels, leaves)
        for hierarchy, levels, leaves in zip(hierarchies, recoding.levels, census.leaves, strict=True)
    ]


def classes_of(census: Census, hierarchies: Sequence[Hierarchy], recoding: Recoding) -> tuple[Codes, int]:
    """The class of each tuple, and how many there are: tuples with the same values share one."""
    nodes = nodes_of(census, hierarchies, recoding)
    radices = tuple(sum(map(len, hierarchy.leaves)) for hierarchy in hierarchies)
    keys, labels = number_equal(Packing(radices).pack(nodes))
    return labels, keys.shape[1]


def loss_of(census: Census, hierarchies: Sequence[Hierarchy], recoding: Recoding) -> float:
    """Mean loss of all rows x keys; a cell of a suppressed row is lost wholly."""
    if not census.total:
        return 0.0
    lost = 0.0
    for hierarchy, nodes in zip(hierarchies, nodes_of(census, hierarchies, recoding), strict=True):
        cells = np.where(recoding.suppressed, 1.0, Nodes(hierarchy).cells[nodes])
        lost += float((cells * census.rows).sum())
    return lost / (census.total * len(hierarchies))
