"""The best partners of each table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from gotgan.engine.overlap.model import Pair, TableSketch
from gotgan.terms.text import title_tight

PARTNERS = 10
PARTS = 10
"""Tables of one series that are told of a partner: a hundred monthly files are named by their best."""

_FOLDER = re.compile(r".*[/!]", re.DOTALL)


def series_of(tables: Sequence[TableSketch]) -> list[int]:
    """Which tables are parts of one series: same folder, same header (monthly files, files by district).

    A series is one partner of a table, else a year's files of one institution would stand before all others.
    """
    numbers: dict[tuple[str, tuple[str, ...]], int] = {}
    found = []
    for place, table in enumerate(tables):
        names = tuple(map(title_tight, table.names))
        key = (_folder(table.path), names) if any(names) else (f"{place}!", ())
        found.append(numbers.setdefault(key, len(numbers)))
    return found


def _folder(path: str) -> str:
    folder = _FOLDER.match(path)
    return folder[0] if folder else ""


class Slots:
    """What one table has heard of: `most` series, of each as many as PARTS tables."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._heard: dict[int, set[int]] = {}

    def has_room(self, series: int, table: int) -> bool:
        parts = self._heard.get(series)
        if parts is None:
            return len(self._heard) < self._most
        return table in parts or len(parts) < PARTS

    def take(self, series: int, table: int) -> None:
        self._heard.setdefault(series, set()).add(table)


def best_partners(series: Sequence[int], scores: Mapping[tuple[int, int], float], most: int) -> set[tuple[int, int]]:
    """Pairs that are among the `most` best of at least one of their two tables. Ties go to the smaller number.

    `series`: of each table, as `series_of` tells them.
    """
    partners: list[list[tuple[float, int]]] = [[] for _ in series]
    for (a, b), score in scores.items():
        partners[a].append((-score, b))
        partners[b].append((-score, a))
    return {(min(a, b), max(a, b)) for a, row in enumerate(partners) for b in _best(sorted(row), series, most)}


def _best(row: Sequence[tuple[float, int]], series: Sequence[int], most: int) -> Iterable[int]:
    slots = Slots(most)
    for _, table in row:
        if slots.has_room(series[table], table):
            slots.take(series[table], table)
            yield table


def ranked(pairs: Iterable[Pair], tables: Sequence[TableSketch], most: int = PARTNERS) -> list[Pair]:
    """Best first; of each table the `most` best partners, columns of one pair of tables counting once.

    A pair stays if either of its tables ranks it so high.
    """
    numbers = {table.path: number for number, table in enumerate(tables)}
    series = series_of(tables)
    slots = [Slots(most) for _ in tables]
    kept = []
    for pair in sorted(pairs, key=_best_first):
        a, b = numbers[pair.a.path], numbers[pair.b.path]
        if slots[a].has_room(series[b], b) or slots[b].has_room(series[a], a):
            slots[a].take(series[b], b)
            slots[b].take(series[a], a)
            kept.append(pair)
    return kept


def _best_first(pair: Pair) -> tuple[float | str, ...]:
    ends = (pair.a.path, pair.a.column or "", pair.b.path, pair.b.column or "")
    return (-pair.score, -(pair.containment or 0.0), *ends)
