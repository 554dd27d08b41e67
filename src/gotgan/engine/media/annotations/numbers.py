"""Numbers as label files write them: as numbers, as text, or as something else."""

from __future__ import annotations

import math
from typing import Any


def number_of(value: Any) -> float | None:
    """A finite number, also one written as text; None for anything else, truth values too."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def numbers_of(value: Any, count: int) -> tuple[float, ...] | None:
    """A list of exactly `count` numbers; None for anything else."""
    if not isinstance(value, list | tuple) or len(value) != count:
        return None
    found = tuple(number for number in map(number_of, value) if number is not None)
    return found if len(found) == count else None


def size_of(width: float | None, height: float | None) -> tuple[float, float] | None:
    """Width and height of an image when both are known and above zero."""
    return (width, height) if width and height and width > 0 and height > 0 else None
