"""Sequential trees: each column is drawn from the leaf that a row of the columns before it falls into.

Source: Reiter 2005, "Using CART to generate partially synthetic public use microdata"; the order of labels along a
tree's axis by the first principal component of what they go with: Coppersmith, Hong, Hosking 1999.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from gotgan.engine.deidentify.synthetic.cells import Codes, Flags, Reals
from gotgan.engine.deidentify.synthetic.shared import Learnt, count_persons

Axes = npt.NDArray[np.float32]
_MOST_CLASSES = 64


@dataclass(frozen=True)
class _Before:
    """The columns that are drawn already, as learnt and as drawn; who stands in each row that is learnt from."""

    learnt: Sequence[Learnt]
    drawn: Sequence[Reals]
    persons: Codes
    k: int
    seed: int


def draw_columns(learnt: Sequence[Learnt], persons: Codes, *, k: int, rows: int, seed: int) -> list[Reals]:
    """`rows` new rows, column by column in the order given. The same table, recipe and versions give the same cells."""
    random = np.random.default_rng(seed)
    drawn: list[Reals] = []
    for place, column in enumerate(learnt):
        drawn.append(_draw_column(column, _Before(learnt[:place], drawn, persons, k, seed), rows, random))
    return drawn


def _draw_column(column: Learnt, before: _Before, rows: int, random: np.random.Generator) -> Reals:
    """First which cells are empty, then what stands in the others."""
    is_known = ~np.isnan(column.values)
    cells, is_filled = np.full(rows, np.nan), np.full(rows, bool(is_known.any()))
    if is_known.any() and not is_known.all():
        marks, everyone = is_known.astype(np.float64), np.ones(len(is_known), dtype=bool)
        leaves = _leaves(before, marks, True, everyone, is_filled)
        is_filled = marks[_donors(marks, *leaves, random)] == 1
    if is_filled.any():
        leaves = _leaves(before, column.values[is_known], not column.cells.is_number, is_known, is_filled)
        values, is_common = column.values[is_known], column.is_common[is_known]
        if column.cells.is_number:
            cells[is_filled] = _numbers(values, is_common, column.cells.step, *leaves, random)
        else:
            cells[is_filled] = values[_donors(values, *leaves, random)]
    return cells


def _donors(values: Reals, leaves: Codes, others: Codes, random: np.random.Generator) -> Codes:
    """For each new row one known row of its leaf, by lot."""
    order = np.lexsort((values, leaves))
    return np.asarray(order[_places(leaves[order], others, random)])


def _places(leaves: Codes, others: Codes, random: np.random.Generator) -> Codes:
    """`leaves` in ascending order."""
    first, end = np.searchsorted(leaves, others, "left"), np.searchsorted(leaves, others, "right")
    return np.asarray(first + (random.random(len(others)) * (end - first)).astype(np.int64))


def _numbers(
    values: Reals, is_common: Flags, step: float | None, leaves: Codes, others: Codes, random: np.random.Generator
) -> Reals:
    """Numbers that many share are repeated; one that few share becomes another between its neighbours in the leaf."""
    order = np.lexsort((values, leaves))
    ordered, groups = values[order], leaves[order]
    middle = (ordered[1:] + ordered[:-1]) / 2
    is_inside = groups[1:] == groups[:-1]
    lower, upper = ordered.copy(), ordered.copy()
    lower[1:][is_inside], upper[:-1][is_inside] = middle[is_inside], middle[is_inside]
    places = _places(groups, others, random)
    between = lower[places] + random.random(len(places)) * (upper[places] - lower[places])
    between = between if step is None else np.round(between / step) * step
    between = between if step is None or step >= 1 else np.round(between, round(-np.log10(step)))
    between = _away(between, np.unique(values[~is_common]), np.unique(values[is_common]))
    return np.asarray(np.where(is_common[order][places], ordered[places], between))


def _away(numbers: Reals, rare: Reals, common: Reals) -> Reals:
    """A number that fell on one that few share goes to the nearest that many share, as the outermost always are."""
    after = np.clip(np.searchsorted(common, numbers), 0, len(common) - 1)
    before = np.maximum(after - 1, 0)
    is_nearer = numbers - common[before] < common[after] - numbers
    return np.where(np.isin(numbers, rare), np.where(is_nearer, common[before], common[after]), numbers)


def _leaves(before: _Before, values: Reals, is_label: bool, known: Flags, wanted: Flags) -> tuple[Codes, Codes]:
    """The leaf of each known row and of each wanted new row; one leaf for all where there is nothing to go by."""
    if not before.learnt or len(values) < 2 * before.k:
        return np.zeros(len(values), dtype=np.int64), np.zeros(int(wanted.sum()), dtype=np.int64)
    target = _classes(values) if is_label else _ranks(values)
    columns = zip(before.learnt, before.drawn, strict=True)
    pairs = [_axis(column, known, target, is_label, cells[wanted]) for column, cells in columns]
    axes, new = (np.stack(each, axis=1).astype(np.float32) for each in zip(*pairs, strict=True))
    maker = DecisionTreeClassifier if is_label else DecisionTreeRegressor
    tree = maker(min_samples_leaf=before.k, random_state=before.seed % (1 << 32)).fit(axes, target)
    leaves, others = tree.apply(axes), tree.apply(new)
    children = np.stack([tree.tree_.children_left, tree.tree_.children_right])
    tops = _tops(children, leaves, before.persons[known], before.k)
    return tops[leaves], tops[others]


def _classes(values: Reals) -> Reals:
    """Labels that a tree tells apart: the most frequent ones, and the others together."""
    labels, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    if len(labels) <= _MOST_CLASSES:
        return places.astype(np.float64)
    rank = np.empty(len(labels), dtype=np.int64)
    rank[np.argsort(-counts, kind="stable")] = np.arange(len(labels))
    return np.minimum(rank, _MOST_CLASSES - 1)[places].astype(np.float64)


def _ranks(values: Reals) -> Reals:
    """So that a few great numbers do not decide every split."""
    ordered = np.sort(values)
    return (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")) / (2 * len(values))


def _axis(column: Learnt, known: Flags, target: Reals, is_label: bool, new: Reals) -> tuple[Reals, Reals]:
    """A column as one axis of the tree: numbers by rank, labels by what they go with. Empty stays NaN."""
    values = column.values[known]
    filled, is_new = ~np.isnan(values), ~np.isnan(new)
    levels, places = np.unique(values[filled], return_inverse=True)
    axis, other = np.full(len(values), np.nan), np.full(len(new), np.nan)
    if not len(levels):
        return axis, other
    score: Reals = np.arange(len(levels), dtype=np.float64)
    if not column.cells.is_number:
        score = _order(places, target[filled], is_label, len(levels))
    axis[filled] = score[places]
    other[is_new] = score[np.clip(np.searchsorted(levels, new[is_new]), 0, len(levels) - 1)]
    return axis, other


def _order(places: Codes, target: Reals, is_label: bool, levels: int) -> Reals:
    counts = np.bincount(places, minlength=levels).astype(np.float64)
    if not is_label:
        return np.asarray(np.bincount(places, weights=target, minlength=levels) / counts)
    classes = int(target.max()) + 1
    held = np.bincount(places * classes + target.astype(np.int64), minlength=levels * classes)
    shares = held.reshape(levels, classes) / counts[:, None]
    centred = shares - (shares * counts[:, None]).sum(axis=0) / counts.sum()
    spread = (centred * counts[:, None]).T @ centred
    return np.asarray(centred @ np.linalg.eigh(spread)[1][:, -1])


def _tops(children: Codes, leaves: Codes, persons: Codes, k: int) -> Codes:
    """For each node the one whose rows it draws from: itself, or one above.

    Rows of one person may fill a leaf. The node above such a leaf becomes a leaf itself, until each holds k persons.
    """
    size = children.shape[1]
    parents, is_cut = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool)
    for side in children:
        parents[side[side >= 0]] = np.flatnonzero(side >= 0)
    levels = _levels(children)
    while True:
        tops = np.arange(size)
        for level in levels:
            above = tops[parents[level]]
            tops[level] = np.where(is_cut[above], above, level)
        held = count_persons(tops[leaves], persons)
        small = np.flatnonzero((held < k) & (held > 0))
        small = small[small != 0]
        if not len(small):
            return tops
        is_cut[parents[small]] = True


def _levels(children: Codes) -> list[Codes]:
    """The nodes below the root, by depth."""
    levels, level = [], np.zeros(1, dtype=np.int64)
    while len(level := children[:, level][children[:, level] >= 0]):
        levels.append(level)
    return levels
