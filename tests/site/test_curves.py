"""Pictures of plans by risk and loss, and of a column before and after: valid, in their frame, read without colour."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.site.curves import HEIGHT, LETTERED, NUMBERED, REFUSED, SMALL, WIDTH, Dot, curve
from gotgan.site.twins import HEIGHT as TWIN_HEIGHT
from gotgan.site.twins import twins

SVG = "{http://www.w3.org/2000/svg}"
_shares = st.floats(0, 1)
_dots = st.lists(
    st.builds(
        Dot, _shares, _shares, st.sampled_from([NUMBERED, LETTERED, REFUSED, SMALL]), st.sampled_from(["1", "B"])
    ),
    max_size=20,
)


def drawn(dots: list[Dot], edge: list[tuple[float, float]] | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(curve(dots, edge or [], title="t<", told="d&", right="risk", up="loss"))


@given(_dots)
def test_curve_is_well_formed_and_every_dot_stays_in_its_frame(dots: list[Dot]) -> None:
    svg = drawn(dots, sorted((dot.right, dot.up) for dot in dots))
    for circle in svg.iter(f"{SVG}circle"):
        assert 0 <= float(circle.attrib["cx"]) <= WIDTH
        assert 0 <= float(circle.attrib["cy"]) <= HEIGHT
    assert len(list(svg.iter(f"{SVG}circle"))) == sum(dot.shape in (NUMBERED, SMALL) for dot in dots)
    assert len(list(svg.iter(f"{SVG}polygon"))) == sum(dot.shape in (LETTERED, REFUSED) for dot in dots)


def test_curve_says_what_it_is_to_who_does_not_see_it() -> None:
    svg = drawn([Dot(0.2, 0.1, NUMBERED, "1")])
    assert svg.attrib["role"] == "img"
    named = svg.attrib["aria-labelledby"].split()
    texts = {each.attrib["id"]: each.text for each in svg if "id" in each.attrib}
    assert [texts[name] for name in named] == ["t<", "d&"]


def test_two_plans_at_one_place_are_both_readable() -> None:
    svg = drawn([Dot(0.1, 0.1, NUMBERED, "1"), Dot(0.1, 0.1, NUMBERED, "2"), Dot(0.2, 0.3, LETTERED, "A")])
    places = [(float(each.attrib["x"]), float(each.attrib["y"])) for each in svg.iter(f"{SVG}text")
              if each.attrib["class"].startswith("mark")]  # fmt: skip
    assert len(places) == 3
    assert all(abs(a[0] - b[0]) > 20 or abs(a[1] - b[1]) > 20 for a in places for b in places if a is not b)
    assert len(list(svg.iter(f"{SVG}line"))) > 1, "a line leads from the place to what was put aside"


@pytest.mark.parametrize("most", [0.0004, 0.02, 0.1, 0.34, 1.0])
def test_axis_ends_above_the_greatest_with_few_round_ticks(most: float) -> None:
    svg = drawn([Dot(most, most, NUMBERED, "1")])
    (circle,) = svg.iter(f"{SVG}circle")
    assert float(circle.attrib["cx"]) <= WIDTH - 18
    assert 3 <= len([each for each in svg.iter(f"{SVG}line") if each.attrib["class"] == "rule"]) <= 8


_bins = st.lists(st.builds(dict, low=st.floats(-1e6, 1e6), high=st.floats(-1e6, 1e6), count=st.integers(0, 10**9)),
                 min_size=1, max_size=40)  # fmt: skip
_tops = st.lists(st.builds(dict, value=st.text(max_size=5), count=st.integers(0, 10**6)), max_size=30)
_columns = st.just({}) | st.builds(dict, histogram=_bins) | st.builds(dict, top=_tops, count=st.integers(0, 10**9))


@given(_columns, _columns)
def test_twins_are_well_formed_and_stay_in_their_halves(before, after) -> None:
    for each in (before, after):
        for part in each.get("histogram", ()):
            part["low"], part["high"] = sorted((part["low"], part["high"]))
    for rect in ElementTree.fromstring(twins(before, after)).iter(f"{SVG}rect"):
        top, bottom = float(rect.attrib["y"]), float(rect.attrib["y"]) + float(rect.attrib["height"])
        assert (bottom <= TWIN_HEIGHT / 2 + 0.11) if rect.attrib["class"] == "bar" else top >= TWIN_HEIGHT / 2 - 0.01
        assert -0.11 <= top <= bottom <= TWIN_HEIGHT + 0.11


def test_value_that_is_kept_stands_at_the_same_place_before_and_after() -> None:
    before = {"count": 4, "top": [{"value": "a", "count": 3}, {"value": "b", "count": 1}]}
    after = {"count": 4, "top": [{"value": "*", "count": 2}, {"value": "b", "count": 2}]}
    rects = list(ElementTree.fromstring(twins(before, after)).iter(f"{SVG}rect"))
    at = {kind: [each.attrib["x"] for each in rects if each.attrib["class"] == kind] for kind in ("bar", "rest")}
    assert at["bar"][1] == at["rest"][0], "b is the second of both"
    assert len(at["rest"]) == 2


def test_ranges_lie_over_the_numbers_they_leave_open() -> None:
    before = {"histogram": [{"low": 0, "high": 100, "count": 10}]}
    after = {"count": 10, "top": [{"value": "50-99", "count": 8}, {"value": "0-49", "count": 2}]}
    rects = [each.attrib for each in ElementTree.fromstring(twins(before, after)).iter(f"{SVG}rect")]
    heights = [float(each["height"]) for each in rects if each["class"] == "rest"]
    assert len(heights) == len([each for each in rects if each["class"] == "bar"])
    assert heights[0] == pytest.approx(heights[-1] / 4, abs=0.2)


def test_what_was_taken_away_lies_over_everything() -> None:
    before = {"histogram": [{"low": -5, "high": 5, "count": 10}]}
    after = {"count": 10, "top": [{"value": "*", "count": 10}]}
    rects = [each.attrib for each in ElementTree.fromstring(twins(before, after)).iter(f"{SVG}rect")]
    assert len({each["height"] for each in rects}) == 1
