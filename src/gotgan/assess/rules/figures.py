"""How a worth reads in a sentence: as in the tables; two that a reader compares, with digits that tell them apart."""

from __future__ import annotations

import math
from collections.abc import Sequence

DIGITS = 4
"""That count; one more for two that would read the same, up to what a document tells."""
MOST_DIGITS = 9
PLACES = (4, 5, 6, 9)


def worth_text(value: float, digits: int = DIGITS) -> str:
    """`0.5050`: all digits stand, so that one worth stands under another."""
    return f"{value:#.{digits}g}".removesuffix(".")


def apart(one: float, other: float) -> tuple[str, str]:
    """Both with as few digits as show that they differ; the same text where they do not, to nine digits."""
    for digits in range(DIGITS, MOST_DIGITS + 1):
        said = worth_text(one, digits), worth_text(other, digits)
        if said[0] != said[1]:
            return said
    return worth_text(one), worth_text(other)


def step_text(before: float, after: float, places: Sequence[int] = PLACES) -> tuple[str, str]:
    """Both to as few of these decimal places as tell them apart, the second never short of what is needed, nor by more
    than half the step beyond it: `0.10789` and `0.10793` for 0.107886 and 0.107926."""
    nearest, slack = (math.ceil, -1e-6) if after > before else (math.floor, 1e-6)
    for each in places:
        unit = 10.0**-each
        needed = nearest(after / unit + slack) * unit
        said = f"{before:.{each}f}", f"{needed:.{each}f}"
        if said[0] != said[1] and abs(needed - after) <= abs(after - before) / 2:
            return said
    return said
