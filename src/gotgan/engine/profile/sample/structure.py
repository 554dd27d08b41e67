"""Keys and functional dependencies of a sample: bounded in columns and levels, exact on the rows looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from gotgan.engine.profile.numbers import Array
from gotgan.engine.profile.sample.coded import Coded, together
from gotgan.engine.profile.sample.sorted import Sorted, sort_by
from gotgan.terms.examined import Dependency

MOST_COLUMNS = 24
"""Columns in which dependencies are searched for: the first that are neither constant nor nearly unique."""
PAIRED_COLUMNS = 8
"""Of those, the ones with the fewest values are also tried two by two."""
LEAST_ROWS = 50
ERROR = 0.01
ROWS_A_GROUP = 2
KEY_COLUMNS = 10
KEYS_SHOWN = 3
_KEY_LENGTH = 50
_PEEK = 5_000


def sort_all(columns: Sequence[Coded], looked: Sequence[Coded]) -> dict[str, Sorted]:
    """Columns that may determine others, sorted. `looked`: the same columns of fewer rows, by which they are chosen:
    what is nearly unique there is not laid out."""
    chosen = [column for column, some in zip(columns, looked, strict=True) if _may_determine(some)][:MOST_COLUMNS]
    return {column.name: sort_by([column]) for column in chosen}


def _may_determine(column: Coded) -> bool:
    """Decimals are measured rather than said."""
    rows = len(column.cells)
    if rows < LEAST_ROWS or column.type in ("decimal", "binary"):
        return False
    return 2 <= column.classes <= rows / ROWS_A_GROUP


def find_dependencies(columns: Sequence[Coded], by: Mapping[str, Sorted], counts: Array) -> list[Dependency]:
    """Single columns with their error, up to ERROR; pairs only where they are exact and neither alone determines."""
    inside = [column for column in columns if column.name in by]
    found = [
        Dependency((column.name,), other.name, error)
        for column in inside
        for other in inside
        if other is not column and other.classes <= column.classes * 1.1
        if (error := by[column.name].error(other, counts, _limit(other))) is not None
    ]
    known = {(item.determinant[0], item.dependent) for item in found}
    few = sorted(inside, key=lambda column: column.classes)[:PAIRED_COLUMNS]
    for pair in combinations(few, 2):
        for other in _determined(pair, by[pair[0].name], inside, known):
            found.append(Dependency((pair[0].name, pair[1].name), other.name, 0.0))
    return found


def _limit(column: Coded) -> float:
    """A column of nearly one value is no one's doing: less than a tenth of what is not that value may be wrong."""
    return min(ERROR, 0.1 * (1 - float(column.weights.max()) / float(column.weights.sum())))


def _determined(
    pair: tuple[Coded, Coded], first: Sorted, columns: Sequence[Coded], known: set[tuple[str, str]]
) -> Iterator[Coded]:
    """A look at the first groups rules most out before all rows are sorted by both."""
    others = [
        column for column in columns if column not in pair and not any((one.name, column.name) in known for one in pair)
    ]
    peek = sort_by(pair, first.order[: first.peek])
    others = [column for column in others if not peek.breaks(column.codes, peek.order.size)]
    if not others:
        return
    whole = sort_by(pair)
    if whole.groups * ROWS_A_GROUP > whole.order.size:
        return
    yield from (column for column in others if not whole.breaks(column.codes, whole.order.size))


def find_keys(columns: Sequence[Coded], rows: int) -> list[tuple[str, ...]]:
    """The smallest combinations of two or three columns, none ever empty, that differ in every row looked at.

    Asked only where no single column is a key and no row repeats. At most KEYS_SHOWN; most values first.
    """
    fit = [
        column
        for column in columns
        if column.type not in ("decimal", "binary") and column.classes > 1
        and not column.weights[0] and column.mean_length <= _KEY_LENGTH
    ]  # fmt: skip
    fit = sorted(fit, key=lambda column: -column.classes)[:KEY_COLUMNS]
    for width in (2, 3):
        found = [chosen for chosen in combinations(fit[: KEY_COLUMNS if width == 2 else 6], width)
                 if _is_unique(chosen, rows)]  # fmt: skip
        if found:
            return [tuple(column.name for column in chosen) for chosen in found[:KEYS_SHOWN]]
    return []


def _is_unique(columns: Sequence[Coded], rows: int) -> bool:
    if rows < 2 or float(np.prod([float(column.classes) for column in columns])) < rows:
        return False
    first = together(columns, np.arange(min(_PEEK, rows)))
    return np.unique(first).size == first.size and np.unique(together(columns)).size == rows
