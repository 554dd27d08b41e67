"""k-anonymity by local recoding: everything starts at the top, and classes are split as long as each part passes.

All open classes take one step a round, so that a round is one group-by a key. A class closes when no key can be split.
A key of which a class holds one child only goes down for nothing: that is done once at the end, for every class, as
the lowest common ancestor of what it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gotgan.engine.deidentify.census import Census
from gotgan.engine.deidentify.classes import Mask, Reals, count_persons
from gotgan.engine.deidentify.constraints import Requirement
from gotgan.engine.deidentify.hierarchy import Hierarchy
from gotgan.engine.deidentify.packing import Codes, number_equal
from gotgan.engine.deidentify.recoding import Nodes, NotReached, Recoding

_DENSE = 4
"""Places of the table of children for each tuple, above which children are sorted instead of counted."""


def recode_locally(
    census: Census,
    hierarchies: Sequence[Hierarchy],
    requirement: Requirement,
    *,
    weights: Sequence[float] | None = None,
    floor: Sequence[int] | None = None,
) -> Recoding:
    """Split greedily by the greatest gain in loss (times `weights` by key); ties go to the first key.

    `floor`: the least level by key. Nothing is suppressed. Raises: NotReached when the whole table as one class fails.
    """
    least = floor or [0] * len(hierarchies)
    search = _Search(census, hierarchies, requirement, weights or [1.0] * len(hierarchies), least)
    rounds = 0
    while search.step():
        rounds += 1
    levels = tuple(
        np.maximum(_common_levels(hierarchy, leaves, search.labels), level).astype(np.int8)
        for hierarchy, leaves, level in zip(hierarchies, census.leaves, least, strict=True)
    )
    return Recoding(levels, np.zeros(census.size, dtype=bool), None, rounds)


@dataclass(frozen=True)
class _Split:
    """One key in every open class. `groups`: of each open tuple the number of its child group."""

    groups: Codes
    classes: Codes
    """The open class of each group."""
    children: Codes
    """The node of each group."""
    parts: Mask
    """The groups that would become classes of their own; the rest of a class stays together."""
    gains: Reals
    """By class; -inf where it cannot be split."""


class _Search:
    """`labels[tuple]`: its class. Open classes are numbered from 0 for each round; `open_tuples` are theirs."""

    def __init__(
        self,
        census: Census,
        hierarchies: Sequence[Hierarchy],
        requirement: Requirement,
        weights: Sequence[float],
        floor: Sequence[int],
    ) -> None:
        self.census, self.requirement, self.weights = census, requirement, weights
        self.trees = [_Tree(hierarchy, least) for hierarchy, least in zip(hierarchies, floor, strict=True)]
        self.labels = np.zeros(census.size, dtype=np.int64)
        self.total = 1
        if not requirement.passes(census, self.labels, 1)[0]:
            raise NotReached("the whole table as one class does not reach the target; lower k, l or raise t")
        self._open(np.arange(census.size), np.zeros(census.size, dtype=np.int64))
        self.nodes = [np.full(1, tree.root) for tree in self.trees]

    def _open(self, tuples: Codes, classes: Codes) -> None:
        self.open_tuples, self.classes = tuples, classes
        self.rows = self.census.rows[tuples]
        self.leaves = [leaves[tuples] for leaves in self.census.leaves]

    def step(self) -> bool:
        """One round; False when no class is open any more."""
        if not len(self.open_tuples):
            return False
        total = len(self.nodes[0])
        splits = [self._split(key, total) for key in range(len(self.trees))]
        gains = np.stack([split.gains for split in splits])
        chosen = np.argmax(gains, axis=0)
        chosen[np.isneginf(gains.max(axis=0))] = -1
        self._apply(splits, chosen, total)
        return True

    def _split(self, key: int, total: int) -> _Split:
        tree, parents = self.trees[key], self.nodes[key]
        children, groups, classes = tree.group(parents, self.classes, self.leaves[key])
        rows = np.bincount(groups, weights=self.rows, minlength=len(children)).astype(np.float64)
        good = self._passing(groups, len(children), rows)
        good, feasible = self._feasible(groups, classes, total, rows, good)
        won = (tree.leaves[parents[classes]] - tree.leaves[children]) * rows * good
        gains = np.bincount(classes, weights=won, minlength=total) * (self.weights[key] / tree.scale)
        can = feasible & (np.bincount(classes, weights=good, minlength=total) > 0) & (parents >= tree.first_inner)
        return _Split(groups, classes, children, good, np.where(can, gains, -np.inf))

    def _passing(self, groups: Codes, count: int, rows: Reals) -> Mask:
        if self.requirement.is_additive(self.census):
            return np.asarray(rows >= self.requirement.k)
        return self.requirement.passes(self.census, self._labels(groups), count)

    def _labels(self, groups: Codes) -> Codes:
        labels = np.full(self.census.size, -1, dtype=np.int64)
        labels[self.open_tuples] = groups
        return labels

    def _feasible(self, groups: Codes, classes: Codes, total: int, rows: Reals, good: Mask) -> tuple[Mask, Mask]:
        """(parts that may go, classes whose rest then passes): the smallest part stays where the rest is too small."""
        passing = self._rest_passes(groups, classes, total, rows, good)
        if passing.all():
            return good, passing
        size = np.where(good & ~passing[classes], rows, np.inf)
        order = np.lexsort((size, classes))
        firsts = order[np.flatnonzero(np.append(True, classes[order][1:] != classes[order][:-1]))]
        kept = good.copy()
        kept[firsts[np.isfinite(size[firsts])]] = False
        return kept, self._rest_passes(groups, classes, total, rows, kept)

    def _rest_passes(self, groups: Codes, classes: Codes, total: int, rows: Reals, good: Mask) -> Mask:
        """Whether what stays of each class passes, or nothing stays."""
        if self.requirement.is_additive(self.census):
            rest = np.bincount(classes, weights=rows * ~good, minlength=total)
            return np.asarray((rest == 0) | (rest >= self.requirement.k))
        labels = self._labels(np.where(good, -1, classes)[groups])
        left = np.bincount(classes, weights=~good, minlength=total)
        passing: Mask = self.requirement.passes(self.census, labels, total) | (left == 0)
        return passing

    def _apply(self, splits: Sequence[_Split], chosen: Codes, total: int) -> None:
        """Number the new classes: what stays of a class keeps its number, each part gets the next free one."""
        labels = self.classes.copy()
        parents = [np.arange(total)]
        nodes = [node.copy() for node in self.nodes]
        grown: list[list[Codes]] = [[] for _ in nodes]
        count = total
        for key, split in enumerate(splits):
            parts = np.flatnonzero(split.parts & (chosen[split.classes] == key))
            if not len(parts):
                continue
            numbers = np.full(len(split.parts), -1, dtype=np.int64)
            numbers[parts] = count + np.arange(len(parts))
            of_tuples = numbers[split.groups]
            labels = np.where(of_tuples >= 0, of_tuples, labels)
            count += len(parts)
            parents.append(split.classes[parts])
            for other, more in enumerate(grown):
                more.append(split.children[parts] if other == key else self.nodes[other][split.classes[parts]])
        self.nodes = [np.concatenate([node, *more]) for node, more in zip(nodes, grown, strict=True)]
        self._close(labels, chosen, np.concatenate(parents), count)

    def _close(self, labels: Codes, chosen: Codes, parents: Codes, count: int) -> None:
        """Classes that cannot be split, and those too small for two, are done."""
        full = self._labels(labels)
        self.labels[self.open_tuples] = labels + self.total
        self.total += count
        persons = count_persons(self.census, full, count)
        stays_open = (chosen[parents] >= 0) & (persons >= 2 * self.requirement.k)
        kept = stays_open[labels]
        numbers = np.cumsum(stays_open) - 1
        self.nodes = [node[stays_open] for node in self.nodes]
        self._open(self.open_tuples[kept], numbers[labels[kept]])


class _Tree:
    """A hierarchy as numbered nodes, leaves first. `first_inner`: the first node that may be split, above `floor`."""

    def __init__(self, hierarchy: Hierarchy, floor: int) -> None:
        nodes = Nodes(hierarchy)
        self.above, self.leaves = nodes.of_leaf, np.concatenate(hierarchy.leaves)
        """Whole numbers of leaves: their sums are exact, so that ties are ties in whatever order rows come."""
        self.scale = max(hierarchy.size - 1, 1)
        self.root = len(self.leaves) - 1
        self.first_inner = sum(len(count) for count in hierarchy.leaves[: floor + 1])
        self.level = np.repeat(np.arange(hierarchy.height + 1), [len(count) for count in hierarchy.leaves])
        self.first_child, self.children = self._families(hierarchy)

    def _families(self, hierarchy: Hierarchy) -> tuple[Codes, Codes]:
        """First child and number of children of each node; a leaf is its own only child."""
        first, count = np.arange(len(self.leaves)), np.ones(len(self.leaves), dtype=np.int64)
        for level in range(1, hierarchy.height + 1):
            below, above = self.above[level - 1], self.above[level]
            begins = np.append(True, above[1:] != above[:-1])
            first[above[begins]] = below[begins]
            count[np.unique(above)] = np.bincount(np.unique(np.stack([above, below]), axis=1)[0])[np.unique(above)]
        return first, count

    def group(self, parents: Codes, classes: Codes, leaves: Codes) -> tuple[Codes, Codes, Codes]:
        """(node of each child group, group of each tuple, class of each group), ascending by class and child."""
        of_tuples = parents[classes]
        below = np.maximum(self.level[of_tuples] - 1, 0)
        children = self.above[below, leaves]
        offsets = np.cumsum(self.children[parents])
        if offsets[-1] <= _DENSE * len(classes) + 1024:
            places = (offsets - self.children[parents])[classes] + children - self.first_child[of_tuples]
            used = np.bincount(places, minlength=offsets[-1]) > 0
            numbers = np.cumsum(used) - 1
            kept = np.flatnonzero(used)
            of_groups = np.repeat(np.arange(len(parents)), self.children[parents])[kept]
            first = self.first_child[parents][of_groups] - (offsets - self.children[parents])[of_groups]
            return first + kept, numbers[places], of_groups
        keys, groups = number_equal((classes * len(self.leaves) + children)[None, :])
        of_groups, nodes = np.divmod(keys[0], len(self.leaves))
        return nodes, groups, of_groups


def _common_levels(hierarchy: Hierarchy, leaves: Codes, labels: Codes) -> np.ndarray:
    """The level of the lowest common ancestor of each class: leaves stand in tree order, so two ends tell."""
    total = int(labels.max(initial=-1)) + 1
    low, high = np.full(total, len(hierarchy.codes[0])), np.full(total, -1)
    np.minimum.at(low, labels, leaves)
    np.maximum.at(high, labels, leaves)
    used = high >= 0
    levels = np.zeros(total, dtype=np.int8)
    for codes in hierarchy.codes[:-1]:
        levels[used] += codes[low[used]] != codes[high[used]]
    return levels[labels]
