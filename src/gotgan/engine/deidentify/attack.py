"""A linkage attack on a release, played out: somebody knows every key of a person and looks for their row.

Which rows could it be? Those whose generalised values lie above what is known. The chance to pick the right one is one
in so many; it is never more than one in the class, and less where classes of local recoding overlap.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from gotgan.engine.deidentify.decide import Decided
from gotgan.engine.deidentify.packing import Codes
from gotgan.engine.deidentify.recoding import Nodes, classes_of, nodes_of
from gotgan.engine.deidentify.techniques.draws import start_of, uniform_of

_LOOKS = 20_000_000
"""Comparisons of a target with a class and key that one attack may cost."""
FEWEST, MOST = 50, 1_000


def simulate_linkage(decided: Decided, *, seed: str = "linkage") -> dict[str, Any]:
    """`targets` rows are drawn; `success`: mean chance to pick the right row; `certain`: share with one choice."""
    labels, total = classes_of(decided.census, decided.hierarchies, decided.recoding)
    rows = decided.census.rows
    sizes = np.bincount(labels, weights=rows, minlength=total)
    first = np.zeros(total, dtype=np.int64)
    first[labels[::-1]] = np.arange(len(labels))[::-1]
    count = int(np.clip(_LOOKS // max(total * len(decided.hierarchies), 1), FEWEST, MOST))
    targets = _draw(rows, min(count, int(rows.sum())), seed)
    shown = _Shown(decided, first)
    chances = np.array([1 / sizes[shown.above(decided, int(target))].sum() for target in targets])
    return {
        "knows": list(decided.layout.keys),
        "targets": len(targets),
        "success": float(chances.mean()),
        "success_max": float(chances.max()),
        "certain": float((chances == 1).mean()),
    }


def _draw(rows: Codes, count: int, seed: str) -> Codes:
    """Tuples, each as likely as it has rows."""
    ends = np.cumsum(rows)
    places = uniform_of(start_of(seed, "", "targets"), np.arange(count)) * ends[-1]
    return np.asarray(np.searchsorted(ends, places, side="right"))


class _Shown:
    """What each class shows: its level and value of every key. `first`: a tuple of each class."""

    def __init__(self, decided: Decided, first: Codes) -> None:
        nodes = nodes_of(decided.census, decided.hierarchies, decided.recoding)
        self.trees = [Nodes(tree).of_leaf for tree in decided.hierarchies]
        self.levels = [levels[first] for levels in decided.recoding.levels]
        self.nodes = [node[first] for node in nodes]

    def above(self, decided: Decided, target: int) -> npt.NDArray[np.bool_]:
        """The classes whose values lie above those of a tuple."""
        found = np.ones(len(self.nodes[0]), dtype=bool)
        for tree, leaves, levels, nodes in zip(self.trees, decided.census.leaves, self.levels, self.nodes, strict=True):
            found &= tree[:, leaves[target]][levels] == nodes
        return found
