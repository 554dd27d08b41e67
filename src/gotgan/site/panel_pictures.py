"""Agreement and severity of a panel as SVG: intervals on one axis, with the lines that decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gotgan.site.pictures import escape

WIDTH, LEFT, RIGHT, ROW, TOP, FOOT = 420, 132, 18, 28, 6, 26
_HANGUL, _NARROW, _WIDE = 0x1100, 7, 12
"""From which letter on they are wide; pixels of either."""


@dataclass(frozen=True)
class Span:
    """One row: a value with its interval; no value leaves the row empty. `is_good` fills the mark."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    is_good: bool = True


def spans(rows: Sequence[Span], *, ends: tuple[float, float], lines: Sequence[tuple[float, str]], title: str) -> str:
    """`ends` of the axis; what lies beyond is drawn at the end. `lines`: (value, its word below the axis)."""
    height = TOP + ROW * len(rows) + FOOT
    low, high = ends

    def at(value: float) -> float:
        part = (min(max(value, low), high) - low) / ((high - low) or 1)
        return LEFT + part * (WIDTH - LEFT - RIGHT)

    drawn = [
        f'<path class="axis" stroke-dasharray="4 3" d="M{at(value):.1f} {TOP}V{height - FOOT}"/>'
        f'<text class="word" x="{at(value):.1f}" y="{height - 8}" text-anchor="middle">{escape(word)}</text>'
        for value, word in lines
    ]
    told = []
    for number, row in enumerate(rows):
        middle = TOP + ROW * number + ROW / 2
        name = _fitted(row.name)
        drawn.append(f'<text class="word" x="0" y="{middle + 4:.1f}">{escape(name)}</text>')
        if row.low is not None and row.high is not None:
            drawn.append(f'<path class="error" d="M{at(row.low):.1f} {middle:.1f}H{at(row.high):.1f}"/>')
        if row.value is not None:
            shape = "bar" if row.is_good else "gap"
            drawn.append(_mark(at(row.value), middle, shape, is_round=row.is_good))
            told.append(f"{row.name} {row.value:.2f}")
    return (
        f'<svg class="picture spans" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
        f"<title>{escape(title)}</title><desc>{escape('; '.join(told))}</desc>{''.join(drawn)}</svg>"
    )


def _fitted(name: str) -> str:
    """Cut to the room before the axis."""
    room = LEFT - 16
    for place, letter in enumerate(name):
        room -= _WIDE if ord(letter) >= _HANGUL else _NARROW
        if room < 0:
            return f"{name[: max(place - 1, 1)]}…"
    return name


def _mark(x: float, y: float, shape: str, *, is_round: bool) -> str:
    """A disc where it is good, a square where not: told without colour."""
    if is_round:
        return f'<circle class="{shape}" cx="{x:.1f}" cy="{y:.1f}" r="6"/>'
    return f'<rect class="{shape}" x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12"/>'
