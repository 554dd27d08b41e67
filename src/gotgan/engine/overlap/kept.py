"""An index of postings that lasts: sorted segments in a folder, read in place, so that no size is loaded.

A new table becomes a small segment of its own; `tidy` merges segments, by ranges of hashes, and leaves out what was
dropped. One writer at a time: whoever adds holds `lock`.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from gotgan.engine.overlap.index import NEAR, Index
from gotgan.engine.overlap.join import STOP
from gotgan.engine.overlap.model import Hashes, Numbers

SMALL = 1 << 21
"""Postings up to which segments are merged at once; larger ones wait until many values were dropped."""
MANY = 24
MOST_DROPPED = 20_000
RANGE = 1 << 22
"""Postings merged at a time: bounds memory, whatever the size of the index."""
NAME = "index.json"
_PARTS = (("hashes", np.uint64), ("owner", np.uint32), ("weight", np.float32))


class KeptIndex:
    """`stop`: a hash that more owners hold is passed over, or (`newest`) stands for its newest holders."""

    def __init__(self, folder: Path, *, stop: int = STOP, newest: bool = False) -> None:
        self._folder, self._stop, self._newest = folder, stop, newest
        folder.mkdir(parents=True, exist_ok=True)
        kept = self._read()
        self._names: list[str] = kept["segments"]
        self._dropped: set[int] = set(kept["dropped"])
        self._recent: set[int] = set(kept["recent"])
        self._next: int = kept["next"]
        self._open = {name: _load(folder, name) for name in self._names}

    @classmethod
    @contextmanager
    def lock(cls, folder: Path) -> Iterator[None]:
        """Held by one process at a time; freed when it ends, however it ends."""
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever added here."""
        return not (self._folder / NAME).exists()

    @property
    def postings(self) -> int:
        return sum(len(each.hashes) for each in self._open.values())

    @property
    def segments(self) -> int:
        return len(self._names)

    def add(self, index: Index, owners: Collection[int]) -> None:
        """Appears whole or not at all. `owners` of the batch before are passed over: a batch that was cut off after
        it was added is added again by whoever goes on."""
        new = ~np.isin(index.owner, np.fromiter(self._recent, dtype=np.int64))
        self._recent = set(owners)
        if new.any():
            self._names.append(self._save(index.hashes[new], index.owner[new], index.weight[new]))
        self._write()

    def drop(self, owners: Iterable[int]) -> None:
        """They are found no more; their postings go when segments are merged."""
        new = set(owners) - self._dropped
        if new and self._names:
            self._dropped |= new
            self._write()

    def near(self, wanted: Hashes, most: int = NEAR, without: Collection[int] = ()) -> list[int]:
        """The owners that hold most of the weight of these hashes (ascending, each once), best first."""
        owner, weight, place = self._hits(wanted)
        gone = np.fromiter(self._dropped.union(without), dtype=np.int64)
        live = ~np.isin(owner, gone)
        owner, weight, place = owner[live], weight[live], place[live]
        if not self._newest:
            few = np.bincount(place, minlength=len(wanted))[place] <= self._stop
            owner, weight = owner[few], weight[few]
        if not len(owner):
            return []
        found, number = np.unique(owner, return_inverse=True)
        worth = np.bincount(number, weights=weight)
        order = np.lexsort((-found, -worth))[:most]
        return [int(found[each]) for each in order if worth[each] > 0]

    def _hits(self, wanted: Hashes) -> tuple[Numbers, np.ndarray, Numbers]:
        """Postings of each wanted hash in each segment: owner, weight, and which of `wanted` it is."""
        found: list[tuple[Numbers, np.ndarray, Numbers]] = []
        for each in self._open.values():
            left = np.searchsorted(each.hashes, wanted, "left")
            right = np.searchsorted(each.hashes, wanted, "right")
            # some of the holders may have been dropped: look a little beyond
            size = np.minimum(right - left, 2 * self._stop + 1)
            if not size.any():
                continue
            left = right - size
            inside = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
            hits = np.repeat(left, size) + inside
            found.append(
                (each.owner[hits].astype(np.int64), each.weight[hits], np.repeat(np.arange(len(wanted)), size))
            )
        if not found:
            return np.empty(0, dtype=np.int64), np.empty(0), np.empty(0, dtype=np.int64)
        owner, weight, place = (np.concatenate(part) for part in zip(*found, strict=True))
        return owner, weight, place

    def tidy(self) -> int:
        """Merge the small segments, and all of them when much was dropped. Returns how many were merged."""
        small = [name for name in self._names if len(self._open[name].hashes) <= SMALL]
        chosen = self._names if len(self._dropped) > MOST_DROPPED else small if len(small) > MANY else []
        if len(chosen) < 2:
            return 0
        merged, old = self._merge(chosen), list(chosen)
        if len(old) == len(self._names):
            self._dropped = set()
        self._names = [merged, *(name for name in self._names if name not in old)]
        self._write()
        for name in old:
            self._remove(name)
        return len(old)

    def _remove(self, name: str) -> None:
        del self._open[name]
        for part, _ in _PARTS:
            (self._folder / f"{name}.{part}.npy").unlink(missing_ok=True)

    def _merge(self, names: Sequence[str]) -> str:
        """By ranges of hashes, each sorted by itself, appended to files of the final size."""
        parts = [self._open[name] for name in names]
        gone = np.fromiter(self._dropped, dtype=np.int64)
        bounds = _bounds(parts)
        cuts = [[0, *np.searchsorted(each.hashes, bounds).tolist(), len(each.hashes)] for each in parts]
        target = _Writer(self._folder, self._new_name(), sum(len(each.hashes) for each in parts))
        for number in range(len(bounds) + 1):
            pieces = [_cut(each, cut[number], cut[number + 1]) for each, cut in zip(parts, cuts, strict=True)]
            target.put(_sorted(pieces, gone))
        target.close()
        self._open[target.name] = _load(self._folder, target.name)
        return target.name

    def _save(self, hashes: Hashes, owner: Numbers, weight: np.ndarray) -> str:
        name = self._new_name()
        for (part, kind), values in zip(_PARTS, (hashes, owner, weight), strict=True):
            np.save(self._folder / f"{name}.{part}.npy", values.astype(kind))
        self._open[name] = _load(self._folder, name)
        return name

    def _new_name(self) -> str:
        self._next += 1
        return f"{self._next:08d}"

    def _read(self) -> dict[str, Any]:
        try:
            kept: dict[str, Any] = json.loads((self._folder / NAME).read_bytes())
        except FileNotFoundError:
            return {"segments": [], "dropped": [], "recent": [], "next": 0}
        return kept

    def _write(self) -> None:
        document = {
            "segments": self._names, "dropped": sorted(self._dropped), "recent": sorted(self._recent),
            "next": self._next,
        }  # fmt: skip
        part = self._folder / f"{NAME}.part"
        part.write_text(json.dumps(document))
        part.replace(self._folder / NAME)


class _Writer:
    """A segment written piece by piece; its arrays are cut to what was put."""

    def __init__(self, folder: Path, name: str, most: int) -> None:
        self.name, self._folder, self._at = name, folder, 0
        self._files = {
            part: np.lib.format.open_memmap(folder / f"{name}.{part}.npy.part", "w+", kind, (most,))
            for part, kind in _PARTS
        }

    def put(self, piece: Index) -> None:
        end = self._at + len(piece.hashes)
        for part, values in (("hashes", piece.hashes), ("owner", piece.owner), ("weight", piece.weight)):
            self._files[part][self._at : end] = values
        self._at = end

    def close(self) -> None:
        size = self._at
        for part, kind in _PARTS:
            path = self._folder / f"{self.name}.{part}.npy"
            draft = path.with_name(path.name + ".part")
            if size == len(self._files[part]):
                self._files[part].flush()
                draft.replace(path)
            else:
                cut = np.lib.format.open_memmap(path, "w+", kind, (size,))
                cut[:] = self._files[part][:size]
                cut.flush()
                draft.unlink()


def _load(folder: Path, name: str) -> Index:
    """Read in place. Raises: OSError, ValueError when a file is not there or cut short."""
    arrays = [np.load(folder / f"{name}.{part}.npy", mmap_mode="r") for part, _ in _PARTS]
    return Index(arrays[0], arrays[1], arrays[2])


def _bounds(parts: Sequence[Index]) -> Hashes:
    """The hash at which each range but the last ends, found from a sample: kept hashes crowd at the small end."""
    whole = sum(len(each.hashes) for each in parts)
    ranges = max(1, -(-whole // RANGE))
    step = max(1, whole // (ranges * 1000))
    sample = np.sort(np.concatenate([each.hashes[::step] for each in parts]))
    return np.asarray(sample[np.arange(1, ranges) * len(sample) // ranges])


def _cut(index: Index, start: int, end: int) -> Index:
    return Index(index.hashes[start:end], index.owner[start:end], index.weight[start:end])


def _sorted(pieces: Sequence[Index], gone: Numbers) -> Index:
    hashes = np.concatenate([each.hashes for each in pieces])
    owner = np.concatenate([each.owner for each in pieces])
    weight = np.concatenate([each.weight for each in pieces])
    live = ~np.isin(owner, gone)
    order = np.argsort(hashes[live], kind="stable")
    return Index(hashes[live][order], owner[live][order], weight[live][order])
