"""The verb that the figures of two tables speak for; a person confirms or refuses it."""

from __future__ import annotations

from collections.abc import Sequence

from gotgan.engine.overlap.model import Match, TableSketch, Verb

WHOLE = 0.95
"""Sketched containment from which a column counts as held completely."""
MOST = 0.5
FEWER = 0.9
"""Under this share of the other's rows a table is a part, not another edition."""


def suggest(a: TableSketch, b: TableSketch, matches: Sequence[Match], rows: float, *, equal: bool) -> Verb:
    """Read from a to b: SUBSET means that a is a part of b, OLDER_COPY that a is the older one of the two or,
    where no date tells, that one of them is. `rows`: containment of rows, where they were compared.
    """
    if equal:
        return Verb.IDENTICAL
    if not matches and not rows:
        return Verb.UNRELATED
    held = sum(match.containment >= WHOLE for match in matches) / len(matches) if matches else float(rows >= WHOLE)
    covered = len(matches) / max(1, min(len(a.columns), len(b.columns)))
    same_columns = _names(a) == _names(b) or not (any(a.names) and any(b.names))
    if max(covered, rows) < MOST:
        return Verb.SAME_SUBJECT
    if not same_columns and len(a.names) != len(b.names):
        return Verb.DERIVED
    if min(a.rows, b.rows) < FEWER * max(a.rows, b.rows):
        return Verb.SUBSET if a.rows < b.rows else Verb.SUPERSET
    if held == 1.0 and a.rows == b.rows:
        return Verb.IDENTICAL
    return Verb.OLDER_COPY


def _names(table: TableSketch) -> list[str]:
    return sorted(table.names)
