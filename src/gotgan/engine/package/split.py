"""Rows into train, validation and test, so that nothing of one is known from another.

Three verbs: `count_keys` a batch, `merge` the counts, `assign` the whole. What a row is drawn by is its key: of its
groups (a subject, a household, a region), of its moment, or of its whole content, so that equal rows stay together.
Keys hang on the seed and the row alone: shards, in any order, give the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gotgan.terms.errors import Invalid, Issue

SPLITS = ("train", "validation", "test")
Keys = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]
_TRIES = 64
_MANY_GROUPS = 100_000
_GOLDEN = 0x9E3779B97F4A7C15


@dataclass(frozen=True)
class SplitAsk:
    """`shares` of SPLITS, together 1, 0 for one that is not wanted. `groups` or `time` name columns, not both.

    `tolerance`: how far a share of the rows may lie from what was asked.
    """

    shares: tuple[float, ...] = (0.8, 0.1, 0.1)
    groups: tuple[str, ...] = ()
    time: str = ""
    seed: int = 0
    tolerance: float = 0.05

    @property
    def by(self) -> str:
        return "time" if self.time else "group" if self.groups else "row"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.time,) if self.time else self.groups

    @property
    def wanted(self) -> tuple[str, ...]:
        return tuple(name for name, share in zip(SPLITS, self.shares, strict=True) if share > 0)


@dataclass(frozen=True)
class Census:
    """How many rows hold each key. Shape of `keys`: (different keys, one a group column), in order.

    `writings`: how the moments are written, which must be one way.
    """

    keys: Keys
    rows: Counts
    writings: frozenset[str] = frozenset()

    @property
    def total(self) -> int:
        return int(self.rows.sum())


@dataclass(frozen=True)
class Assignment:
    """Which split each key goes to; `keys` ascending. `units` are what was dealt: groups, moments or rows."""

    keys: Keys
    split: npt.NDArray[np.uint8]
    units: int

    def of(self, keys: Keys) -> npt.NDArray[np.uint8]:
        """Positions in SPLITS, row by row, of keys that were counted."""
        found: npt.NDArray[np.uint8] = self.split[np.searchsorted(self.keys, keys[:, 0])]
        return found


def check_ask(ask: SplitAsk) -> None:
    """Raises: Invalid with everything that is wrong with it."""
    issues = []
    if len(ask.shares) != len(SPLITS) or any(not 0 <= share <= 1 for share in ask.shares):
        issues.append(Issue("--split", "is not three shares between 0 and 1", "give them as in 0.8,0.1,0.1"))
    elif abs(sum(ask.shares) - 1) > 1e-9:
        issues.append(Issue("--split", "does not add up to 1", "give shares as in 0.8,0.1,0.1"))
    elif sum(share > 0 for share in ask.shares) < 2:
        issues.append(Issue("--split", "leaves one split only", "leave --split out"))
    if ask.groups and ask.time:
        issues.append(Issue("--time", "cannot be kept together with --group", "give one of them"))
    if not 0 <= ask.tolerance <= 1:
        issues.append(Issue("--tolerance", "is no share between 0 and 1", "give it as in 0.05"))
    if issues:
        raise Invalid(*issues)


def count_keys(keys: Keys, writings: Iterable[str] = ()) -> Census:
    """The census of one batch."""
    if keys.shape[1] == 1:
        flat, rows = np.unique(keys[:, 0], return_counts=True)
        return Census(flat[:, None], rows.astype(np.int64), frozenset(writings))
    different, rows = np.unique(keys, axis=0, return_counts=True)
    return Census(different, rows.astype(np.int64), frozenset(writings))


def merge(one: Census, other: Census) -> Census:
    """Both together; in any order and grouping the same."""
    return merge_all([one, other])


def merge_all(censuses: Iterable[Census]) -> Census:
    """All together at once. Raises: ValueError for none."""
    each = list(censuses)
    keys, rows = (np.concatenate(parts) for parts in zip(*((one.keys, one.rows) for one in each), strict=True))
    if keys.shape[1] == 1:
        flat, place = np.unique(keys[:, 0], return_inverse=True)
        different = flat[:, None]
    else:
        different, place = np.unique(keys, axis=0, return_inverse=True)
    summed = np.bincount(place.ravel(), weights=rows, minlength=len(different)).astype(np.int64)
    return Census(different, summed, frozenset().union(*(one.writings for one in each)))


def assign(census: Census, ask: SplitAsk) -> Assignment:
    """Deal the keys to the splits.

    By time the order is that of the moments, else a drawn one: of up to 64 the first whose shares lie within the
    tolerance. Raises: Invalid when there are no rows, or no cut comes near enough.
    """
    if not census.total:
        raise Invalid(Issue("--split", "there are no rows to split", "leave --split out"))
    if len(census.writings) > 1:
        raise Invalid(Issue(f"column {ask.time!r}", "writes moments in several ways", "make them one (gotgan repair)"))
    units, unit_of, rows = _units(census)
    best, order = _best_cut(units, rows, ask)
    place_of = np.empty(len(units), np.uint8)
    place_of[order] = best
    first, where = np.unique(census.keys[:, 0], return_index=True)
    return Assignment(first, place_of[unit_of[where]], len(units))


def _units(census: Census) -> tuple[Keys, npt.NDArray[np.int64], Counts]:
    """What must stay together: (its least key, the unit of each key, its rows)."""
    if census.keys.shape[1] == 1:
        return census.keys[:, 0], np.arange(len(census.keys)), census.rows
    different, node = np.unique(census.keys, return_inverse=True)
    node = node.reshape(census.keys.shape)
    label = _joined(node, len(different))
    firsts, unit = np.unique(label, return_inverse=True)
    least = np.full(len(firsts), np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(least, unit, census.keys.min(axis=1))
    return least, unit, np.bincount(unit, weights=census.rows, minlength=len(firsts)).astype(np.int64)


def _joined(node: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
    """The first of all rows of `node` that a row is joined with by common nodes, near or far."""
    label = np.arange(len(node))
    while True:
        before = label
        for column in node.T:
            least = np.full(count, len(node))
            np.minimum.at(least, column, label)
            label = least[column]
        label = label[label]
        if np.array_equal(before, label):
            return label


def _best_cut(units: Keys, rows: Counts, ask: SplitAsk) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """(the split of each place in the order, the order)."""
    tries = 1 if ask.time else _TRIES if len(units) <= _MANY_GROUPS else 1
    best: tuple[float, npt.NDArray[np.uint8], npt.NDArray[np.int64]] | None = None
    for number in range(tries):
        order = np.argsort(units if number == 0 else _mixed(units, number), kind="stable")
        place = _cut(rows[order], ask.shares)
        off = _off(place, rows[order], ask.shares)
        if best is None or off < best[0]:
            best = (off, place, order)
        if off <= ask.tolerance:
            break
    assert best is not None
    if best[0] > ask.tolerance:
        raise Invalid(_too_far(best[1], rows[best[2]], ask))
    return best[1], best[2]


def _mixed(units: Keys, number: int) -> Keys:
    """Another order of the same keys (the finaliser of SplitMix64: Steele, Lea, Flood 2014)."""
    mixed = units + np.uint64(number * _GOLDEN % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _cut(rows: Counts, shares: tuple[float, ...]) -> npt.NDArray[np.uint8]:
    """Cut between units, where the rows before come nearest to the shares; every wanted split gets a unit if it can."""
    before = np.concatenate([[0], np.cumsum(rows)])
    place = np.zeros(len(rows), np.uint8)
    start, wanted = 0, [number for number, share in enumerate(shares) if share > 0]
    for done, number in enumerate(wanted):
        end = len(rows)
        if done + 1 < len(wanted):
            target = before[-1] * sum(shares[: number + 1])
            end = int(np.argmin(np.abs(before - target)))
            end = min(max(end, start + 1), max(len(rows) - (len(wanted) - done - 1), start))
        place[start:end] = number
        start = end
    return place


def _off(place: npt.NDArray[np.uint8], rows: Counts, shares: tuple[float, ...]) -> float:
    """The greatest distance of a share; infinite when a wanted split is empty."""
    reached = np.bincount(place, weights=rows, minlength=len(shares)) / rows.sum()
    if any(share > 0 and not got for share, got in zip(shares, reached, strict=True)):
        return float("inf")
    return float(np.abs(reached - np.asarray(shares)).max())


def _too_far(place: npt.NDArray[np.uint8], rows: Counts, ask: SplitAsk) -> Issue:
    reached = np.bincount(place, weights=rows, minlength=len(SPLITS)) / rows.sum()
    shown, wanted = ("/".join(f"{share:.3g}" for share in each) for each in (reached, ask.shares))
    what = f"{len(rows)} to deal give {shown} at best where {wanted} was asked"
    column = " and ".join(map(repr, ask.columns)) or "the rows"
    return Issue(f"--split by {column}", what, "ask for other shares, a greater --tolerance, or finer groups")
