"""What partitions gave of a column, joined: the same state as the DuckDB engine's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from typing import Any

import numpy as np

from gotgan.engine.profile.classes import STREAMED
from gotgan.engine.profile.groups import is_numeric, kept_masks
from gotgan.engine.profile.numbers import Number, NumberState, merge_numbers, thinned
from gotgan.engine.profile.spark.parts import Measured
from gotgan.engine.profile.spec import EXACT
from gotgan.engine.profile.state import KMV_SIZE, ColumnState, no_hashes
from gotgan.engine.profile.top import KEEP, Frequent


def join_parts(state: ColumnState, parts: Sequence[Measured]) -> ColumnState:
    """Add what the partitions of the second scan know to the state of the first."""
    if not parts:
        return replace(state, kmv=no_hashes())
    masks: Counter[str] = Counter()
    for part in parts:
        masks.update(part.masks)
    return replace(
        state,
        kmv=np.unique(np.concatenate([part.kmv for part in parts]))[:KMV_SIZE],
        frequent=_join_frequent(state, [part.frequent for part in parts]),
        numbers=join_numbers([part.numbers for part in parts if part.numbers]),
        masks=kept_masks(masks),
        masked_rows=sum(part.masked_rows for part in parts),
    )


def _join_frequent(state: ColumnState, parts: Sequence[Frequent]) -> Frequent:
    """Exact: no value stands in two partitions, and each lists its KEEP most frequent."""
    listed = sorted(
        (pair for part in parts for pair in part.values), key=lambda pair: (-pair[1], _order(pair[0], state))
    )
    if state.kind in STREAMED:
        is_cut = len(listed) > KEEP or any(part.rest_max for part in parts)
        return Frequent(tuple(listed[:KEEP]), listed[KEEP - 1][1] if is_cut else 0)
    rows = sorted([*(rows for _, rows in listed), *(part.rest_max for part in parts if part.rest_max)], reverse=True)
    return Frequent(tuple(listed[:KEEP]), rows[KEEP] if len(rows) > KEEP else 0)


def _order(value: Any, state: ColumnState) -> tuple[Any, ...]:
    """As fold.frequent_values orders equals: numbers by size, then as stored."""
    if not is_numeric(state) or not isinstance(value, str):
        return (value,)
    return (float(value), Decimal(value) if state.kind in EXACT else value)


def join_numbers(parts: Sequence[NumberState]) -> NumberState | None:
    """Join states whose bins lie between the same ends; the points are thinned once, at the end."""
    if not parts:
        return None
    joined = reduce(_merged, (replace(part, points=()) for part in parts))
    points, slack = _join_points(parts)
    return replace(joined, points=points, rank_slack=slack, bins=_join_bins(parts))


def _merged(a: NumberState, b: NumberState) -> NumberState:
    merged = merge_numbers(a, b)
    assert merged is not None
    return merged


def _join_bins(parts: Sequence[NumberState]) -> tuple[int, ...]:
    found = [part.bins for part in parts if part.bins is not None]
    return tuple(sum(counts) for counts in zip(*found, strict=True))


def _join_points(parts: Sequence[NumberState]) -> tuple[tuple[tuple[Number, int], ...], float]:
    points = sorted(pair for part in parts for pair in part.points)
    slack = sum(part.rank_slack for part in parts)
    values = np.array([value for value, _ in points], dtype=object)
    kept, added = thinned(values, np.cumsum([weight for _, weight in points]))
    return kept, slack + added
