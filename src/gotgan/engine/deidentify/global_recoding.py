"""k-anonymity by global recoding: one level a key for the whole table, the best of the lattice, exactly.

Nodes are visited in ascending order of a bound that no node's loss can beat, so the search ends as soon as the bound
reaches the best loss found. A checked node that suppresses too much rules out every node below it, where the
requirement lets suppression only grow with specialisation.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gotgan.engine.deidentify.census import Census
from gotgan.engine.deidentify.classes import Mask, Reals, count_rows
from gotgan.engine.deidentify.constraints import Requirement
from gotgan.engine.deidentify.hierarchy import Hierarchy
from gotgan.engine.deidentify.packing import Codes, Packing, number_equal
from gotgan.engine.deidentify.recoding import NotReached, Recoding

Node = tuple[int, ...]
TIES = "least loss; then the lower bound, fewer levels together, and the smaller levels from the first key on"
_ROUNDING = 1e-12


@dataclass(frozen=True)
class _Checked:
    """`failing` rows are of classes that fail; `suppressed` may be more (see `_top_up`)."""

    node: Node
    failing: int
    suppressed: int
    loss: float


def recode_globally(
    census: Census,
    hierarchies: Sequence[Hierarchy],
    requirement: Requirement,
    *,
    suppression_limit: float = 1.0,
    floor: Node | None = None,
) -> Recoding:
    """The node of least loss among those that suppress at most this share of the rows; `floor`: least levels by key.

    Suppressed rows are a class too and must pass: where they would be too few, the smallest passing classes join them.
    Raises: NotReached when no node will do.
    """
    search = _Search(census, hierarchies, requirement, suppression_limit)
    best: _Checked | None = None
    for bound, node in _ascending(search.marginals, floor or (0,) * len(hierarchies)):
        if best is not None and bound > best.loss + _ROUNDING:
            break
        if search.is_ruled_out(node, bound, best):
            continue
        checked = search.check(node)
        if checked.failing > search.most:
            search.climb(node)
        if checked.suppressed <= search.most and (best is None or checked.loss < best.loss - _ROUNDING):
            best = checked
    if best is None:
        raise NotReached("no combination of levels reaches the target; lower k, l, raise t or the suppression limit")
    kept = search.kept_at(best.node)
    levels = tuple(
        np.where(kept, level, hierarchy.height).astype(np.int8)
        for level, hierarchy in zip(best.node, hierarchies, strict=True)
    )
    return Recoding(levels, ~kept, best.node, len(search.known))


class _Search:
    def __init__(
        self, census: Census, hierarchies: Sequence[Hierarchy], requirement: Requirement, limit: float
    ) -> None:
        self.census, self.hierarchies, self.requirement = census, hierarchies, requirement
        self.rows, self.total = census.rows, max(census.total, 1)
        self.most = limit * census.total + _ROUNDING
        self.marginals = [self._marginal(key) for key in range(len(hierarchies))]
        self.worst = [np.array([cells.max() for cells in hierarchy.cells]) for hierarchy in hierarchies]
        self.nodes = np.zeros((0, len(hierarchies)), dtype=np.int64)
        self.failing = np.zeros(0, dtype=np.int64)
        self.known: dict[Node, _Checked] = {}
        self.prunes = requirement.is_monotone or self.most < 1
        """Without suppression every requirement prunes: that all classes pass is kept by merging them."""

    def _marginal(self, key: int) -> Reals:
        """Mean loss of one key at each level when nothing is suppressed, its share of all keys."""
        hierarchy = self.hierarchies[key]
        of_leaves = np.bincount(self.census.leaves[key], weights=self.rows, minlength=len(hierarchy.codes[0]))
        lost = [(of_leaves * cells[codes]).sum() for cells, codes in zip(hierarchy.cells, hierarchy.codes, strict=True)]
        return np.array(lost) / (self.total * len(self.hierarchies))

    def is_ruled_out(self, node: Node, bound: float, best: _Checked | None) -> bool:
        """Whether a checked node above this one already suppresses too much, or so much that the loss is no less."""
        if not self.prunes or not self.known or node in self.known:
            return False
        above = (self.nodes >= np.array(node)).all(axis=1)
        least = int(self.failing[above].max(initial=0))
        if least > self.most:
            return True
        worst_row = sum(float(worst[level]) for worst, level in zip(self.worst, node, strict=True)) / len(node)
        return best is not None and bound + least / self.total * (1 - worst_row) > best.loss + _ROUNDING

    def climb(self, node: Node) -> None:
        """From a node that suppresses too much the cheapest way up: the last such node on it rules out all below."""
        way = [node]
        while steps := [(self.marginals[key][level + 1] - self.marginals[key][level], key)
                        for key, level in enumerate(way[-1]) if level + 1 < len(self.marginals[key])]:  # fmt: skip
            _, key = min(steps)
            way.append((*way[-1][:key], way[-1][key] + 1, *way[-1][key + 1 :]))
        fails, does = 0, len(way)
        while self.prunes and does - fails > 1:
            middle = (fails + does) // 2
            if self.check(way[middle]).failing > self.most:
                fails = middle
            else:
                does = middle

    def check(self, node: Node) -> _Checked:
        """Group by the values at these levels, unless that was done before."""
        if node not in self.known:
            self.known[node] = self._check(node)
            self.nodes = np.append(self.nodes, [node], axis=0)
            self.failing = np.append(self.failing, self.known[node].failing)
        return self.known[node]

    def kept_at(self, node: Node) -> Mask:
        """The tuples that are not suppressed."""
        _, keys, labels = self._group(node)
        sizes = count_rows(self.census, labels, keys.shape[1])
        passing = self.requirement.passes(self.census, labels, len(sizes))
        return self._top_up(labels, sizes, passing)[labels]

    def _check(self, node: Node) -> _Checked:
        packing, keys, labels = self._group(node)
        sizes = count_rows(self.census, labels, keys.shape[1])
        passing = self.requirement.passes(self.census, labels, len(sizes))
        kept = self._top_up(labels, sizes, passing)
        failing, suppressed = int(sizes[~passing].sum()), int(sizes[~kept].sum())
        loss = self._loss(node, packing.unpack(keys), sizes * kept, suppressed)
        return _Checked(node, failing, suppressed, loss)

    def _group(self, node: Node) -> tuple[Packing, Codes, Codes]:
        """The classes by the values at these levels: their keys, and the class of each tuple."""
        codes = [
            hierarchy.codes[level][leaves]
            for hierarchy, level, leaves in zip(self.hierarchies, node, self.census.leaves, strict=True)
        ]
        radices = tuple(len(h.leaves[level]) for h, level in zip(self.hierarchies, node, strict=True))
        packing = Packing(radices)
        return packing, *number_equal(packing.pack(codes))

    def _top_up(self, labels: Codes, sizes: Codes, passing: Mask) -> Mask:
        """Let the smallest passing classes join the suppressed rows until these pass, all of them if need be."""
        if passing.all() or self._suppressed_pass(passing[labels]):
            return passing
        kept = passing.copy()
        waiting = iter(np.argsort(sizes, kind="stable"))
        while kept.any() and not self._suppressed_pass(kept[labels]):
            kept[next(each for each in waiting if kept[each])] = False
        return kept

    def _suppressed_pass(self, kept: Mask) -> bool:
        return bool(self.requirement.passes(self.census, np.where(kept, -1, 0), 1)[0])

    def _loss(self, node: Node, codes: Sequence[Codes], rows: Codes, suppressed: int) -> float:
        """`codes` and `rows` by class; no rows in suppressed ones."""
        lost = sum(
            float((rows * hierarchy.cells[level][code]).sum())
            for hierarchy, level, code in zip(self.hierarchies, node, codes, strict=True)
        )
        return (lost / len(node) + suppressed) / self.total


def _ascending(marginals: Sequence[Reals], floor: Node) -> Iterator[tuple[float, Node]]:
    """All nodes from `floor` up by (bound, sum of levels, levels), never all of them in memory."""

    def entry(node: Node) -> tuple[float, int, Node]:
        bound = sum(float(losses[level]) for losses, level in zip(marginals, node, strict=True))
        return (round(bound, 12), sum(node), node)

    waiting = [entry(floor)]
    while waiting:
        bound, _, node = heapq.heappop(waiting)
        yield bound, node
        last = max((key for key, level in enumerate(node) if level > floor[key]), default=0)
        for key in range(last, len(node)):
            if node[key] + 1 < len(marginals[key]):
                heapq.heappush(waiting, entry((*node[:key], node[key] + 1, *node[key + 1 :])))
