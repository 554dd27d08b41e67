"""Pictures of columns as SVG text, drawn on the server: every page works without scripts.

Colours come from the style sheet by class. A picture carries no words of its own; the page says
in text beside it what it shows, so it is hidden from screen readers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

STRIP_WIDTH, STRIP_HEIGHT = 160, 28
MISSING_HEIGHT = 3
MOST_BARS = 32
MOST_VALUES = 12


def strip(column: Mapping[str, Any], *, show_values: bool = True) -> str:
    """The 160 x 28 picture of one column: distribution above, share of missing cells below.

    `column` is one COLUMN of a profile. With `show_values` false only the missing share is drawn.
    """
    floor = STRIP_HEIGHT - MISSING_HEIGHT - 2
    bars = _bars(_heights(column), STRIP_WIDTH, floor) if show_values else ""
    return draw(STRIP_WIDTH, STRIP_HEIGHT, bars + _missing(column))


def chart(column: Mapping[str, Any], *, width: int = 640, height: int = 240) -> str:
    """The large picture of one column, with the least and greatest value under the bars."""
    heights, floor = _heights(column), height - 24
    axis = f'<line class="axis" x1="0" y1="{floor}" x2="{width}" y2="{floor}"/>'
    low, high = _ends(column)
    words = (
        f'<text class="word" x="2" y="{height - 6}">{escape(low)}</text>'
        f'<text class="word" x="{width - 2}" y="{height - 6}" text-anchor="end">{escape(high)}</text>'
    )
    return draw(width, height, _bars(heights, width, floor) + axis + words)


def share_bar(part: float, whole: float, *, width: int = 160, height: int = 8) -> str:
    """One bar: `part` of `whole`, at least a hair when there is any."""
    filled = 0.0 if whole <= 0 or part <= 0 else max(1.5, width * min(part / whole, 1))
    return draw(
        width,
        height,
        f'<rect class="ground" width="{width}" height="{height}"/>'
        f'<rect class="bar" width="{filled:.1f}" height="{height}"/>',
        stretch=True,
    )


def interval_bar(low: float, value: float, high: float, whole: float, *, width: int = 160, height: int = 12) -> str:
    """One bar up to `value` of `whole`, and a line from `low` to `high` across its end."""
    scale = width / whole if whole > 0 else 0.0
    left, middle, right = (min(max(each * scale, 0.0), float(width)) for each in (low, value, high))
    inner = height - 4
    ends = "".join(f"M{end:.1f} 1V{height - 1}" for end in (left, right))
    line = f'<path class="error" d="M{left:.1f} {height / 2:.0f}H{right:.1f}{ends}"/>'
    return draw(
        width,
        height,
        f'<rect class="ground" y="2" width="{width}" height="{inner}"/>'
        f'<rect class="bar" y="2" width="{middle:.1f}" height="{inner}"/>' + (line if right > left else ""),
        stretch=True,
    )


def parts_bar(whole: float, first: float, second: float, *, width: int = 160, height: int = 8) -> str:
    """One bar: two parts of `whole` after each other, each at least a hair when there is any; the rest is ground."""
    scale = width / max(whole, first + second, 1)
    ends = [max(1.5, part * scale) if part > 0 else 0.0 for part in (first, second)]
    start = min(ends[0], width - ends[1])
    return draw(
        width,
        height,
        f'<rect class="ground" width="{width}" height="{height}"/>'
        f'<rect class="bar" width="{start:.1f}" height="{height}"/>'
        f'<rect class="rest" x="{start:.1f}" width="{ends[1]:.1f}" height="{height}"/>',
        stretch=True,
    )


def missing_share(column: Mapping[str, Any]) -> float:
    """Nulls and blanks among all cells, 0 to 1."""
    cells = (column.get("count") or 0) + (column.get("nulls") or 0)
    gaps = (column.get("nulls") or 0) + (column.get("blanks") or 0)
    return gaps / cells if cells else 0.0


def escape(text: str) -> str:
    """Make text safe between SVG tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _heights(column: Mapping[str, Any]) -> list[int]:
    bins = column.get("histogram") or ()
    if bins:
        return _merge([part["count"] for part in bins], MOST_BARS)
    return [value["count"] for value in column.get("top") or ()][:MOST_VALUES]


def _merge(counts: Sequence[int], most: int) -> list[int]:
    """Fold neighbouring bins until at most `most` are left."""
    step = -(-len(counts) // most)
    return [sum(counts[start : start + step]) for start in range(0, len(counts), step)]


def _bars(heights: Sequence[int], width: int, floor: int) -> str:
    tallest = max(heights, default=0)
    if tallest <= 0:
        return ""
    slot = width / max(len(heights), 4)
    space = 1 if slot > 3 else 0
    drawn = []
    for place, count in enumerate(heights):
        if count > 0:
            tall = max(1.0, floor * count / tallest)
            drawn.append(
                f'<rect class="bar" x="{place * slot:.1f}" y="{floor - tall:.1f}"'
                f' width="{slot - space:.1f}" height="{tall:.1f}"/>'
            )
    return "".join(drawn)


def _missing(column: Mapping[str, Any]) -> str:
    top, gap = STRIP_HEIGHT - MISSING_HEIGHT, STRIP_WIDTH * missing_share(column)
    ground = f'<rect class="ground" y="{top}" width="{STRIP_WIDTH}" height="{MISSING_HEIGHT}"/>'
    if gap <= 0:
        return ground
    gap = max(gap, 1.5)
    x = STRIP_WIDTH - gap
    return ground + f'<rect class="gap" x="{x:.1f}" y="{top}" width="{gap:.1f}" height="{MISSING_HEIGHT}"/>'


def _ends(column: Mapping[str, Any]) -> tuple[str, str]:
    bins = column.get("histogram") or ()
    if bins:
        return f"{bins[0]['low']:,.6g}", f"{bins[-1]['high']:,.6g}"
    values = [str(value["value"]) for value in column.get("top") or ()][:MOST_VALUES]
    return (values[0][:24], values[-1][:24]) if len(values) > 1 else ("".join(values)[:24], "")


def draw(width: int, height: int, content: str, *, stretch: bool = False) -> str:
    """A picture of this content; `stretch` lets it be drawn out of proportion."""
    ratio = ' preserveAspectRatio="none"' if stretch else ""
    return (
        f'<svg class="picture" xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}"{ratio} aria-hidden="true" focusable="false">{content}</svg>'
    )
