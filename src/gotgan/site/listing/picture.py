"""How sure each place is, as SVG text: one sign a dataset, shapes tell the classes apart without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gotgan.site.pictures import escape
from gotgan.terms.published import CONTESTED, CORE, PublishedList

WIDTH, HEIGHT = 420, 200
LEFT, RIGHT, TOP, BOTTOM = 44, 6, 10, 10
MOST = 400
"""Signs in one picture; of more, every n-th is drawn."""
_SHAPES = {CORE: "full", CONTESTED: "half"}


@dataclass(frozen=True)
class Dot:
    """`value` 0 to 1; `shape` full, half or none."""

    value: float
    shape: str


def dots_of(version: PublishedList) -> tuple[Dot, ...]:
    """Members from the surest on, then the reserve; no names, so it may show those that are not open too."""
    found = []
    for part in (version.members, version.reserve):
        rows = sorted(part, key=lambda each: -each.acceptability)
        found += [Dot(round(each.acceptability, 6), _SHAPES.get(each.standing, "none")) for each in rows]
    step = -(-len(found) // MOST) or 1
    return tuple(found[::step])


def standing_picture(version: PublishedList, title: str, told: str) -> str:
    """`title` and `told` are read to who does not see the picture."""
    dots = dots_of(version)
    return (
        f'<svg class="picture standing" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-labelledby="standing-title standing-told"><title id="standing-title">{escape(title)}</title>'
        f'<desc id="standing-told">{escape(told)}</desc>'
        f"{''.join(_rules(version.core_from))}{''.join(_drawn(dots))}</svg>"
    )


def _rules(line: float) -> list[str]:
    """`line`: from where a member is core."""
    drawn = []
    for level in sorted({0.0, 0.5, line, 1.0}):
        y = _at(level)
        kind = "edge" if level == line else "rule"
        drawn.append(f'<line class="{kind}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        shift = 10 if level == line else 4
        drawn.append(
            f'<text class="word" x="{LEFT - 6}" y="{y + shift:.1f}" text-anchor="end">{round(level * 100)}%</text>'
        )
    return drawn


def _at(value: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value)


def _drawn(dots: Sequence[Dot]) -> list[str]:
    slot = (WIDTH - LEFT - RIGHT) / max(1, len(dots))
    size = max(1.2, min(slot * 0.4, 4.5))
    return [_sign(dot.shape, LEFT + slot * (place + 0.5), _at(dot.value), size) for place, dot in enumerate(dots)]


def _sign(shape: str, x: float, y: float, size: float) -> str:
    if shape == "full":
        return f'<circle class="dot" r="{size:.1f}" cx="{x:.1f}" cy="{y:.1f}"/>'
    if shape == "half":
        corners = ((x, y - size), (x + size, y), (x, y + size), (x - size, y))
        places = " ".join(f"{across:.1f},{down:.1f}" for across, down in corners)
        return f'<polygon class="dot hollow" points="{places}"/>'
    return f'<circle class="dot small" r="{size * 0.7:.1f}" cx="{x:.1f}" cy="{y:.1f}"/>'
