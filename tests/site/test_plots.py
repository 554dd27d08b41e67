"""Pictures of points on two axes: well-formed, escaped, placed, the same for no points and for one."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from gotgan.site.plots import BOX, DIAMOND, DISC, RING, Axis, Spot, level_bar, plot

AXES = Axis("Money & more", lambda value: f"{value:g}"), Axis("Worth", lambda value: f"{value:g}")
SVG = "{http://www.w3.org/2000/svg}"


def drawn(*spots: Spot, steps: tuple[tuple[float, float], ...] = ()) -> ElementTree.Element:
    return ElementTree.fromstring(plot("x", spots, steps, *AXES, title="A <b>", told="told"))


def test_spots_stand_where_their_numbers_say_and_say_who_they_are() -> None:
    found = drawn(Spot(0, 1, DISC, "<one>"), Spot(10, 2, RING), steps=((0, 1), (10, 2)))
    left, right = found.iter(f"{SVG}circle")
    assert float(left.attrib["cx"]) < float(right.attrib["cx"])
    assert float(left.attrib["cy"]) > float(right.attrib["cy"])
    assert left.find(f"{SVG}title").text == "<one>"  # type: ignore[union-attr]
    assert found.find(f"{SVG}path") is not None


def test_shapes_tell_classes_apart() -> None:
    found = drawn(Spot(1, 1, DISC), Spot(2, 2, DIAMOND), Spot(3, 3, BOX))
    assert [len(list(found.iter(f"{SVG}{kind}"))) for kind in ("circle", "polygon", "rect")] == [1, 1, 1]


@pytest.mark.parametrize("spots", [(), (Spot(5, 5, DISC),), (Spot(0, 0, DISC),), (Spot(1e9, -1e-9, DISC),)])
def test_few_points_and_odd_numbers_still_make_a_picture(spots: tuple[Spot, ...]) -> None:
    found = drawn(*spots)
    assert found.find(f"{SVG}path") is None
    assert len(list(found.iter(f"{SVG}text"))) >= 4


@pytest.mark.parametrize(("used", "least", "most", "limits"), [(0, None, None, 0), (3, 2, None, 1), (3, 2, 5, 2)])
def test_a_level_shows_its_limits(used: float, least: float | None, most: float | None, limits: int) -> None:
    found = ElementTree.fromstring(level_bar(used, least, most))
    assert len(list(found.iter(f"{SVG}path"))) == limits
