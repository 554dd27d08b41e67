"""Column pictures: valid SVG, the right proportions, no value that may not be shown."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.site import pictures

SVG = "{http://www.w3.org/2000/svg}"
_counts = st.integers(0, 10**12)
_numbers = st.floats(allow_nan=False, allow_infinity=False)
_bins = st.lists(st.builds(dict, low=_numbers, high=_numbers, count=_counts), max_size=200)
_tops = st.lists(st.builds(dict, value=st.text() | _numbers | st.booleans(), count=_counts), max_size=40)
_columns = st.builds(
    dict, count=_counts, nulls=_counts, blanks=_counts, histogram=st.none() | _bins, top=st.none() | _tops
)


def _rects(svg: str, kind: str) -> list[dict[str, str]]:
    return [dict(rect.attrib) for rect in ElementTree.fromstring(svg).iter(f"{SVG}rect") if rect.get("class") == kind]


@given(_columns)
def test_strip_is_well_formed_and_stays_in_its_frame(column):
    svg = pictures.strip(column)
    for rect in _rects(svg, "bar"):
        assert 0 <= float(rect["x"]) <= 160
        assert float(rect["x"]) + float(rect["width"]) <= 160.11
        assert 0 <= float(rect["y"]) <= 28


@given(_columns)
def test_chart_is_well_formed(column):
    column = {**column, "top": [t for t in column["top"] or () if str(t["value"]).isprintable()]}
    assert ElementTree.fromstring(pictures.chart(column)).tag.endswith("svg")


def test_tallest_bar_is_the_most_frequent_bin():
    svg = pictures.strip(
        {"count": 6, "histogram": [{"low": i, "high": i + 1, "count": c} for i, c in enumerate((1, 4, 2))]}
    )
    heights = [float(rect["height"]) for rect in _rects(svg, "bar")]
    assert heights == [pytest.approx(heights[1] / 4, abs=0.1), max(heights), pytest.approx(heights[1] / 2, abs=0.1)]


def test_many_bins_are_folded_and_none_is_lost():
    assert sum(pictures._merge([1] * 500, 32)) == 500
    assert len(pictures._merge([1] * 500, 32)) <= 32


def test_strip_without_values_shows_only_what_is_missing():
    column = {"count": 50, "nulls": 50, "top": [{"value": "a", "count": 50}]}
    svg = pictures.strip(column, show_values=False)
    assert _rects(svg, "bar") == []
    assert float(_rects(svg, "gap")[0]["width"]) == pytest.approx(80)


def test_missing_share_counts_nulls_and_blanks():
    assert pictures.missing_share({"count": 80, "nulls": 20, "blanks": 30}) == 0.5
    assert pictures.missing_share({"count": 0, "nulls": 0}) == 0


def test_share_bar_shows_a_hair_for_very_little():
    assert float(_rects(pictures.share_bar(1, 10**9), "bar")[0]["width"]) == 1.5
    assert float(_rects(pictures.share_bar(0, 10), "bar")[0]["width"]) == 0


def test_chart_escapes_the_values_it_writes():
    svg = pictures.chart({"count": 2, "top": [{"value": "<script>", "count": 1}, {"value": "b&c", "count": 1}]})
    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg
