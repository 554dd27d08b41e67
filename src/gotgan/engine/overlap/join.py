"""Which columns share values: an inverted index from hash to column, joined with itself.

No pair of columns is looked at that has nothing in common. Equal sketches are joined once (a code list stands in
a thousand tables) and hashes that more than 100 different sketches hold say nothing (measure.md 8).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from gotgan.engine.overlap.columns import Columns
from gotgan.engine.overlap.model import Hashes, Numbers

STOP = 100
NEIGHBOURS = 10
"""Of many equal columns each is paired with so many others: enough to find every table's best partners."""
SLICE = 1 << 24
"""Postings joined at a time: bounds memory, whatever the number of columns."""


class Join(Protocol):
    """Pairs of sketches, by their number in `first`, a < b and in order, with `least` or more hashes in common."""

    def __call__(self, columns: Columns, first: Numbers, least: int) -> tuple[Numbers, Numbers, Numbers]: ...


def shared_hashes(columns: Columns, least: int = 1, join: Join | None = None) -> tuple[Numbers, Numbers, Numbers]:
    """(a, b, shared) for pairs of columns of different tables, a < b, with `least` or more hashes in common."""
    used = np.flatnonzero(columns.telling > 0)
    members = _equal(columns, used)
    first = np.array([group[0] for group in members], dtype=np.int64)
    a, b, shared = (join or join_here)(columns, first, least)
    apart = [_expand(members, a, b, shared), _within(members, columns)]
    a, b, shared = (np.concatenate(each) for each in zip(*apart, strict=True))
    keep = columns.table[a] != columns.table[b]
    a, b, shared = a[keep], b[keep], shared[keep]
    return np.minimum(a, b), np.maximum(a, b), shared


def _equal(columns: Columns, used: Numbers) -> list[Numbers]:
    """Columns with one and the same sketch, together."""
    groups: dict[bytes, list[int]] = {}
    for column in used.tolist():
        content = columns.flat[columns.start[column] : columns.start[column + 1]].tobytes()
        groups.setdefault(content, []).append(column)
    return [np.array(group, dtype=np.int64) for group in groups.values()]


def join_here(columns: Columns, first: Numbers, least: int) -> tuple[Numbers, Numbers, Numbers]:
    """`Join` in this process."""
    size = columns.size[first]
    slices = max(1, -(-int(size.sum()) // SLICE))
    found: list[tuple[Numbers, Numbers]] = []
    for part in range(slices):
        found.append(_counted(np.concatenate([*_pairs_of_part(columns, first, part, slices), _NOTHING])))
    keys = np.concatenate([key for key, _ in found])
    counts = np.concatenate([count for _, count in found])
    keys, counts = _summed(keys, counts)
    keep = counts >= least
    keys, counts = keys[keep], counts[keep]
    return keys >> 32, keys & 0xFFFFFFFF, counts


_NOTHING = np.empty(0, dtype=np.int64)


def _pairs_of_part(columns: Columns, first: Numbers, part: int, slices: int) -> Iterator[Numbers]:
    hashes, owner = _sorted(*_postings(columns, first, part, slices), len(first), slices)
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]])) if len(hashes) else _NOTHING
    sizes = np.diff(np.concatenate([starts, [len(hashes)]]))
    for size in np.unique(sizes[(sizes > 1) & (sizes <= STOP)]).tolist():
        groups = owner[starts[sizes == size][:, None] + np.arange(size)]
        left, right = np.triu_indices(size, 1)
        yield ((groups[:, left] << 32) | groups[:, right]).ravel()


def _sorted(hashes: Hashes, owner: Numbers, owners: int, slices: int) -> tuple[Hashes, Numbers]:
    """By hash, then owner: both in one word, which sorts three times as fast as an order to be followed.

    The owner takes the place of the top bits, nearly all zero in the smallest hashes. Of 100,000 columns two hashes
    in 25 million may so be taken for equal that are not: less than the sketch's own error by far.
    """
    bits = np.uint64(max(1, owners - 1).bit_length())
    packed = np.sort(hashes // np.uint64(slices) << bits | owner.astype(np.uint64))
    return packed >> bits, (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)


def _postings(columns: Columns, first: Numbers, part: int, slices: int) -> tuple[Hashes, Numbers]:
    """The hashes of this part (their low bits are uniform) and whose they are, owners ascending."""
    size = columns.size[first]
    owner = np.repeat(np.arange(len(first)), size)
    inside = np.arange(len(owner)) - np.repeat(np.cumsum(size) - size, size)
    hashes = columns.flat[np.repeat(columns.start[first], size) + inside]
    if slices == 1:
        return hashes, owner
    ours = hashes % np.uint64(slices) == np.uint64(part)
    return hashes[ours], owner[ours]


def _counted(keys: Numbers) -> tuple[Numbers, Numbers]:
    found, counts = np.unique(keys, return_counts=True)
    return found, counts.astype(np.int64)


def _summed(keys: Numbers, counts: Numbers) -> tuple[Numbers, Numbers]:
    found, place = np.unique(keys, return_inverse=True)
    return found, np.bincount(place, weights=counts, minlength=len(found)).astype(np.int64)


def _expand(members: list[Numbers], a: Numbers, b: Numbers, shared: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """From sketches to the columns that have them."""
    sizes = np.array([len(group) for group in members], dtype=np.int64)
    firsts = np.array([group[0] for group in members], dtype=np.int64)
    if not len(a):
        return _NOTHING, _NOTHING, _NOTHING
    single = (sizes[a] == 1) & (sizes[b] == 1)
    left, right, counts = [firsts[a[single]]], [firsts[b[single]]], [shared[single]]
    for x, y, count in zip(a[~single].tolist(), b[~single].tolist(), shared[~single].tolist(), strict=True):
        some, others = members[x][:NEIGHBOURS], members[y][:NEIGHBOURS]
        left.append(np.repeat(some, len(others)))
        right.append(np.tile(others, len(some)))
        counts.append(np.full(len(some) * len(others), count, dtype=np.int64))
    return np.concatenate(left), np.concatenate(right), np.concatenate(counts)


def _within(members: list[Numbers], columns: Columns) -> tuple[Numbers, Numbers, Numbers]:
    """Equal sketches share all their hashes; each with its next neighbours."""
    left, right = [_NOTHING], [_NOTHING]
    for group in (group for group in members if len(group) > 1):
        for step in range(1, min(NEIGHBOURS, len(group) - 1) + 1):
            left.append(group[:-step])
            right.append(group[step:])
    a, b = np.concatenate(left), np.concatenate(right)
    return a, b, columns.size[a]
