"""Which tables share rows, told by three cells of a row at a time: dense measurements have no other witness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gotgan.engine.overlap.columns import Columns, Meetings
from gotgan.engine.overlap.model import Shares


@dataclass(frozen=True)
class RowMatch:
    """`containment`: of the combinations of the table with fewer in the other. `of_a`: that table is the first."""

    containment: float
    score: float
    of_a: bool


def of_cells(columns: Columns, meetings: Meetings) -> Meetings:
    """Meetings of columns alone."""
    return meetings.only(~columns.is_trios[meetings.a] & ~columns.is_trios[meetings.b])


def row_matches(
    columns: Columns, meetings: Meetings, worth: Callable[[Columns, Meetings], Shares]
) -> dict[tuple[int, int], RowMatch]:
    """By pair of tables, first the one with the smaller number."""
    met = meetings.only(columns.is_trios[meetings.a] & columns.is_trios[meetings.b])
    of_a = columns.distinct[met.a] <= columns.distinct[met.b]
    pairs = zip(columns.table[met.a].tolist(), columns.table[met.b].tolist(), strict=True)
    found = zip(met.of_smaller(columns).tolist(), worth(columns, met).tolist(), of_a.tolist(), strict=True)
    return {pair: RowMatch(*each) for pair, each in zip(pairs, found, strict=True)}
