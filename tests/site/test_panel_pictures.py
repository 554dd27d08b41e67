"""Intervals of a panel as a picture: told without colour, inside its frame, and names cut to their room."""

from __future__ import annotations

import re

from gotgan.site.panel_pictures import LEFT, RIGHT, WIDTH, Span, spans

ROWS = [
    Span("라벨", 0.9, 0.7, 1.0), Span("Policy and public benefit <b>", 0.4, -3.0, 0.6, is_good=False),
    Span("수혜", None, None, None),
]  # fmt: skip
LINES = [(0.67, ".67"), (0.8, ".80")]


def test_rows_and_lines_stand_where_their_values_are() -> None:
    drawn = spans(ROWS, ends=(0.0, 1.0), lines=LINES, title="Agreement")
    assert drawn.count("<circle") == 1
    assert drawn.count("<rect") == 1, "what may not decide is a square"
    assert drawn.count('class="error"') == 2
    circle = float(re.search(r'cx="([\d.]+)"', drawn)[1])  # type: ignore[index]
    assert circle == LEFT + 0.9 * (WIDTH - LEFT - RIGHT)
    assert all(LEFT <= float(x) <= WIDTH for x in re.findall(r"M([\d.]+) ", drawn)), "cut at the ends of the axis"


def test_picture_is_read_aloud_and_names_are_cut_and_safe() -> None:
    drawn = spans(ROWS, ends=(0.0, 1.0), lines=LINES, title="A & B")
    assert "<title>A &amp; B</title>" in drawn
    assert "라벨 0.90; Policy and public benefit &lt;b&gt; 0.40" in drawn
    assert ">Policy and publ…<" in drawn
    assert "<b>" not in drawn
