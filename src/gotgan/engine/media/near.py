"""Near duplicates without comparing all pairs: only what shares a band of its hash is compared.

Pictures: dHashes that differ in at most MOST_BITS of 64 bits. Cut into MOST_BITS + 1 bands, two such hashes
have one band in common (pigeonhole), so none is missed. Texts: MinHash signatures in TEXT_BANDS bands, by which
a pair of similarity 0.8 is missed once in 10^7 [Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, 3.4].
Groups are connected: a and c stand together when both are near b.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

MOST_BITS = 6
"""The greatest Hamming distance of two dHashes that are called near."""
SIMILAR = 0.8
"""The least estimated Jaccard similarity of two texts that are called near."""
SIGNATURE = 128
TEXT_BANDS = 32
_ROWS = SIGNATURE // TEXT_BANDS
_BLOCK = 512

Near = Callable[[NDArray[np.intp], NDArray[np.intp]], NDArray[np.bool_]]
"""Which of the first places are near which of the second: a matrix of booleans."""


def near_pictures(hashes: Sequence[int]) -> list[list[int]]:
    """Groups of two or more places in `hashes` (64 bits each), in ascending order."""
    values = np.array(hashes, dtype=np.uint64)
    groups = Groups(len(values))
    edges = np.linspace(0, 64, MOST_BITS + 2).astype(int).tolist()
    for low, high in pairwise(edges):
        band = (values >> np.uint64(low)) & np.uint64((1 << (high - low)) - 1)
        for bucket in buckets_of(band):
            _join(bucket, lambda a, b: np.bitwise_count(values[a, None] ^ values[b]) <= MOST_BITS, groups)
    return groups.of_many()


def near_texts(signatures: Sequence[bytes]) -> list[list[int]]:
    """Groups of two or more places in `signatures` (SIGNATURE numbers of 32 bits each), in ascending order."""
    rows = np.frombuffer(b"".join(signatures), dtype="<u4").reshape(-1, SIGNATURE)
    groups = Groups(len(rows))
    for start in range(0, SIGNATURE, _ROWS):
        part = np.ascontiguousarray(rows[:, start : start + _ROWS])
        band = part.view([("", "<u4")] * _ROWS).ravel()
        for bucket in buckets_of(band):
            _join(bucket, lambda a, b: _similar(rows, a, b), groups)
    return groups.of_many()


def _similar(rows: NDArray[np.uint32], a: NDArray[np.intp], b: NDArray[np.intp]) -> NDArray[np.bool_]:
    shared = np.zeros((len(a), len(b)), dtype=np.int16)
    for column in range(SIGNATURE):
        shared += rows[a, column, None] == rows[b, column]
    return np.asarray(shared >= SIMILAR * SIGNATURE)


def buckets_of(band: NDArray[np.generic]) -> Iterator[NDArray[np.intp]]:
    """Places that share their value, where two or more do."""
    order = np.argsort(band, kind="stable")
    ordered = band[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    for bucket in np.split(order, starts[1:]):
        if len(bucket) > 1:
            yield bucket


def _join(bucket: NDArray[np.intp], near: Near, groups: Groups) -> None:
    """In blocks, so that a bucket of everything needs no square of memory; what is joined is not compared again."""
    for start in range(0, len(bucket), _BLOCK):
        first = bucket[start : start + _BLOCK]
        for other in range(start, len(bucket), _BLOCK):
            second = bucket[other : other + _BLOCK]
            apart = groups.roots(first)[:, None] != groups.roots(second)
            if apart.any():
                for x, y in np.argwhere(near(first, second) & apart).tolist():
                    groups.join(int(first[x]), int(second[y]))


class Groups:
    """Union-find over places 0 to size - 1; the root of a group is its least place."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def root(self, place: int) -> int:
        while self._above[place] != place:
            self._above[place] = self._above[self._above[place]]
            place = self._above[place]
        return place

    def roots(self, places: NDArray[np.intp]) -> NDArray[np.intp]:
        return np.array([self.root(place) for place in places.tolist()], dtype=np.intp)

    def join(self, a: int, b: int) -> None:
        low, high = sorted((self.root(a), self.root(b)))
        self._above[high] = low

    def of_many(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for place in range(len(self._above)):
            found.setdefault(self.root(place), []).append(place)
        return [group for group in found.values() if len(group) > 1]
