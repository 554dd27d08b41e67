"""The picture of one column before and after, as SVG text: bars up and down from one line, on the same places.

Both halves are shares of their own cells, on one scale, so that what moved can be seen. No value stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

WIDTH, HEIGHT = 240, 72
MOST_BINS, MOST_VALUES = 24, 24
_NUMBER = re.compile(r"(?<![0-9])-?[0-9]{1,15}(?:\.[0-9]{1,9})?")
Column = Mapping[str, Any]
Shares = list[float]


def twins(before: Column, after: Column) -> str:
    """`before` and `after` are COLUMNs of two profiles; an empty one, or one without values, leaves its half empty."""
    pair = _on_bins(before, after) if _is_number(before) and _is_number(after) else _on_values(before, after)
    most = max([*pair[0], *pair[1], 0.0])
    middle = HEIGHT / 2
    drawn = [
        *_bars(pair[0], most, middle, "bar", up=True),
        *_bars(pair[1], most, middle, "rest", up=False),
        f'<line class="axis" x1="0" x2="{WIDTH}" y1="{middle}" y2="{middle}"/>',
    ]
    return (
        f'<svg class="picture twins" xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">{"".join(drawn)}</svg>'
    )


def _is_number(column: Column) -> bool:
    return bool(column.get("histogram"))


def _on_bins(before: Column, after: Column) -> tuple[Shares, Shares]:
    """Both over the range of both, each bin of a histogram spread evenly over the places it covers."""
    low, high = _ends([*before["histogram"], *after["histogram"]])
    return _spread(before["histogram"], low, high), _spread(after["histogram"], low, high)


def _ends(bins: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    return min(each["low"] for each in bins), max(each["high"] for each in bins)


def _spread(bins: Sequence[Mapping[str, Any]], low: float, high: float) -> Shares:
    total = sum(each["count"] for each in bins) or 1
    step = (high - low) / MOST_BINS or 1.0
    shares = [0.0] * MOST_BINS
    for each in bins:
        first = min(int((each["low"] - low) / step), MOST_BINS - 1)
        last = min(max(int((each["high"] - low) / step - 1e-9), first), MOST_BINS - 1)
        for place in range(first, last + 1):
            shares[place] += each["count"] / total / (last - first + 1)
    return shares


def _on_values(before: Column, after: Column) -> tuple[Shares, Shares]:
    """Values of both on the same places; numbers that became ranges over what each leaves open."""
    if _is_number(before) and not _is_number(after):
        low, high = _ends(before["histogram"])
        return _spread(before["histogram"], low, high), _spread_ranges(_top(after), low, high)
    old, new = _top(before), _top(after)
    places = list(dict.fromkeys([*old, *new]))[:MOST_VALUES]
    halves = [[of.get(each, 0.0) for each in places] if of else [] for of in (old, new)]
    return halves[0], halves[1]


def _spread_ranges(shares: Mapping[str, float], low: float, high: float) -> Shares:
    """`20-29` over its range, `37` at its place, what names no number over all."""
    bins = []
    for text, share in shares.items():
        found = [min(max(float(each), low), high) for each in _NUMBER.findall(text)] or [low, high]
        bins.append({"low": min(found), "high": max(found), "count": share})
    return _spread(bins, low, high) if bins else []


def _top(column: Column) -> dict[str, float]:
    """Shares of the commonest values among filled cells; of a number by its bins."""
    if _is_number(column):
        total = sum(each["count"] for each in column["histogram"]) or 1
        return {f"{each['low']}": each["count"] / total for each in column["histogram"][:MOST_VALUES]}
    total = column.get("count") or sum(each["count"] for each in column.get("top") or ()) or 1
    return {str(each["value"]): each["count"] / total for each in (column.get("top") or ())[:MOST_VALUES]}


def _bars(shares: Sequence[float], most: float, middle: float, kind: str, *, up: bool) -> list[str]:
    if not shares or most <= 0:
        return []
    slot = WIDTH / len(shares) if len(shares) > 4 else WIDTH / 5
    drawn = []
    for place, share in enumerate(shares):
        if share > 0:
            tall = max(1.5, (middle - 2) * share / most)
            top = middle - tall if up else middle
            drawn.append(
                f'<rect class="{kind}" x="{place * slot + 1:.1f}" y="{top:.1f}" width="{slot - 2:.1f}"'
                f' height="{tall:.1f}"/>'
            )
    return drawn
