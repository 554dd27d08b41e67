"""Keys that the sample suggests, checked against the whole table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gotgan.terms.examined import Key
from gotgan.terms.profile import TableProfile


def unverified(profile: TableProfile) -> list[Key]:
    return [key for key in profile.keys or () if not key.verified]


def with_keys(profile: TableProfile, distinct: Sequence[int]) -> TableProfile:
    """`distinct`: how many different values each unverified key has in the whole table; those with fewer go."""
    counts = iter(distinct)
    kept = []
    for key in profile.keys or ():
        if key.verified or next(counts) == profile.rows:
            kept.append(replace(key, verified=True))
    return replace(profile, keys=tuple(kept))
