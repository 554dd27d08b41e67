"""The second verb: two states of the same columns become one. Associative (tested so)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from gotgan.engine.profile.numbers import Array, merge_numbers
from gotgan.engine.profile.sample.state import merge_samples
from gotgan.engine.profile.state import KMV_SIZE, ROWS_KEPT, ColumnState, Ends, TableState, no_hashes
from gotgan.engine.profile.top import KEEP, Frequent, entropy_of, merge_frequent
from gotgan.terms.errors import Invalid, Issue


def merge(a: TableState, b: TableState) -> TableState:
    """Join the states of two parts of one table.

    Exact: counts, ends, lengths, sums, sentinels, inferred types, every published top count.
    Within the recorded bound: distinct above 1,024 values, quantiles, histogram edges, patterns.
    Raises: Invalid when columns, classes or hash functions differ.
    """
    _check_alike(a, b)
    if min(a.tier, b.tier) == 1:
        return _merged_first_tier(a, b)
    both = a.row_hashes is not None and b.row_hashes is not None
    hashes = np.union1d(a.row_hashes, b.row_hashes) if both else None  # type: ignore[arg-type]
    rows, tier = a.rows + b.rows, min(a.tier, b.tier)
    columns = (merge_column(x, y) for x, y in zip(a.columns, b.columns, strict=True))
    return TableState(
        facts=a.facts,
        rows=rows,
        duplicates=a.duplicates + b.duplicates if hashes is None else rows - hashes.size,
        row_hashes=hashes if hashes is not None and hashes.size <= ROWS_KEPT else None,
        columns=tuple(columns if tier == 3 else (replace(each, masks=(), masked_rows=0) for each in columns)),
        merged=True,
        duplicates_exact=hashes is not None or not a.columns,
        tier=tier,
        sample=merge_samples(a.sample, b.sample),
    )


def _merged_first_tier(a: TableState, b: TableState) -> TableState:
    """A part that a database answered knows no values: neither does the whole."""
    columns = tuple(_first_tier(merge_column(_first_tier(x), _first_tier(y)))
                    for x, y in zip(a.columns, b.columns, strict=True))  # fmt: skip
    return TableState(a.facts, a.rows + b.rows, 0, None, columns, merged=True, duplicates_exact=False, tier=1)


def _first_tier(column: ColumnState) -> ColumnState:
    numbers = column.numbers and replace(column.numbers, points=(), rank_slack=0.0, exponent=0, cells=(), bins=None)
    return replace(
        column, distinct=None, kmv=no_hashes(), frequent=Frequent(), numbers=numbers, masks=(), masked_rows=0,
        entropy=None,
    )  # fmt: skip


def _check_alike(a: TableState, b: TableState) -> None:
    left = [(column.name, column.kind) for column in a.columns]
    right = [(column.name, column.kind) for column in b.columns]
    if left != right:
        raise Invalid(Issue(a.facts.path, "the parts differ in their columns", "merge parts of one table"))
    if a.hashes != b.hashes:
        what = f"the parts were hashed by {a.hashes} and {b.hashes}"
        raise Invalid(Issue(a.facts.path, what, "measure both with one version"))


def merge_column(a: ColumnState, b: ColumnState) -> ColumnState:
    """Join two states of one column. A part without filled cells changes only the counts."""
    if not a.filled or not b.filled:
        fuller = a if a.filled else b
        return replace(fuller, count=a.count + b.count)
    kmv = _smallest(a.kmv, b.kmv)
    spelling = a.spelling.joined(b.spelling)
    frequent = merge_frequent(a.frequent, b.frequent)
    return replace(
        a,
        count=a.count + b.count,
        filled=a.filled + b.filled,
        distinct=kmv.size if kmv.size < KMV_SIZE else None,
        kmv=kmv,
        low=_least(a.low, b.low, a.kind),
        high=_greatest(a.high, b.high, a.kind),
        length_min=None if a.length_min is None or b.length_min is None else min(a.length_min, b.length_min),
        length_max=None if a.length_max is None or b.length_max is None else max(a.length_max, b.length_max),
        length_sum=a.length_sum + b.length_sum,
        sentinels=_added(a.sentinels, b.sentinels),
        spelling=spelling,
        ends={name: _joined_ends(a.ends[name], b.ends[name]) for name in a.ends.keys() & b.ends.keys()},
        frequent=frequent,
        entropy=entropy_of(frequent, a.filled + b.filled),
        numbers=merge_numbers(a.numbers, b.numbers) if a.numbers and b.numbers else None,
        not_finite=a.not_finite + b.not_finite,
        masks=_added(a.masks, b.masks)[: 4 * KEEP],
        masked_rows=a.masked_rows + b.masked_rows,
        replaced=a.replaced + b.replaced,
    )


def _smallest(a: Array, b: Array) -> Array:
    return np.union1d(a, b)[:KMV_SIZE]


def _order(text: str, kind: str) -> float | str | int:
    if kind == "exact_integer":
        return int(text)
    return float(text) if kind == "exact_decimal" else text


def _least(a: str | None, b: str | None, kind: str) -> str | None:
    found = [text for text in (a, b) if text is not None]
    return min(found, key=lambda text: _order(text, kind), default=None)


def _greatest(a: str | None, b: str | None, kind: str) -> str | None:
    found = [text for text in (a, b) if text is not None]
    return max(found, key=lambda text: _order(text, kind), default=None)


def _added(a: tuple[tuple[Any, int], ...], b: tuple[tuple[Any, int], ...]) -> tuple[tuple[Any, int], ...]:
    counts = dict(a)
    for value, count in b:
        counts[value] = counts.get(value, 0) + count
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0]))))


def _joined_ends(a: Ends, b: Ends) -> Ends:
    return min(a[0], b[0]), max(a[1], b[1])
