"""Pictures of scores as SVG: how totals lie, and where the middle half of a group is."""

from __future__ import annotations

from collections.abc import Sequence

from gotgan.assess.rules.scoreboard import Spread
from gotgan.site.pictures import escape

WIDTH, HEIGHT, HEAD, FOOT, SIDE = 640, 200, 20, 24, 16
APART, GAP = 96, 32
"""The bar of what is not known, with its distance from those that are."""
ROW_WIDTH, ROW_HEIGHT, DOT = 240, 16, 5


def histogram(
    bins: Sequence[int], middle: float | None, *, title: str, told: str, apart: tuple[str, int] = ("", 0)
) -> str:
    """Bars of equal parts of 0 to 100 with their numbers above; a line at `middle`. `title` and `told` are read to who
    does not see the picture. `apart`: the name and number of those that lie nowhere, a bar of its own to the left."""
    name, outside = apart
    most, floor = max([*bins, outside], default=0) or 1, HEIGHT - FOOT
    left = SIDE + (APART if outside else 0)
    slot, tall = (WIDTH - SIDE - left) / max(len(bins), 1), (floor - HEAD) / most
    drawn = [f'<line class="axis" x1="{left}" y1="{floor}" x2="{WIDTH - SIDE}" y2="{floor}"/>']
    if outside:
        drawn.append(_bar(SIDE, APART - GAP, tall * outside, outside, "ground"))
        x = SIDE + (APART - GAP) / 2
        drawn.append(f'<text class="word" x="{x:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{escape(name)}</text>')
    drawn += [_bar(left + place * slot, slot, tall * count, count) for place, count in enumerate(bins)]
    for place in range(len(bins) + 1):
        x, step = left + place * slot, 100 * place // max(len(bins), 1)
        drawn.append(f'<text class="word" x="{x:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{step}</text>')
    if middle is not None:
        x = left + (WIDTH - SIDE - left) * middle / 100
        drawn.append(f'<line class="middle" x1="{x:.1f}" y1="4" x2="{x:.1f}" y2="{floor}"/>')
    return (
        f'<svg class="picture scores" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-labelledby="scores-title scores-told"><title id="scores-title">{escape(title)}</title>'
        f'<desc id="scores-told">{escape(told)}</desc>{"".join(drawn)}</svg>'
    )


def _bar(left: float, slot: float, tall: float, count: int, kind: str = "bar") -> str:
    """With its number above; nothing for none."""
    if not count:
        return ""
    top, middle = HEIGHT - FOOT - tall, left + slot / 2
    return (
        f'<rect class="{kind}" x="{left + 2:.1f}" y="{top:.1f}" width="{slot - 4:.1f}" height="{tall:.1f}"/>'
        f'<text class="word" x="{middle:.1f}" y="{top - 5:.1f}" text-anchor="middle">{count:,}</text>'
    )


def spread_row(spread: Spread | None) -> str:
    """One row: a line from the least to the greatest, a bar over the middle half, a dot at the middle. The numbers
    stand beside it in the table."""
    if spread is None:
        return _row("")
    inner, y = ROW_WIDTH - 2 * DOT, ROW_HEIGHT / 2

    def at(value: float) -> float:
        return DOT + inner * min(100.0, max(0.0, value)) / 100

    width = max(2.0, at(spread.third) - at(spread.first))
    return _row(
        f'<line class="axis" x1="{at(spread.low):.1f}" y1="{y}" x2="{at(spread.high):.1f}" y2="{y}"/>'
        f'<rect class="ground" x="{at(spread.first):.1f}" y="3" width="{width:.1f}" height="{ROW_HEIGHT - 6}"/>'
        f'<circle class="dot" r="{DOT}" cx="{at(spread.middle):.1f}" cy="{y}"/>',
    )


def _row(content: str) -> str:
    return (
        f'<svg class="picture spread" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ROW_WIDTH} {ROW_HEIGHT}"'
        f' aria-hidden="true" focusable="false">{content}</svg>'
    )
