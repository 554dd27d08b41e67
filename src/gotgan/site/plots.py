"""Points and steps on two axes that need not begin at 0, as SVG text; shapes tell classes apart without colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from gotgan.site.pictures import escape

WIDTH, HEIGHT = 640, 340
LEFT, RIGHT, TOP, BOTTOM = 70, 18, 14, 56
DISC, DIAMOND, RING, BOX = "disc", "diamond", "ring", "box"
MOST_TICKS, _STEPS = 5, (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Spot:
    """One thing: where it is, its shape, and what is said when a pointer rests on it."""

    x: float
    y: float
    shape: str
    said: str = ""
    style: str = ""


@dataclass(frozen=True)
class Axis:
    """`write` puts a tick into words."""

    name: str
    write: Callable[[float], str]


def plot(
    name: str,
    spots: Sequence[Spot],
    steps: Sequence[tuple[float, float]],
    across: Axis,
    up: Axis,
    *,
    title: str,
    told: str,
) -> str:
    """`steps`: a line that goes along, then up. `title` and `told` are read to who does not see the picture; `name` is
    what tells it from other pictures of the page."""
    ends_x = _ends([spot.x for spot in spots] + [x for x, _ in steps])
    ends_y = _ends([spot.y for spot in spots] + [y for _, y in steps])

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            LEFT + (WIDTH - LEFT - RIGHT) * (x - ends_x[0]) / (ends_x[1] - ends_x[0]),
            TOP + (HEIGHT - TOP - BOTTOM) * (1 - (y - ends_y[0]) / (ends_y[1] - ends_y[0])),
        )

    drawn = _axes(ends_x, ends_y, across, up, at)
    drawn.append(_stairs([at(*place) for place in steps]))
    drawn += [_spot(spot, *at(spot.x, spot.y)) for spot in spots]
    return (
        f'<svg class="picture plot" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-labelledby="{name}-title {name}-told"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-told">{escape(told)}</desc>{"".join(drawn)}</svg>'
    )


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """Round ends around the values; never the same."""
    least, most = min(values, default=0.0), max(values, default=1.0)
    if most - least < 1e-9 * max(1.0, abs(most)):
        least, most = least - max(abs(least), 1.0) * 0.1, most + max(abs(most), 1.0) * 0.1
    step = _step(most - least)
    return floor(least / step + 1e-9) * step, ceil(most / step - 1e-9) * step


def _step(span: float) -> float:
    rough = span / MOST_TICKS
    scale = 10.0 ** floor(log10(rough))
    return next(step * scale for step in _STEPS if step * scale >= rough * (1 - 1e-9))


def _ticks(ends: tuple[float, float]) -> list[float]:
    step = _step(ends[1] - ends[0])
    return [ends[0] + step * number for number in range(round((ends[1] - ends[0]) / step) + 1)]


def _axes(
    ends_x: tuple[float, float], ends_y: tuple[float, float], across: Axis, up: Axis,
    at: Callable[[float, float], tuple[float, float]],
) -> list[str]:  # fmt: skip
    foot, drawn = HEIGHT - BOTTOM, []
    for value in _ticks(ends_x):
        x, _ = at(value, ends_y[0])
        word = escape(across.write(round(value, 9)))
        drawn.append(f'<text class="word" x="{x:.1f}" y="{foot + 22}" text-anchor="middle">{word}</text>')
    for value in _ticks(ends_y):
        _, y = at(ends_x[0], value)
        word = escape(up.write(round(value, 9)))
        drawn.append(f'<line class="rule" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        drawn.append(f'<text class="word" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{word}</text>')
    middle = TOP + (HEIGHT - TOP - BOTTOM) / 2
    return [
        *drawn,
        f'<line class="axis" x1="{LEFT}" y1="{foot}" x2="{WIDTH - RIGHT}" y2="{foot}"/>',
        f'<text class="word" x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">'
        f"{escape(across.name)} →</text>",
        f'<text class="word" transform="translate(14 {middle:.1f}) rotate(-90)" text-anchor="middle">'
        f"{escape(up.name)} →</text>",
    ]


def _stairs(places: Sequence[tuple[float, float]]) -> str:
    if len(places) < 2:
        return ""
    path = f"M{places[0][0]:.1f} {places[0][1]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in places[1:])
    return f'<path class="edge" d="{path}"/>'


def _spot(spot: Spot, x: float, y: float) -> str:
    said = f"<title>{escape(spot.said)}</title>" if spot.said else ""
    style = f"spot {spot.shape} {spot.style}".strip()
    if spot.shape == DIAMOND:
        corners = ((x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y))
        places = " ".join(f"{across:.1f},{down:.1f}" for across, down in corners)
        return f'<polygon class="{style}" points="{places}">{said}</polygon>'
    if spot.shape == BOX:
        return f'<rect class="{style}" x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12">{said}</rect>'
    return f'<circle class="{style}" r="{5 if spot.shape == DISC else 4.5}" cx="{x:.1f}" cy="{y:.1f}">{said}</circle>'


def level_bar(used: float, least: float | None, most: float | None, *, width: int = 240, height: int = 16) -> str:
    """One bar of what is used, with a mark where it must reach (up) and where it must stop (down)."""
    whole = max(used, least or 0, most or 0, 1e-9) * 1.05
    scale = width / whole
    drawn = [
        f'<rect class="ground" y="4" width="{width}" height="8"/>',
        f'<rect class="bar" y="4" width="{max(1.5, used * scale) if used > 0 else 0:.1f}" height="8"/>',
    ]
    if least:
        x = least * scale
        drawn.append(f'<path class="limit" d="M{x:.1f} 0V16M{x:.1f} 0h5M{x:.1f} 16h5"/>')
    if most is not None:
        x = most * scale
        drawn.append(f'<path class="limit" d="M{x:.1f} 0V16M{x:.1f} 0h-5M{x:.1f} 16h-5"/>')
    return (
        f'<svg class="picture level" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' aria-hidden="true">{"".join(drawn)}</svg>'
    )
