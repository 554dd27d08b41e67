"""Columns of a release, and of original rows, as numbers that one model can read.

A generalised value is read as what it leaves open: each leaf under it with the share that leaf has among all rows, as
far as the release itself tells (expectation maximisation over the tree). Ranges so become numbers (the mean under
them), labels of the hierarchy one-hot columns, and an original value is simply the case where one leaf is left.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.deidentify.hierarchy import Hierarchy
from gotgan.engine.deidentify.techniques.change import as_numbers
from gotgan.engine.deidentify.texts import as_codes, as_texts, ranked

Reals = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
_WIDEST = 64
"""One-hot columns a level; the rarer values of a wider one share none."""
_ROUNDS = 10
_FAINT = 1e-9


class KeyReader:
    """One generalised column. `table[node]`: the features of each value of the tree, numbered level by level."""

    def __init__(self, tree: Hierarchy, released: pa.Array) -> None:
        labels = pa.concat_arrays([level.cast(pa.string()) for level in tree.labels])
        self.node_of = {text: node for node, text in enumerate(labels.to_pylist())}
        """A text that names values of several levels is the widest."""
        shares = _leaf_shares(tree, np.bincount(self._nodes(released), minlength=len(labels)))
        leaves = np.column_stack(_leaf_features(tree, shares))
        self.table = np.concatenate([_averages(codes, shares, leaves) for codes in tree.codes])

    def _nodes(self, values: pa.Array) -> Codes:
        codes = as_codes(values)
        known = [self.node_of[text] for text in codes.dictionary.to_pylist()] + [self.node_of.get(None, 0)]
        places = codes.indices.fill_null(len(known) - 1).to_numpy(zero_copy_only=False)
        return np.asarray(np.array(known, dtype=np.int64)[places.astype(np.int64)])

    def read(self, values: pa.Array) -> Reals:
        """Shape (rows, features); the texts of a release, or original values."""
        return np.asarray(self.table[self._nodes(values)])


def _leaf_shares(tree: Hierarchy, rows: Codes) -> Reals:
    """The share of each leaf: rows at a wider value are spread by the shares, until these settle."""
    shares = np.full(len(tree.codes[0]), 1 / max(len(tree.codes[0]), 1))
    offsets = np.cumsum([0, *(len(count) for count in tree.leaves)])
    for _ in range(_ROUNDS):
        spread = np.full(len(shares), _FAINT)
        for codes, begin, end in zip(tree.codes, offsets, offsets[1:], strict=False):
            under = np.bincount(codes, weights=shares, minlength=end - begin)
            spread += (rows[begin:end] / under)[codes] * shares
        shares = spread / spread.sum()
    return np.asarray(shares)


def _leaf_features(tree: Hierarchy, shares: Reals) -> list[Reals]:
    """Of the leaves: a number if all are, and for each level below the top whether a value stands above the leaf."""
    values, is_number = ranked(tree.labels[0])
    features: list[Reals] = []
    if is_number and len(values.drop_null()):
        numbers = as_numbers(tree.labels[0], "")
        features.append(_standard(numbers, shares))
    for codes, leaves in zip(tree.codes[:-1], tree.leaves, strict=False):
        weight = np.bincount(codes, weights=shares, minlength=len(leaves))
        heaviest = np.argsort(-weight, kind="stable")[:_WIDEST]
        features += [(codes == code).astype(np.float64) for code in np.sort(heaviest)]
    return features or [np.zeros(len(shares))]


def _standard(numbers: Reals, weights: Reals) -> Reals:
    """Mean 0, deviation 1; missing is the mean."""
    known = ~np.isnan(numbers)
    mean = float(np.average(numbers[known], weights=weights[known] + _FAINT))
    spread = float(np.sqrt(np.average((numbers[known] - mean) ** 2, weights=weights[known] + _FAINT)))
    return np.asarray(np.where(known, (numbers - mean) / (spread or 1.0), 0.0))


def _averages(codes: Codes, shares: Reals, leaves: Reals) -> Reals:
    """The features of each value of a level: the mean of the leaves under it."""
    total = np.bincount(codes, weights=shares)
    columns = [np.bincount(codes, weights=shares * column) / total for column in leaves.T]
    return np.column_stack(columns)


class PlainReader:
    """A column that is no key: a number, or one-hot by its commonest texts. It learns both from `released`."""

    def __init__(self, released: pa.Array, original: pa.Array) -> None:
        distinct = [pc.unique(as_texts(each)) for each in (released, original)]
        self.is_number = all(ranked(each)[1] for each in distinct)
        self.mean, self.spread, self.texts = 0.0, 1.0, pa.nulls(0, pa.string())
        if self.is_number:
            numbers = as_numbers(released, "")
            known = numbers[~np.isnan(numbers)]
            self.mean, self.spread = float(known.mean()), float(known.std()) or 1.0
        else:
            counted = pc.value_counts(as_texts(released).drop_null())
            order = sorted(zip((-c for c in counted.field(1).to_pylist()), counted.field(0).to_pylist(), strict=True))
            self.texts = pa.array([text for _, text in order[:_WIDEST]], pa.string())

    def read(self, values: pa.Array) -> Reals:
        if self.is_number:
            numbers = as_numbers(values, "")
            missing = np.isnan(numbers)
            scaled = np.where(missing, 0.0, (numbers - self.mean) / self.spread)
            return np.column_stack([scaled, missing.astype(np.float64)])
        found = np.asarray(pc.fill_null(pc.index_in(as_texts(values), value_set=self.texts), -1))
        return np.asarray(found[:, None] == np.arange(max(len(self.texts), 1)), dtype=np.float64)


def stack(columns: Sequence[Reals], rows: int) -> Reals:
    """Features side by side; one empty column when there are none."""
    return np.concatenate(columns, axis=1) if columns else np.zeros((rows, 1))
