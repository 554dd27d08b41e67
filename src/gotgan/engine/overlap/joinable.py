"""Joinable: can the rows of one be linked with those of the other?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gotgan.engine.overlap.columns import Columns, Meetings
from gotgan.engine.overlap.model import ColumnSketch, End, Mask, Pair, Relation, TableSketch
from gotgan.engine.overlap.rank import best_partners, series_of

FLOOR = 0.3
NEARLY_UNIQUE = 0.8
LOOKED_AT = 20


def joinable(tables: Sequence[TableSketch], columns: Columns, meetings: Meetings) -> list[Pair]:
    """Columns whose values are found in a nearly unique column of another table.

    The score is the cautious containment in that key, times how unique it is, times how telling the values are.
    """
    found: dict[tuple[int, int], tuple[float, int, bool]] = {}
    for number, score, a_is_key in _scored(columns, meetings):
        pair = (int(columns.table[meetings.a[number]]), int(columns.table[meetings.b[number]]))
        if score > found.get(pair, (0.0, 0, False))[0]:
            found[pair] = (score, number, a_is_key)
    best = best_partners(series_of(tables), {pair: score for pair, (score, _, _) in found.items()}, LOOKED_AT)
    return [_pair(tables, columns, meetings, *found[pair]) for pair in sorted(best)]


def _scored(columns: Columns, meetings: Meetings) -> list[tuple[int, float, bool]]:
    """(number of the meeting, score, whether a is the key) for all above the floor.

    Running numbers meet everywhere; where the names agree they are taken for the same numbering.
    """
    rows = []
    named_alike = _named_alike(columns, meetings)
    for key, held, a_is_key in (
        (meetings.b, np.where(named_alike, meetings.containment_a, meetings.cautious_a(columns)), False),
        (meetings.a, np.where(named_alike, meetings.containment_b, meetings.cautious_b(columns)), True),
    ):
        unique = columns.unique[key]
        telling = np.minimum(columns.telling[meetings.a], columns.telling[meetings.b])
        is_key = (unique >= NEARLY_UNIQUE) & ~columns.is_trios[key]
        score = np.where(is_key, held * unique * np.sqrt(telling), 0.0)
        rows += [(number, float(score[number]), a_is_key) for number in np.flatnonzero(score >= FLOOR).tolist()]
    return rows


def _named_alike(columns: Columns, meetings: Meetings) -> Mask:
    """Equal, or one ends with the other: 승차정류장번호 and 정류장번호."""
    pairs = zip(meetings.a.tolist(), meetings.b.tolist(), strict=True)
    return np.array([_agree(columns.name[a], columns.name[b]) for a, b in pairs], dtype=bool)


def _agree(a: str, b: str) -> bool:
    return len(min(a, b, key=len)) > 1 and (a.endswith(b) or b.endswith(a))


def _pair(
    tables: Sequence[TableSketch], columns: Columns, meetings: Meetings, score: float, number: int, a_is_key: bool
) -> Pair:
    a, b = int(meetings.a[number]), int(meetings.b[number])
    ends = [End(tables[int(columns.table[c])].path, _column(tables, columns, c).name) for c in (a, b)]
    key, foreign = (a, b) if a_is_key else (b, a)
    held = meetings.containment_b[number] if a_is_key else meetings.containment_a[number]
    named = _column(tables, columns, key)
    other = _column(tables, columns, foreign)
    reasons = (
        f"{held:.0%} of the {other.distinct:,.0f} values of {other.name} are in {named.name}",
        f"{named.name} is nearly unique: {named.unique:.0%} of its rows differ",
    )
    return Pair(ends[0], ends[1], Relation.JOINABLE, score, float(held), reasons)


def _column(tables: Sequence[TableSketch], columns: Columns, column: int) -> ColumnSketch:
    return tables[int(columns.table[column])].columns[int(columns.place[column])]
