"""The table of all measures by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from gotgan.engine.quality.look import Measure

Kept = TypeVar("Kept", bound=Measure)
MEASURES: dict[str, Measure] = {}
"""By name, `dimension.what`; filled by `measure` when gotgan.engine.quality.measures is imported."""


def measure(name: str) -> Callable[[Kept], Kept]:
    """Enter a function under its name. Raises: ValueError when the name is taken."""

    def enter(function: Kept) -> Kept:
        if name in MEASURES:
            raise ValueError(f"measure {name}: stands there already; give it another name")
        MEASURES[name] = function
        return function

    return enter
