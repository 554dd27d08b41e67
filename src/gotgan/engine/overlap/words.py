"""Reasons in words that a person can check in the two tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gotgan.engine.overlap.model import Match, TableSketch
from gotgan.engine.overlap.rows import RowMatch

SHOWN = 3


def content_reasons(
    a: TableSketch, b: TableSketch, matches: Sequence[Match], rows: RowMatch | None, *, equal: bool
) -> tuple[str, ...]:
    reasons = ["the files are equal byte for byte"] if equal else []
    if rows:
        reasons.append(_row_reason(a, b, rows))
    if matches:
        of = min(_telling(a), _telling(b))
        reasons.append(f"{len(matches)} of {of} columns whose values tell something share them")
        strongest = sorted(matches, key=lambda match: -match.weight)[:SHOWN]
        reasons += [_column_reason(a, b, match) for match in strongest]
    if a.rows == b.rows:
        reasons.append(f"both have {a.rows:,} rows")
    elif reasons:
        reasons.append(f"{a.rows:,} and {b.rows:,} rows")
    if withheld := a.withheld + b.withheld:
        reasons.append(
            f"{withheld} column{'s' * (withheld > 1)} without a sketch (identifiers, or no values to compare)"
        )
    return tuple(reasons) if equal or matches or rows else ()


def _row_reason(a: TableSketch, b: TableSketch, rows: RowMatch) -> str:
    few = a.trios if rows.of_a else b.trios
    names = few.name if few else ""
    return f"{rows.containment:.0%} of the combinations of three cells of a row, among {names}, are in the other"


def _telling(table: TableSketch) -> int:
    return sum(column.telling > 0 for column in table.columns)


def _column_reason(a: TableSketch, b: TableSketch, match: Match) -> str:
    left, right = a.columns[match.a], b.columns[match.b]
    few, many = (left, right) if left.distinct <= right.distinct else (right, left)
    return f"{match.containment:.0%} of the {few.distinct:,.0f} values of {few.name} are in {many.name}"


def names_reason(shared: Sequence[str], a: TableSketch, b: TableSketch) -> str:
    named = listed(shared)
    return f"{len(shared)} of {len(a.names)} and {len(b.names)} columns have the same name: {named}"


def listed(names: Iterable[str]) -> str:
    every = list(names)
    more = f" and {len(every) - SHOWN} more" if len(every) > SHOWN else ""
    return ", ".join(every[:SHOWN]) + more
