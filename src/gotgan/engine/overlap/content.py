"""Same content: are these the same rows or values?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gotgan.engine.overlap.columns import Columns, Meetings
from gotgan.engine.overlap.model import End, Match, Numbers, Pair, Relation, Shares, TableSketch
from gotgan.engine.overlap.rank import best_partners, series_of
from gotgan.engine.overlap.rows import RowMatch, of_cells, row_matches
from gotgan.engine.overlap.verbs import suggest
from gotgan.engine.overlap.words import content_reasons

PRIOR = 0.5
"""Weight that a table's telling columns have to outweigh: one shared code list is no copy."""
FLOOR = 0.05
LOOKED_AT = 20
"""Partners of a table that are compared column by column; the better half of them is told."""


def same_content(tables: Sequence[TableSketch], columns: Columns, meetings: Meetings) -> list[Pair]:
    """Pairs of tables with one's values in the other, or one's rows; files of equal bytes score 1."""
    by_rows = row_matches(columns, meetings, _worth)
    meetings = of_cells(columns, meetings)
    worth = _worth(columns, meetings)
    weight = np.where(columns.is_trios, 0.0, columns.weight)
    total: Shares = np.bincount(columns.table, weights=weight, minlength=len(tables)).astype(np.float64)
    scores = _pairs(*_table_scores(columns, meetings, worth, total))
    for pair, match in by_rows.items():
        if match.score >= FLOOR:
            scores[pair] = max(match.score, scores.get(pair, 0.0))
    chosen = best_partners(series_of(tables), scores, LOOKED_AT) | _equal_files(tables)
    places = _places_of(columns, meetings)
    compared = Compared(tables, columns, meetings, worth, total)
    pairs = [_pair(compared, places.get((a, b), NO_PLACES), by_rows.get((a, b)), a, b) for a, b in sorted(chosen)]
    return [pair for pair in pairs if pair.score >= FLOOR and pair.reasons]


@dataclass(frozen=True)
class Compared:
    """All tables with what their columns have in common; `total` is what each table's columns weigh together."""

    tables: Sequence[TableSketch]
    columns: Columns
    meetings: Meetings
    worth: Shares
    total: Shares


NO_PLACES: Numbers = np.empty(0, dtype=np.int64)


def _worth(columns: Columns, meetings: Meetings) -> Shares:
    """What a meeting adds: a copy keeps how often its values repeat, a code list that is looked up does not."""
    unique_a, unique_b = columns.unique[meetings.a], columns.unique[meetings.b]
    alike = np.minimum(unique_a, unique_b) / np.maximum(np.maximum(unique_a, unique_b), 1e-12)
    weight = np.minimum(columns.weight[meetings.a], columns.weight[meetings.b])
    return np.asarray(meetings.cautious(columns) * np.sqrt(alike) * weight)


def _table_scores(
    columns: Columns, meetings: Meetings, worth: Shares, total: Shares
) -> tuple[Numbers, Numbers, Shares]:
    """An upper bound for every pair of tables: the best partner of each column, whether or not it is free."""
    best: dict[tuple[int, int], float] = {}
    for side, other in ((meetings.a, meetings.b), (meetings.b, meetings.a)):
        for ours, theirs, score in zip(*_best_of_side(columns, side, other, worth, total), strict=True):
            pair = (min(ours, theirs), max(ours, theirs))
            best[pair] = max(best.get(pair, 0.0), score)
    places = np.array(list(best), dtype=np.int64).reshape(-1, 2)
    return places[:, 0], places[:, 1], np.array(list(best.values()), dtype=np.float64)


def _best_of_side(
    columns: Columns, side: Numbers, other: Numbers, worth: Shares, total: Shares
) -> tuple[list[int], list[int], list[float]]:
    theirs = columns.table[other]
    order = np.lexsort((-worth, theirs, side))
    side, theirs, worth = side[order], theirs[order], worth[order]
    new = np.ones(len(side), dtype=bool)
    new[1:] = (side[1:] != side[:-1]) | (theirs[1:] != theirs[:-1])
    side, theirs, worth = side[new], theirs[new], worth[new]
    keys, place = np.unique(columns.table[side] << 32 | theirs, return_inverse=True)
    ours = keys >> 32
    score = np.bincount(place, weights=worth, minlength=len(keys)) / (total[ours] + PRIOR)
    return ours.tolist(), (keys & 0xFFFFFFFF).tolist(), score.tolist()


def _pairs(left: Numbers, right: Numbers, score: Shares) -> dict[tuple[int, int], float]:
    keep = score >= FLOOR
    return dict(zip(zip(left[keep].tolist(), right[keep].tolist(), strict=True), score[keep].tolist(), strict=True))


def _equal_files(tables: Sequence[TableSketch]) -> set[tuple[int, int]]:
    by_content: dict[tuple[str, str], list[int]] = {}
    for number, table in enumerate(tables):
        if table.sha256:
            by_content.setdefault(_content_of(table), []).append(number)
    groups = by_content.values()
    return {pair for group in groups for step in (1, 2, 3) for pair in zip(group, group[step:], strict=False)}


def _content_of(table: TableSketch) -> tuple[str, str]:
    """The hash is the file's: tables of one database or workbook are told apart by their name inside it."""
    return (table.sha256, table.path.partition("!")[2]) if table.sha256 else ("", "")


def _places_of(columns: Columns, meetings: Meetings) -> dict[tuple[int, int], Numbers]:
    """The meetings of each pair of tables, as their numbers."""
    if not len(meetings):
        return {}
    key = columns.table[meetings.a] << 32 | columns.table[meetings.b]
    order = np.argsort(key, kind="stable")
    found, starts = np.unique(key[order], return_index=True)
    parts = np.split(order, starts[1:])
    return {(int(k) >> 32, int(k) & 0xFFFFFFFF): part for k, part in zip(found.tolist(), parts, strict=True)}


def _pair(compared: Compared, places: Numbers, rows: RowMatch | None, a: int, b: int) -> Pair:
    """Cells and rows are two witnesses: the stronger one is believed, they are not added up."""
    matches = _one_to_one(compared.columns, compared.meetings.only(places), compared.worth[places])
    first, second = compared.tables[a], compared.tables[b]
    equal = _content_of(first) == _content_of(second) != ("", "")
    gained = sum(match.weight for match in matches) / (float(min(compared.total[a], compared.total[b])) + PRIOR)
    score = 1.0 if equal else min(1.0, max(gained, rows.score if rows else 0.0))
    rows = rows if rows and rows.score >= FLOOR else None
    reasons = content_reasons(first, second, matches, rows, equal=equal)
    verb = suggest(first, second, matches, rows.containment if rows else 0.0, equal=equal)
    containment = 1.0 if equal else _containment(matches, rows)
    return Pair(End(first.path), End(second.path), Relation.SAME_CONTENT, score, containment, reasons, verb)


def _containment(matches: Sequence[Match], rows: RowMatch | None) -> float | None:
    if matches:
        return sum(match.containment for match in matches) / len(matches)
    return rows.containment if rows else None


def _one_to_one(columns: Columns, meetings: Meetings, worth: Shares) -> list[Match]:
    """Greedy: the strongest meeting first, every column once."""
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    found = []
    smaller = meetings.of_smaller(columns)
    for number in np.argsort(-worth, kind="stable").tolist():
        a, b = int(columns.place[meetings.a[number]]), int(columns.place[meetings.b[number]])
        if worth[number] > 0 and a not in taken_a and b not in taken_b:
            taken_a.add(a)
            taken_b.add(b)
            found.append(Match(a, b, float(smaller[number]), float(worth[number])))
    return found
