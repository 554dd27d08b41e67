"""Random draws by seed, column and row: the same wherever a row is treated, in whatever order or shard.

SplitMix64 (Steele, Lea, Flood 2014) of the row number, started from a keyed hash of seed and column: who does not
know the seed cannot take the noise off again.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Reals = npt.NDArray[np.float64]


def start_of(seed: str, column: str, use: str) -> int:
    """Where the draws of a column begin."""
    return int.from_bytes(hashlib.blake2b(f"{use}\0{column}".encode(), key=seed.encode()[:64], digest_size=8).digest())


def words_of(start: int, rows: npt.NDArray[np.int64]) -> Words:
    """64 random bits for each row number."""
    with np.errstate(over="ignore"):
        state = np.uint64(start) + (rows.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(state ^ (state >> np.uint64(31)))


def uniform_of(start: int, rows: npt.NDArray[np.int64]) -> Reals:
    """Above 0 and below 1."""
    return ((words_of(start, rows) >> np.uint64(11)).astype(np.float64) + 0.5) / float(1 << 53)
