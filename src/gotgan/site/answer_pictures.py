"""Noisy counts as SVG: a bar for what was answered, a line for where the truth may lie."""

from __future__ import annotations

from collections.abc import Sequence

from gotgan.refine.queries import Bar
from gotgan.refine.templatetags.refine_private import group_name
from gotgan.site.pictures import draw, escape

WIDTH, HEIGHT, MOST_BARS = 640, 224, 60
_CAP, _FOOT, _LETTER = 4, 24, 9
"""Half a line's end, the room for words below, the width of a letter."""


def bars_with_errors(bars: Sequence[Bar]) -> str:
    """At most 60 bars, left to right as in the table beside it; values below 0 hang under the axis."""
    shown = bars[:MOST_BARS]
    top, bottom = max([0.0, *(bar.most for bar in shown)]), min([0.0, *(bar.least for bar in shown)])
    scale = (HEIGHT - _FOOT - 8) / ((top - bottom) or 1)

    def height_of(value: float) -> float:
        return 4 + (top - value) * scale

    slot = WIDTH / max(len(shown), 4)
    drawn = [f'<line class="axis" x1="0" y1="{height_of(0):.1f}" x2="{WIDTH}" y2="{height_of(0):.1f}"/>']
    for place, bar in enumerate(shown):
        left, middle = place * slot + slot * 0.15, place * slot + slot / 2
        upper, lower = sorted((height_of(bar.value), height_of(0)))
        ends = [height_of(bar.most), height_of(bar.least)]
        drawn.append(
            f'<rect class="bar" x="{left:.1f}" y="{upper:.1f}" width="{slot * 0.7:.1f}" height="{lower - upper:.1f}"/>'
            f'<path class="error" d="M{middle:.1f} {ends[0]:.1f}V{ends[1]:.1f}'
            + "".join(f"M{middle - _CAP:.1f} {end:.1f}H{middle + _CAP:.1f}" for end in ends)
            + '"/>'
            + _word(group_name(bar), middle, slot)
        )
    return draw(WIDTH, HEIGHT, "".join(drawn))


def _word(name: str, middle: float, slot: float) -> str:
    """The group's name below its bar, cut to its place; nothing where that is too narrow to read."""
    most = int(slot / _LETTER)
    if most < 3:
        return ""
    shown = name if len(name) <= most else f"{name[: most - 1]}…"
    return f'<text class="word" x="{middle:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{escape(shown)}</text>'
