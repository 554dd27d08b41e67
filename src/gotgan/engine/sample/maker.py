"""Draws columns for one dataset: every column of one dataset comes from one seeded stream."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from gotgan.engine.sample.codes import Dong, Place
from gotgan.engine.sample.frame import Cell
from gotgan.engine.sample.words import NAME_HEADS


def stream(seed: int, key: str) -> np.random.Generator:
    """The random stream of one dataset; it does not depend on the order of building."""
    digest = hashlib.sha256(f"{seed}/{key}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8], "big")))


class Maker:
    """`rows` cells for each column asked for; `place` gives dongs, coordinates and postcodes."""

    def __init__(self, rng: np.random.Generator, rows: int, place: Place) -> None:
        self.rng = rng
        self.rows = rows
        self.place = place

    def pick(self, pool: Sequence[Cell], weights: Sequence[float] | None = None) -> list[Cell]:
        shares = None if weights is None else np.array(weights) / sum(weights)
        indices = self.rng.choice(len(pool), self.rows, p=shares)
        return [pool[i] for i in indices.tolist()]

    def cycle(self, pool: Sequence[Cell]) -> list[Cell]:
        """The pool over and over, in order."""
        return [pool[i % len(pool)] for i in range(self.rows)]

    def whole(self, low: int, high: int) -> list[Cell]:
        """Whole numbers from `low` to `high`, both possible."""
        return list(self.rng.integers(low, high + 1, self.rows).tolist())

    def skewed(self, middle: float, spread: float = 0.8) -> list[Cell]:
        """Whole numbers around the median `middle` with a long tail upwards."""
        drawn = self.rng.lognormal(np.log(middle), spread, self.rows)
        return list(np.rint(drawn).astype(np.int64).tolist())

    def decimal(self, middle: float, spread: float, places: int, least: float = -1e12) -> list[Cell]:
        drawn = np.maximum(self.rng.normal(middle, spread, self.rows), least)
        return list(np.round(drawn, places).tolist())

    def serial(self, prefix: str, width: int, start: int = 1) -> list[Cell]:
        return [f"{prefix}{number:0{width}d}" for number in range(start, start + self.rows)]

    def days(self, start: str, end: str) -> list[Cell]:
        """Days as `2026-03-05`, in no order."""
        return list(self._days(start, end).astype(str).tolist())

    def sorted_days(self, start: str, end: str) -> list[Cell]:
        return list(np.sort(self._days(start, end)).astype(str).tolist())

    def moments(self, start: str, end: str) -> list[Cell]:
        """Moments as `2026-03-05 14:02`, in order."""
        first, last = np.datetime64(start, "m"), np.datetime64(end, "m")
        offsets = np.sort(self.rng.integers(0, (last - first).astype(int), self.rows))
        return [text.replace("T", " ") for text in (first + offsets).astype(str).tolist()]

    def steps(self, start: str, unit: str, each: int = 1) -> list[Cell]:
        """Regular points in time (`unit` h, D or M), each repeated `each` times."""
        points = np.array(start, dtype=f"datetime64[{unit}]") + np.arange(-(-self.rows // each))
        texts = [text.replace("T", " ") for text in points.astype(str).tolist()]
        return [texts[i // each] for i in range(self.rows)]

    def dongs(self) -> list[Dong]:
        indices = self.rng.integers(0, len(self.place.dongs), self.rows)
        self._last_dongs = indices
        return [self.place.dongs[i] for i in indices.tolist()]

    def coordinates(self) -> tuple[list[Cell], list[Cell]]:
        """Latitudes and longitudes near the dongs drawn last (WGS 84, six places)."""
        centres = np.array(self.place.centres)[self._last_dongs]
        points = np.round(centres + self.rng.normal(0, self.place.spread, centres.shape), 6)
        return list(points[:, 0].tolist()), list(points[:, 1].tolist())

    def lots(self, dongs: Sequence[Dong]) -> list[Cell]:
        """Lot-number addresses in those dongs."""
        numbers: Any = zip(
            dongs,
            self.rng.integers(1, 1200, self.rows).tolist(),
            self.rng.integers(0, 30, self.rows).tolist(),
            strict=True,
        )
        return [f"{dong.address} {main}-{sub}" if sub else f"{dong.address} {main}" for dong, main, sub in numbers]

    def postcodes(self) -> list[Cell]:
        """Five digits; those of the north of Seoul begin with a zero."""
        low = self.place.postcode if self.place.name != "전국" else 1000
        high = low + 80 if self.place.name != "전국" else 63640
        return [f"{code:05d}" for code in self.rng.integers(low, high, self.rows).tolist()]

    def names(self, *endings: str) -> list[Cell]:
        """Invented proper names: a head, a number now and then, and one of the endings."""
        heads = self.rng.integers(0, len(NAME_HEADS), self.rows).tolist()
        tails = self.rng.integers(0, len(endings), self.rows).tolist()
        numbers = self.rng.integers(-14, 10, self.rows).tolist()
        return [
            f"{NAME_HEADS[head]}{number if number > 1 else ''}{endings[tail]}"
            for head, tail, number in zip(heads, tails, numbers, strict=True)
        ]

    def kinds_and_names(
        self, kinds: Sequence[tuple[str, str]], weights: Sequence[float] | None = None
    ) -> tuple[list[Cell], list[Cell]]:
        """Kinds, and invented names that end as their kind does; `kinds` holds (kind, ending)."""
        drawn = [kinds[int(index or 0)] for index in self.pick(range(len(kinds)), weights)]
        heads = self.names("")
        return [kind for kind, _ in drawn], [f"{head}{end}" for head, (_, end) in zip(heads, drawn, strict=True)]

    def shares_of(self, amounts: Sequence[Cell], low: float, high: float) -> list[Cell]:
        """For each amount a whole number between `low` and `high` times as much."""
        shares = self.rng.uniform(low, high, len(amounts)).tolist()
        return [round(float(amount or 0) * share) for amount, share in zip(amounts, shares, strict=True)]

    def _days(self, start: str, end: str) -> np.ndarray[Any, Any]:
        first, last = np.datetime64(start, "D"), np.datetime64(end, "D")
        return first + self.rng.integers(0, (last - first).astype(int) + 1, self.rows)
