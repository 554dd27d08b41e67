"""Two profiles as JSON compared key by key, every differing path named."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

MEAN, STDDEV, QUANTILE_RANK = 1e-9, 1e-6, 0.005
_TOLERANCES = {"mean": MEAN, "stddev": STDDEV, "entropy": MEAN}


def differing(left: Any, right: Any, *, apart: frozenset[str] = frozenset(), path: str = "") -> list[str]:
    """The paths at which two JSON documents differ; keys in `apart` are somebody else's to compare.

    `mean` and `entropy` of a column may differ by 1e-9 and `stddev` by 1e-6, relative; all else is equal or named.
    """
    return list(_differing(left, right, apart, path))


def _differing(left: Any, right: Any, apart: frozenset[str], path: str) -> Iterator[str]:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for key in sorted(left.keys() | right.keys()):
            if key in apart:
                continue
            if key not in left or key not in right:
                yield f"{path}.{key}: on one side only"
            else:
                yield from _differing(left[key], right[key], apart, f"{path}.{key}")
    elif isinstance(left, list | tuple) and isinstance(right, list | tuple):
        if len(left) != len(right):
            yield f"{path}: {len(left)} and {len(right)} items"
        for place, (a, b) in enumerate(zip(left, right, strict=False)):
            yield from _differing(a, b, apart, f"{path}[{_name(a, place)}]")
    elif not _same(left, right, path):
        yield f"{path}: {left!r} and {right!r}"


def _name(item: Any, place: int) -> str:
    return str(item["name"]) if isinstance(item, Mapping) and "name" in item else str(place)


def _same(left: Any, right: Any, path: str) -> bool:
    allowed = _TOLERANCES.get(path.rpartition(".")[2])
    if allowed and isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=allowed, abs_tol=1e-12)
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)
