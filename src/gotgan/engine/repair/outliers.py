"""Values a thousand times too large: a cluster apart from the rest, as a wrong unit makes it. Only reported."""

from __future__ import annotations

from collections import Counter
from math import log10

from gotgan.engine.repair.facts import PER_DECADE, ColumnFacts
from gotgan.engine.repair.tally import Tally

STEP = "outliers"
FACTOR = 1000
_FEWEST = 3
_FAR = 20
"""How many times the 95th percentile a value must be."""
_MOST_SHARE = 0.05
_FEWEST_ROWS = 50
_NEAR = 0.5
"""Decades that the middle of the far values may lie off the factor."""


def note_outliers(tally: Tally, name: str, facts: ColumnFacts) -> None:
    """Report values whose middle is a thousand times that of the others."""
    total = sum(facts.magnitudes.values())
    if total < _FEWEST_ROWS:
        return
    cells = facts.magnitudes
    edge = _quantile(cells, 0.95) + round(PER_DECADE * log10(_FAR))
    far = Counter({cell: count for cell, count in cells.items() if cell > edge})
    count = sum(far.values())
    if count < _FEWEST or count > _MOST_SHARE * total:
        return
    near = Counter({cell: count for cell, count in cells.items() if cell <= edge})
    apart = (_quantile(far, 0.5) - _quantile(near, 0.5)) / PER_DECADE
    if abs(apart - log10(FACTOR)) <= _NEAR:
        tally.add(
            STEP, name, f"about {FACTOR:,} times the other values, as another unit would make them", found=count,
            suggestion=f"ask the owner whether they are {FACTOR:,} times too large",
        )  # fmt: skip


def _quantile(cells: Counter[int], share: float) -> int:
    """The cell below which about that share of the values lies."""
    wanted, seen = share * sum(cells.values()), 0
    for cell in sorted(cells):
        seen += cells[cell]
        if seen >= wanted:
            return cell
    return max(cells, default=0)
