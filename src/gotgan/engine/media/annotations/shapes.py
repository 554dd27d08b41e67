"""Boxes in label JSON of no fixed schema: the ways in which tools write a rectangle or a polygon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gotgan.engine.media.annotations.numbers import number_of, numbers_of
from gotgan.engine.media.annotations.state import Box

BOX_KEYS = frozenset({"bbox", "box", "boundingbox", "bndbox", "rect", "rectangle", "박스", "바운딩박스"})
POINT_KEYS = frozenset({"points", "polygon", "segmentation", "contour", "폴리곤"})
LOOSE_KEYS = frozenset({"coordinates", "coords", "region", "boundary", "좌표", "영역"})
"""Keys that may as well be about a place on the map: they count only with a sound box under them."""
_CORNERS = (("xmin", "ymin", "xmax", "ymax"), ("x1", "y1", "x2", "y2"), ("left", "top", "right", "bottom"))
_SIDES = (("x", "y", "width", "height"), ("x", "y", "w", "h"), ("left", "top", "width", "height"))


@dataclass(frozen=True)
class Four:
    """Four numbers of which it is open whether the last two are width and height, or right and bottom."""

    numbers: tuple[float, ...]

    def as_sides(self) -> Box:
        left, top, width, height = self.numbers
        return Box(left, top, left + width, top + height)

    def as_corners(self) -> Box:
        return Box(*self.numbers)


Shape = Box | Four


def key_of(key: str) -> str:
    """`Bounding_Box` and `boundingBox` are one key."""
    return key.casefold().replace("_", "").replace("-", "").replace(" ", "")


def has_shape(item: Mapping[str, Any], *, loose: bool = True) -> bool:
    """Whether the object claims to have one box, sound or not; a list of boxes is no box."""
    folded = {key_of(key): value for key, value in item.items()}
    if any(_claims(folded.get(key)) for key in BOX_KEYS | POINT_KEYS):
        return True
    if loose and any(_claims(folded.get(key)) and _box_of(folded[key]) for key in LOOSE_KEYS):
        return True
    return any(set(edges) <= folded.keys() for edges in (*_CORNERS, *_SIDES))


def _claims(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and not any(isinstance(inner, Mapping) and has_shape(inner) for inner in value)
    return isinstance(value, Mapping)


def shape_of(item: Mapping[str, Any]) -> Shape | None:
    """The box of an object: under a key of its own, around its points, or its own edges; None if it is broken."""
    folded = {key_of(key): value for key, value in item.items()}
    for key in sorted((BOX_KEYS | LOOSE_KEYS) & folded.keys()):
        if (found := _box_of(folded[key])) is not None:
            return found
    for key in sorted(POINT_KEYS & folded.keys()):
        if (found := _around(folded[key])) is not None:
            return found
    return _edges_of(folded)


def _box_of(value: Any) -> Shape | None:
    if isinstance(value, Mapping):
        return _edges_of({key_of(key): inner for key, inner in value.items()})
    numbers = numbers_of(value, 4)
    return Four(numbers) if numbers else _around(value)


def _edges_of(folded: Mapping[str, Any]) -> Box | None:
    for edges in _CORNERS:
        if numbers := numbers_of([folded.get(edge) for edge in edges], 4):
            return Box(*numbers)
    for sides in _SIDES:
        if numbers := numbers_of([folded.get(side) for side in sides], 4):
            return Four(numbers).as_sides()
    return None


def _around(value: Any) -> Box | None:
    """The box around points: [[x, y], ...], [x, y, x, y, ...], [{x, y}, ...], or rings of these."""
    pairs = list(_pairs(value))
    if len(pairs) < 2 or None in pairs:
        return None
    sound = [pair for pair in pairs if pair is not None]
    across, down = [x for x, _ in sound], [y for _, y in sound]
    return Box(min(across), min(down), max(across), max(down))


def _pairs(value: Any) -> Iterable[tuple[float, float] | None]:
    """None stands for a point that is none."""
    if isinstance(value, Mapping):
        folded = {key_of(key): inner for key, inner in value.items()}
        yield _pair(folded.get("x"), folded.get("y"))
    elif isinstance(value, list) and value and all(number_of(inner) is not None for inner in value):
        if len(value) % 2:
            yield None
        else:
            yield from (_pair(x, y) for x, y in zip(value[::2], value[1::2], strict=True))
    elif isinstance(value, list) and value:
        for inner in value:
            yield from _pairs(inner)
    else:
        yield None


def _pair(x: Any, y: Any) -> tuple[float, float] | None:
    found = numbers_of([x, y], 2)
    return (found[0], found[1]) if found else None
