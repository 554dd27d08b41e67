"""Generalisation hierarchies: trees from the leaves (level 0) to the one top, `*`.

Leaves stand in tree order: at every level the leaves under one value lie side by side, so that codes never fall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.terms.errors import Invalid, Issue

Codes = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
TOP = "*"


class NoTree(Invalid):
    """A hierarchy in which a value has two parents, or that has no single top."""


class OutsideHierarchy(Invalid):
    """A column holds values that its hierarchy does not know."""


@dataclass(frozen=True)
class Hierarchy:
    """`codes[l][leaf]` is the leaf's value at level l, `labels[l][code]` its text (null: missing).

    `leaves[l][code]` counts the leaves under a value in the whole hierarchy, also those that were left
    out by `restrict`.
    """

    codes: tuple[Codes, ...]
    labels: tuple[pa.Array, ...]
    leaves: tuple[Codes, ...]

    @property
    def height(self) -> int:
        """The level of the top; 0 when there is one value only and nothing to generalise."""
        return len(self.codes) - 1

    @property
    def size(self) -> int:
        """How many leaves the whole hierarchy has."""
        return int(self.leaves[-1][0])

    @cached_property
    def cells(self) -> tuple[Reals, ...]:
        """By level and code: the loss of one cell, (leaves - 1) / (all leaves - 1), 0 for a single leaf."""
        return tuple((count - 1) / max(self.size - 1, 1) for count in self.leaves)

    def find(self, values: pa.Array) -> Codes:
        """The leaf of each value, -1 for one that is none; null is the missing leaf."""
        found = pc.index_in(values.cast(pa.string()), value_set=self.labels[0].cast(pa.string()))
        return np.asarray(pc.fill_null(found, -1).to_numpy(zero_copy_only=False), dtype=np.int64)

    def restrict(self, values: pa.Array, *, name: str) -> Hierarchy:
        """The same tree with only the leaves that `values` names; counts stay those of the whole.

        A missing value is given a leaf of its own where the hierarchy has none: it is generalised to the top alone.
        Raises: OutsideHierarchy, without naming the values.
        """
        tree = self if not values.null_count or self.labels[0].null_count else self._with_missing()
        found = tree.find(values)
        if (found < 0).any():
            what = f"{int((found < 0).sum())} value(s) outside the hierarchy"
            raise OutsideHierarchy(Issue(f"column {name!r}", what, "add them to the hierarchy or repair the column"))
        kept = np.unique(found)
        return Hierarchy(*zip(*(tree._keep(level, kept) for level in range(tree.height + 1)), strict=True))

    def _keep(self, level: int, leaves: Codes) -> tuple[Codes, pa.Array, Codes]:
        used, codes = np.unique(self.codes[level][leaves], return_inverse=True)
        return codes.astype(np.int64), self.labels[level].take(pa.array(used)), self.leaves[level][used]

    def _with_missing(self) -> Hierarchy:
        if not self.height:
            return from_levels([pa.array([*self.labels[0].to_pylist(), None], pa.string()), _top(2)], name="missing")
        codes, labels, leaves = [], [], []
        for level in range(self.height):
            codes.append(np.append(self.codes[level], len(self.labels[level])))
            labels.append(pa.concat_arrays([self.labels[level], pa.nulls(1, pa.string())]))
            leaves.append(np.append(self.leaves[level], 1))
        codes.append(np.append(self.codes[-1], 0))
        return Hierarchy(tuple(codes), (*labels, self.labels[-1]), (*leaves, self.leaves[-1] + 1))


def from_levels(levels: Sequence[pa.Array], *, name: str, leaves: Sequence[Codes] | None = None) -> Hierarchy:
    """The hierarchy with one text array a level, leaf by leaf, the last one the top.

    `leaves`: for every leaf and level how many leaves its value has in the whole domain; counted when absent.
    Raises: NoTree with every problem found.
    """
    encoded = [_encode(level) for level in levels]
    problems = [*_repeated(encoded[0][0], name), *_two_parents([codes for codes, _ in encoded[:-1]], name)]
    problems += _no_top(encoded[-1][1], name)
    if problems:
        raise NoTree(*problems)
    order = np.lexsort([codes for codes, _ in encoded])
    numbered = [_number(codes[order]) for codes, _ in encoded]
    labels = tuple(texts.take(pa.array(codes[order][first])) for (codes, texts), (_, first) in
                   zip(encoded, numbered, strict=True))  # fmt: skip
    if leaves is None:
        counted = tuple(np.bincount(codes) for codes, _ in numbered)
    else:
        counted = tuple(np.asarray(given)[order][first] for given, (_, first) in zip(leaves, numbered, strict=True))
    return Hierarchy(tuple(codes for codes, _ in numbered), labels, counted)


def flat(values: pa.Array, *, name: str) -> Hierarchy:
    """A value or nothing: level 0 as it stands, level 1 `*`. The domain is what the column holds."""
    distinct = in_order(values)
    return from_levels([distinct, _top(len(distinct))], name=name)


def in_order(values: pa.Array) -> pa.Array:
    """The distinct texts by code point, null last: ties do not hang on the order in which shards were read."""
    distinct = pc.unique(values.cast(pa.string()))
    return distinct.take(pc.sort_indices(distinct))


def _top(count: int) -> pa.Array:
    return pa.array([TOP]).take(pa.array(np.zeros(count, dtype=np.int64)))


def _encode(texts: pa.Array) -> tuple[Codes, pa.Array]:
    """Codes in the order of first appearance; null has a code of its own."""
    encoded = texts.cast(pa.string()).dictionary_encode(null_encoding="encode")
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64), encoded.dictionary


def _number(codes: Codes) -> tuple[Codes, Codes]:
    """Sorted runs numbered from 0, and where each begins."""
    begins = np.append(True, codes[1:] != codes[:-1])
    return np.cumsum(begins) - 1, np.flatnonzero(begins)


def _repeated(leaves: Codes, name: str) -> list[Issue]:
    counts = np.bincount(leaves)
    line = _first_line(counts[leaves] > 1)
    if not line:
        return []
    what = f"{int((counts > 1).sum())} leaf value(s) stand in more than one line, the first in line {line}"
    return [Issue(f"hierarchy {name}", what, "write each value once")]


def _two_parents(levels: Sequence[Codes], name: str) -> list[Issue]:
    problems = []
    for level, (child, parent) in enumerate(pairwise(levels)):
        first = np.zeros(int(child.max()) + 1 if len(child) else 0, dtype=np.int64)
        first[child[::-1]] = parent[::-1]
        line = _first_line(first[child] != parent)
        if line:
            what = f"line {line}: a value of level {level} has another parent than in an earlier line"
            problems.append(Issue(f"hierarchy {name}", what, "give each value one parent; levels may only widen"))
    return problems


def _no_top(labels: pa.Array, name: str) -> list[Issue]:
    if labels.to_pylist() == [TOP] or len(labels) == 0:
        return [] if len(labels) else [Issue(f"hierarchy {name}", "is empty", "write one line a value")]
    what = f"the last level has {len(labels)} value(s) where one `{TOP}` belongs"
    return [Issue(f"hierarchy {name}", what, f"end every line with {TOP}, with equally many levels in each")]


def _first_line(wrong: npt.NDArray[np.bool_]) -> int:
    """Counted from 1; 0 for none."""
    return int(np.argmax(wrong)) + 1 if wrong.any() else 0
