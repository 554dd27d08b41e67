"""The picture of plans by risk and loss, as SVG text: it says what it shows, and its shapes tell it without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from gotgan.site import format as written
from gotgan.site.pictures import escape

WIDTH, HEIGHT = 360, 320
LEFT, RIGHT, TOP, BOTTOM = 54, 18, 14, 60
SIZE = 10
NUMBERED, LETTERED, REFUSED, SMALL = "numbered", "lettered", "refused", "small"
MOST_TICKS = 5
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Dot:
    """One plan: `right` and `up` from 0; `shape` is one of the four; `mark` stands inside."""

    right: float
    up: float
    shape: str
    mark: str = ""


def curve(
    dots: Sequence[Dot], edge: Sequence[tuple[float, float]], *, title: str, told: str, right: str, up: str
) -> str:
    """`edge`: the frontier by risk, drawn as steps. `title` and `told` are read to who does not see the picture."""
    ends = [_end([getattr(dot, axis) for dot in dots]) for axis in ("right", "up")]

    def at(x: float, y: float) -> tuple[float, float]:
        inner = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        return LEFT + inner[0] * x / ends[0], TOP + inner[1] * (1 - y / ends[1])

    placed = [(dot, *at(dot.right, dot.up)) for dot in dots]
    drawn = [*_axes(ends, right, up), _steps([at(*place) for place in edge])]
    drawn += [_draw(dot, y, x) for dot, x, y in placed if dot.shape == SMALL]
    marked = _apart([each for each in placed if each[0].shape != SMALL])
    drawn += [_lead(x, y, aside) for _, x, y, aside in marked]
    drawn += [_draw(dot, y, aside) for dot, _, y, aside in marked]
    return (
        f'<svg class="picture curve" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-labelledby="curve-title curve-told"><title id="curve-title">{escape(title)}</title>'
        f'<desc id="curve-told">{escape(told)}</desc>{"".join(drawn)}</svg>'
    )


def _end(values: Sequence[float]) -> float:
    """A little above the greatest, at the next tick."""
    most = max([*values, 0.001]) * 1.02
    step = _step(most)
    return ceil(most / step) * step


def _step(most: float) -> float:
    """A round distance of ticks, of which at most MOST_TICKS stand below `most`."""
    rough = most / MOST_TICKS
    scale = 10.0 ** floor(log10(rough))
    return next(step * scale for step in _STEPS if step * scale >= rough * (1 - 1e-9))


def _axes(ends: Sequence[float], right: str, up: str) -> list[str]:
    floor_y, inner = HEIGHT - BOTTOM, (WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM)
    drawn = []
    for number in range(round(ends[0] / _step(ends[0])) + 1):
        value = number * _step(ends[0])
        x = LEFT + inner[0] * value / ends[0]
        drawn.append(f'<text class="word" x="{x:.1f}" y="{floor_y + 28}" text-anchor="middle">{_percent(value)}</text>')
    for number in range(round(ends[1] / _step(ends[1])) + 1):
        value = number * _step(ends[1])
        y = TOP + inner[1] * (1 - value / ends[1])
        drawn.append(f'<line class="rule" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        drawn.append(f'<text class="word" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_percent(value)}</text>')
    middle = TOP + inner[1] / 2
    return [
        *drawn,
        f'<line class="axis" x1="{LEFT}" y1="{floor_y}" x2="{WIDTH - RIGHT}" y2="{floor_y}"/>',
        f'<text class="word" x="{LEFT + inner[0] / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(right)} →</text>',
        f'<text class="word" transform="translate(13 {middle:.1f}) rotate(-90)" text-anchor="middle">'
        f"{escape(up)} →</text>",
    ]


def _percent(value: float) -> str:
    return escape(written.percent(round(value, 6)))


def _steps(places: Sequence[tuple[float, float]]) -> str:
    """From the least risk on: along, then down."""
    if len(places) < 2:
        return ""
    path = f"M{places[0][0]:.1f} {places[0][1]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in places[1:])
    return f'<path class="edge" d="{path}"/>'


def _apart(placed: Sequence[tuple[Dot, float, float]]) -> list[tuple[Dot, float, float, float]]:
    """Marked dots with a place aside where another stands already, so that every mark can be read."""
    done: list[tuple[Dot, float, float, float]] = []
    for dot, x, y in placed:
        aside = x
        while any(abs(aside - other[3]) < 2 * SIZE + 1 and abs(y - other[2]) < 2 * SIZE + 1 for other in done):
            aside += 2 * SIZE + 2
            if aside > WIDTH - SIZE:
                aside = x
                break
        done.append((dot, x, y, aside))
    return done


def _lead(x: float, y: float, aside: float) -> str:
    return "" if aside == x else f'<line class="lead" x1="{x:.1f}" y1="{y:.1f}" x2="{aside:.1f}" y2="{y:.1f}"/>'


def _draw(dot: Dot, y: float, x: float) -> str:
    if dot.shape == SMALL:
        return f'<circle class="dot small" r="3.5" cx="{x:.1f}" cy="{y:.1f}"/>'
    word = f'<text class="mark {dot.shape}" x="{x:.1f}" y="{y + 4.5:.1f}" text-anchor="middle">{dot.mark}</text>'
    if dot.shape == NUMBERED:
        return f'<circle class="dot" r="{SIZE}" cx="{x:.1f}" cy="{y:.1f}"/>{word}'
    reach = SIZE + 2
    corners = ((x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y))
    places = " ".join(f"{across:.1f},{down:.1f}" for across, down in corners)
    return f'<polygon class="dot {dot.shape}" points="{places}"/>{word}'
