"""From a sample to the whole table: counts raised, and the bounds that sampling leaves.

Wilson 1927, the score interval of a counted share, on the sample's size corrected for a finite table.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from enum import Enum
from math import sqrt
from typing import Any

Z = 1.959963984540054
"""95 %, two sides."""
_KEY_SHARE = 0.99
"""A column with so many different values a filled cell has them in the whole table too."""
Profile = Mapping[str, Any]
Findings = Sequence[Mapping[str, Any]]


class Side(Enum):
    """Which end of each share's interval: `worse` has more of what is wrong."""

    AS_MEASURED = 0
    WORSE = 1
    BETTER = -1


def wilson(count: float, rows: int, of: int, *, z: float = Z) -> tuple[float, float]:
    """The interval of a share counted on `rows` drawn from `of`; both ends are the share when all were looked at."""
    if rows <= 0:
        return 0.0, 1.0
    share = min(max(count / rows, 0.0), 1.0)
    if rows >= of:
        return share, share
    size = rows * (of - 1) / (of - rows)
    middle, width = share + z * z / (2 * size), z * sqrt(share * (1 - share) / size + (z / (2 * size)) ** 2)
    low, high = (middle - width) / (1 + z * z / size), (middle + width) / (1 + z * z / size)
    return (0.0 if share == 0 else max(low, 0.0)), (1.0 if share == 1 else min(high, 1.0))


def raise_counts(
    profile: Profile, findings: Findings, *, of: int, side: Side = Side.AS_MEASURED
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A sample's profile and findings as those of a table of `of` rows; every share of defects at one `side` of its
    interval, all of them together, which is wider than 95 % for the whole."""
    raised: dict[str, Any] = copy.deepcopy(dict(profile))
    rows = int(profile["rows"])
    if not rows or (rows >= of and side is Side.AS_MEASURED):
        return raised, [dict(each) for each in findings]
    move = _Mover(rows, max(of, rows), side)
    raised["rows"] = move.of
    raised["columns"] = [_column(each, move) for each in raised["columns"]]
    if raised.get("duplicate_rows") is not None:
        raised["duplicate_rows"] = move.count(raised["duplicate_rows"])
        raised["duplicate_row_rate"] = raised["duplicate_rows"] / move.of
    raised["ragged_rows"] = move.count(raised.get("ragged_rows") or 0)
    return raised, [_finding(each, move) for each in findings]


class _Mover:
    def __init__(self, rows: int, of: int, side: Side) -> None:
        self.rows, self.of, self.side = rows, of, side

    def share(self, share: float, rows: int | None = None) -> float:
        """`share` of `rows` of the sample, all of them unless given; what was never met stays so when better."""
        looked = self.rows if rows is None else rows
        low, high = wilson(share * looked, looked, max(self.of * looked // self.rows, looked))
        return {Side.AS_MEASURED: share, Side.WORSE: high, Side.BETTER: low}[self.side]

    def count(self, count: float) -> int:
        return round(self.share(count / self.rows) * self.of)


def _column(column: dict[str, Any], move: _Mover) -> dict[str, Any]:
    filled = int(column["count"])
    column["nulls"] = min(move.count(column["nulls"]), move.of)
    column["count"] = move.of - column["nulls"]
    for name in ("blanks", "replacement_characters"):
        if column.get(name) is not None:
            column[name] = min(move.count(column[name]), column["count"])
    for sentinel in column.get("sentinels") or ():
        sentinel["count"] = min(move.count(sentinel["count"]), column["count"])
    for name in ("outlier_share", "mixed_type_rate"):
        if column.get(name) is not None and filled:
            column[name] = move.share(column[name], filled)
    if codes := column.get("code_list"):
        _move_codes(codes, move, filled)
    if filled and (column.get("distinct") or 0) >= _KEY_SHARE * filled:
        column["distinct"] = round(column["distinct"] / filled * column["count"])
    return column


def _move_codes(codes: dict[str, Any], move: _Mover, filled: int) -> None:
    """Shares of a code list: what is not valid moves, abolished and unknown in their proportion."""
    valid = codes.get("valid")
    if valid is None or not filled:
        return
    wrong = move.share(1 - valid, filled)
    for name in ("abolished", "unknown"):
        if codes.get(name):
            codes[name] = codes[name] * wrong / (1 - valid) if valid < 1 else codes[name]
    codes["valid"] = 1 - wrong


def _finding(finding: Mapping[str, Any], move: _Mover) -> dict[str, Any]:
    return {**finding, "count": move.count(finding["count"]), "share": move.share(finding["share"])}
