"""The postings of many tables, kept sorted: a new table finds those it shares values with at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gotgan.engine.overlap.columns import Columns
from gotgan.engine.overlap.join import STOP
from gotgan.engine.overlap.model import Hashes, Numbers, TableSketch

NEAR = 50


@dataclass(frozen=True)
class Index:
    """Hash i of `hashes` (ascending) is kept by a column of table `owner[i]`; weights are the columns'."""

    hashes: Hashes
    owner: Numbers
    weight: np.ndarray

    @classmethod
    def of(cls, tables: Sequence[TableSketch], first: int = 0) -> Index:
        """Tables are numbered from `first` on."""
        columns = Columns.of(tables)
        size = columns.size
        order = np.argsort(columns.flat, kind="stable")
        owner = np.repeat(columns.table + first, size)[order]
        return cls(columns.flat[order], owner, np.repeat(columns.weight / np.maximum(size, 1), size)[order])

    def merged(self, other: Index) -> Index:
        """Both together; associative up to the order of equal hashes."""
        hashes = np.concatenate([self.hashes, other.hashes])
        order = np.argsort(hashes, kind="stable")
        owner = np.concatenate([self.owner, other.owner])[order]
        return Index(hashes[order], owner, np.concatenate([self.weight, other.weight])[order])

    def near(self, table: TableSketch, most: int = NEAR) -> list[int]:
        """The numbers of the tables that share most of this one's telling values, best first.

        A hash that over 100 columns hold is passed over. Compare what comes back with `find_overlaps`.
        """
        asked = Columns.of([table])
        telling = np.repeat(asked.telling > 0, asked.size)
        wanted = np.unique(asked.flat[telling])
        left = np.searchsorted(self.hashes, wanted, "left")
        size = np.searchsorted(self.hashes, wanted, "right") - left
        left, size = left[size <= STOP], size[size <= STOP]
        inside = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
        hits = np.repeat(left, size) + inside
        if not len(hits):
            return []
        found, place = np.unique(self.owner[hits], return_inverse=True)
        worth = np.bincount(place, weights=self.weight[hits])
        return [int(found[number]) for number in np.argsort(-worth, kind="stable")[:most] if worth[number] > 0]

    def save(self, path: Path) -> None:
        """Appears whole or not at all."""
        part = path.with_name(path.name + ".part")
        with part.open("wb") as file:
            np.savez(file, hashes=self.hashes, owner=self.owner, weight=self.weight)
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Index:
        """Raises: OSError, ValueError when it is not there or cut short."""
        with np.load(path) as kept:
            return cls(kept["hashes"], kept["owner"], kept["weight"])
