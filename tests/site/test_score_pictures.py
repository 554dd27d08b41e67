"""Pictures of scores: every count is drawn and told, and where a group lies."""

from __future__ import annotations

import re

from gotgan.assess.rules.scoreboard import spread_of
from gotgan.site.score_pictures import DOT, ROW_WIDTH, histogram, spread_row


def heights(picture: str) -> list[float]:
    return [float(each) for each in re.findall(r'<rect class="bar"[^>]* height="([\d.]+)"', picture)]


def test_bars_are_as_tall_as_their_counts_and_say_them() -> None:
    picture = histogram([0, 10, 0, 5, 2000, 0, 0, 0, 0, 1000], 47.0, title="반 < 절반", told="t")
    bars = heights(picture)
    assert len(bars) == 4
    assert bars[3] * 2 == bars[2]
    assert ">2,000</text>" in picture
    assert "반 &lt; 절반" in picture
    assert picture.count('class="middle"') == 1


def test_picture_of_nothing_has_no_bars() -> None:
    picture = histogram([0] * 10, None, title="", told="")
    assert heights(picture) == []
    assert 'class="middle"' not in picture


def test_what_is_not_known_is_a_bar_apart_on_the_same_scale() -> None:
    picture = histogram([10, 0, 5], 20.0, title="", told="", apart=("모름 <", 20))
    apart = re.search(r'<rect class="ground" x="([\d.]+)"[^>]* height="([\d.]+)"', picture)
    assert apart is not None
    assert heights(picture) == [float(apart[2]) / 2, float(apart[2]) / 4]
    assert float(apart[1]) < min(float(each) for each in re.findall(r'<rect class="bar" x="([\d.]+)"', picture))
    assert ">모름 &lt;</text>" in picture
    assert ">20</text>" in picture
    assert "ground" not in histogram([10, 0, 5], 20.0, title="", told="", apart=("모름", 0))


def test_row_puts_the_dot_at_the_middle() -> None:
    inner = ROW_WIDTH - 2 * DOT
    for values, middle in (([0.0, 50.0, 100.0], 50.0), ([100.0], 100.0), ([0.0], 0.0)):
        assert f'cx="{DOT + inner * middle / 100:.1f}"' in spread_row(spread_of(values))
    assert "circle" not in spread_row(None)
