"""Grams of five words as hashes, and the MinHash signature of a text made from them.

A word is what stands between white space; a Han character or a kana is a word of its own. Hashes are the same
on every machine and in every run.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

import numpy as np
import rensa  # type: ignore[import-untyped]

from gotgan.engine.media.near import SIGNATURE
from gotgan.engine.media.repeats import Hashes

WORDS = 5
SEED = 1
_MOST_CACHED = 1 << 18
_ALONE = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
_FACTORS = np.array([pow(0x9E3779B97F4A7C15, power, 1 << 64) for power in range(WORDS)], dtype=np.uint64)


def hash_text(text: str) -> int:
    """64 bits of BLAKE2b; half of a character (a lone surrogate) is hashed as it is."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


class Grams:
    """Grams of one text that comes in pieces; each piece ends with a word's end."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._left: list[int] = []
        self._any = False

    def take(self, piece: str) -> Hashes:
        """The hashes of all grams that end in this piece, in their order."""
        words = np.array(self._left + [self._hash(word) for word in _words(piece)], dtype=np.uint64)
        self._left = words[-(WORDS - 1) :].tolist()
        count = len(words) - WORDS + 1
        if count < 1:
            return words[:0]
        self._any = True
        return _mixed(sum_of(words[place : place + count] * _FACTORS[place] for place in range(WORDS)))

    def rest(self) -> Hashes:
        """The one gram of a text with fewer than five words; nothing for longer ones and for none."""
        words = np.array([] if self._any else self._left, dtype=np.uint64)
        return _mixed((words * _FACTORS[: len(words)]).sum(keepdims=True)) if len(words) else words

    def _hash(self, word: str) -> int:
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _MOST_CACHED:
                self._known.clear()
            found = self._known[word] = hash_text(word)
        return found


class Signature:
    """MinHash over all grams of a text; None while there are none."""

    def __init__(self) -> None:
        self._hash = rensa.RMinHash(num_perm=SIGNATURE, seed=SEED)
        self._any = False

    def add(self, hashes: Hashes) -> None:
        content = np.unique(hashes).tobytes()
        self._hash.update([content[place : place + 8] for place in range(0, len(content), 8)])
        self._any = self._any or bool(content)

    def packed(self) -> bytes | None:
        """SIGNATURE numbers of 32 bits, low byte first."""
        return np.array(self._hash.digest(), dtype="<u4").tobytes() if self._any else None


def sum_of(parts: Iterable[Hashes]) -> Hashes:
    total: Hashes = np.zeros(1, dtype=np.uint64)
    for part in parts:
        total = total + part
    return total


def _words(piece: str) -> list[str]:
    return _ALONE.sub(r" \1 ", piece).split()


def _mixed(values: Hashes) -> Hashes:
    """Spread over all 64 bits [Steele, Lea, Flood 2014: SplitMix64], so that leading zeros are random."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
