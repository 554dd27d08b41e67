"""What changed between two measurements of one table: pure arithmetic over profiles and findings (SHAPES)."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BINS = 20
SLIGHT, CLEAR = 0.01, 0.05
"""Jensen-Shannon divergence in bits: below the first the distributions count as the same."""
SAME_VALUES = 0.8
"""Share of kept hashes in common from which a column counts as the same under another name."""
_HASH_BYTES = 8

Column = Mapping[str, Any]


@dataclass(frozen=True)
class ColumnChange:
    """One column before and after; None where it was not there. `renamed`: another name, the same values.

    `drift` is the Jensen-Shannon divergence (0 same, 1 nothing in common), None where it cannot be told.
    """

    before: Column | None
    after: Column | None
    missing_before: float | None
    missing_after: float | None
    drift: float | None
    is_renamed: bool = False

    @property
    def name(self) -> str:
        column = self.after or self.before or {}
        return str(column.get("name", ""))

    @property
    def type_changed(self) -> bool:
        return bool(self.before and self.after and self.before["type"] != self.after["type"])

    @property
    def kind(self) -> str:
        """`added`, `removed`, `renamed`, `type`, `drifted`, `missing`, or `same`; what says most comes first."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        if self.is_renamed:
            return "renamed"
        if self.type_changed:
            return "type"
        if (self.drift or 0) >= CLEAR:
            return "drifted"
        return "missing" if abs((self.missing_after or 0) - (self.missing_before or 0)) >= SLIGHT else "same"


@dataclass(frozen=True)
class TableChange:
    """`findings`: column, kind, and how many cells before and after, where they differ."""

    table: str
    rows_before: int | None
    rows_after: int | None
    columns: tuple[ColumnChange, ...]
    findings: tuple[Mapping[str, Any], ...]

    @property
    def is_same(self) -> bool:
        columns = all(column.kind == "same" for column in self.columns)
        return columns and not self.findings and self.rows_before == self.rows_after


@dataclass(frozen=True)
class Measured:
    """One table as measured: its profile, its findings, and the kept hashes of its columns by name."""

    table: str
    profile: Mapping[str, Any] | None
    findings: Sequence[Mapping[str, Any]]
    sketches: Mapping[str, str]


def compare_tables(before: Measured | None, after: Measured | None) -> TableChange:
    """At least one of the two is there."""
    old, new = _columns(before), _columns(after)
    renamed = _renamed(before, after, old, new)
    columns = []
    for name, column in new.items():
        was = old.get(name) or old.get(renamed.get(name, ""))
        columns.append(_change(was, column, before, after, is_renamed=name in renamed))
    gone = [name for name in old if name not in new and name not in renamed.values()]
    columns += [_change(old[name], None, before, after) for name in gone]
    table = after.table if after else before.table if before else ""
    return TableChange(table, _rows(before), _rows(after), tuple(columns), _finding_changes(before, after))


def _columns(measured: Measured | None) -> dict[str, Column]:
    return {column["name"]: column for column in ((measured and measured.profile) or {}).get("columns", ())}


def _rows(measured: Measured | None) -> int | None:
    return measured.profile.get("rows") if measured and measured.profile else None


def _change(
    before: Column | None, after: Column | None, old: Measured | None, new: Measured | None, *, is_renamed: bool = False
) -> ColumnChange:
    told = before and after and not _has_finding(old, before) and not _has_finding(new, after)
    return ColumnChange(
        before, after, missing_share(before), missing_share(after),
        drift(before, after) if told and before and after else None, is_renamed,
    )  # fmt: skip


def _has_finding(measured: Measured | None, column: Column) -> bool:
    return any(finding.get("column") == column["name"] for finding in (measured.findings if measured else ()))


def missing_share(column: Column | None) -> float | None:
    """Nulls and blanks among all cells; None without a column."""
    if column is None:
        return None
    cells = (column.get("count") or 0) + (column.get("nulls") or 0)
    return ((column.get("nulls") or 0) + (column.get("blanks") or 0)) / cells if cells else 0.0


def drift(before: Column, after: Column) -> float | None:
    """Jensen-Shannon divergence in bits, 0-1, of histograms over one grid, else of the most frequent values."""
    if before.get("histogram") and after.get("histogram"):
        return _divergence(*_on_one_grid(before["histogram"], after["histogram"]))
    if before.get("top") and after.get("top"):
        old, new = _shares_of_top(before), _shares_of_top(after)
        values = sorted({*old, *new})
        return _divergence([old.get(value, 0.0) for value in values], [new.get(value, 0.0) for value in values])
    return None


def _on_one_grid(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> tuple[list[float], list[float]]:
    low = min(float(part["low"]) for part in (*old, *new))
    high = max(float(part["high"]) for part in (*old, *new))
    width = (high - low) / BINS or 1.0
    return _spread(old, low, width), _spread(new, low, width)


def _spread(parts: Sequence[Mapping[str, Any]], low: float, width: float) -> list[float]:
    """The counts of bins laid over `BINS` equal ones, in proportion to what lies in each."""
    found = [0.0] * BINS
    for part in parts:
        start, end = float(part["low"]), float(part["high"])
        first = min(BINS - 1, max(0, int((start - low) / width)))
        last = min(BINS - 1, max(first, math.ceil((end - low) / width) - 1))
        for place in range(first, last + 1):
            inside = min(end, low + (place + 1) * width) - max(start, low + place * width)
            share = inside / (end - start) if end > start else 1.0 / (last - first + 1)
            found[place] += part["count"] * max(0.0, share)
    return found


def _shares_of_top(column: Column) -> dict[str, float]:
    """Counts by value; all other values together under a name that no value has."""
    counts = {f"={top['value']}": float(top["count"]) for top in column["top"]}
    rest = (column.get("count") or 0) - sum(counts.values())
    return counts | ({"rest": float(rest)} if rest > 0 else {})


def _divergence(old: Sequence[float], new: Sequence[float]) -> float | None:
    whole_old, whole_new = sum(old), sum(new)
    if not whole_old or not whole_new:
        return None
    total = 0.0
    for a, b in zip(old, new, strict=True):
        p, q = a / whole_old, b / whole_new
        middle = (p + q) / 2
        total += sum(share * math.log2(share / middle) for share in (p, q) if share > 0) / 2
    return min(1.0, max(0.0, total))


def _renamed(
    before: Measured | None, after: Measured | None, old: Mapping[str, Column], new: Mapping[str, Column]
) -> dict[str, str]:
    """New name -> old name, for columns that have the same kept hashes; each once."""
    if before is None or after is None:
        return {}
    left = [name for name in old if name not in new and before.sketches.get(name)]
    found: dict[str, str] = {}
    for name in (name for name in new if name not in old and after.sketches.get(name)):
        likeness = [(_likeness(before.sketches[was], after.sketches[name]), was) for was in left]
        best = max(likeness, default=(0.0, ""))
        if best[0] >= SAME_VALUES:
            found[name] = best[1]
            left.remove(best[1])
    return found


def _likeness(a: str, b: str) -> float:
    left, right = _hashes(a), _hashes(b)
    return len(left & right) / max(len(left), len(right)) if left and right else 0.0


def _hashes(kmv: str) -> set[bytes]:
    packed = base64.b64decode(kmv)
    return {packed[start : start + _HASH_BYTES] for start in range(0, len(packed), _HASH_BYTES)}


def _finding_changes(before: Measured | None, after: Measured | None) -> tuple[Mapping[str, Any], ...]:
    old, new = _counts(before), _counts(after)
    places = sorted({*old, *new}, key=str)
    return tuple(
        {"column": column, "kind": kind, "before": old.get((column, kind), 0), "after": new.get((column, kind), 0)}
        for column, kind in places
        if old.get((column, kind)) != new.get((column, kind))
    )


def _counts(measured: Measured | None) -> dict[tuple[Any, str], int]:
    return {(each.get("column"), each["kind"]): each["count"] for each in (measured.findings if measured else ())}
