"""Pictures: one theme, drawn once, never fetching."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gotgan.desk.picture import LARGEST_SPEC_VALUES, THEME, Pictures
from gotgan.terms.errors import Invalid

BARS = {
    "title": "나 동이 가 동보다 많습니다",
    "data": {"values": [{"a": "가", "b": 3}, {"a": "나", "b": 5}]},
    "mark": "bar",
    "encoding": {"x": {"field": "a", "type": "nominal"}, "y": {"field": "b", "type": "quantitative"}},
}


def test_picture_real_spec_in_the_theme(tmp_path: Path) -> None:
    svg = Pictures(tmp_path).picture(BARS)
    assert svg.startswith("<svg")
    assert "나 동이 가 동보다 많습니다" in svg
    assert THEME["background"].lower() in svg.lower()
    assert "#0f5c63" in svg.lower()


def test_bars_between_two_ends_have_a_width(tmp_path: Path) -> None:
    """Rounded ends once made Vega-Lite draw every bar of a histogram with no width at all."""
    bins = [{"low": 0, "high": 10, "count": 4}, {"low": 10, "high": 20, "count": 2}]
    x = {"field": "low", "type": "quantitative", "bin": {"binned": True}}
    y = {"field": "count", "type": "quantitative"}
    spec = {
        "width": 300,
        "data": {"values": bins},
        "mark": "bar",
        "encoding": {"x": x, "x2": {"field": "high"}, "y": y},
    }
    svg = Pictures(tmp_path).picture(spec)
    bars = re.findall(r'aria-roledescription="bar" d="M[^h]*h([\d.]+)', svg)
    assert len(bars) == 2
    assert all(float(width) > 100 for width in bars)


def test_picture_is_drawn_once(tmp_path: Path) -> None:
    drawn: list[Mapping[str, Any]] = []

    def draw(spec: Mapping[str, Any]) -> str:
        drawn.append(spec)
        return "<svg/>"

    for _ in range(3):
        assert Pictures(tmp_path, draw).picture(BARS) == "<svg/>"
    assert len(drawn) == 1
    assert [path.suffix for path in tmp_path.iterdir()] == [".svg"]


@pytest.mark.parametrize(
    "spec",
    [
        {"data": {"url": "https://example.org/a.csv"}, "mark": "bar"},
        {"layer": [{"data": {"url": "file:///etc/passwd"}}]},
        {"data": {"values": [0] * (LARGEST_SPEC_VALUES + 1)}},
        {"mark": {"type": 7}, "encoding": 3},
    ],
)
def test_picture_refuses(spec: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        Pictures(tmp_path).picture(spec)
    assert not list(tmp_path.iterdir())
