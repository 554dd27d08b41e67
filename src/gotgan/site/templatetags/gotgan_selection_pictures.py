"""Pictures of a selection: worth against acceptability, the frontier, how full limits are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gotgan.assess.queries.explorer import Dot
from gotgan.site import format as written
from gotgan.site.pictures import share_bar
from gotgan.site.plots import BOX, DIAMOND, DISC, RING, Axis, Spot, level_bar, plot

register = template.Library()
_SHAPES = {"core": DISC, "contested": DIAMOND, "reserve": RING}


def _title(dot: Dot) -> str:
    return dot.title_ko if get_language() == "ko" else dot.title_en


def _worth(value: float) -> str:
    return f"{value:.4g}"


@register.simple_tag
def worth_picture(dots: Sequence[Dot]) -> SafeString:
    """Acceptability across, worth up; core discs, contested diamonds, reserve rings."""
    counts = {kind: sum(dot.standing == kind for dot in dots) for kind in _SHAPES}
    spots = [
        Spot(dot.acceptability, dot.value, _SHAPES.get(dot.standing, RING), _title(dot), dot.standing)
        for dot in sorted(dots, key=lambda dot: dot.standing in ("core", "contested"))
    ]
    title = _("%(core)s core, %(contested)s contested, %(reserve)s in reserve") % counts
    told = "; ".join(f"{_title(dot)}: {written.percent(dot.acceptability)}, {_worth(dot.value)}" for dot in dots[:120])
    axes = Axis(_("Acceptability"), written.percent), Axis(_("Worth"), _worth)
    return mark_safe(plot("worth", spots, (), *axes, title=title, told=told))


@register.simple_tag
def frontier_picture(points: Iterable[Mapping[str, Any]], budget: float | None) -> SafeString:
    """Budget across, the worth of the best list up; a box where the list's own budget stands."""
    held = list(points)
    own = math.nan if budget is None else budget
    spots = [
        Spot(each["budget"], each["objective"], BOX if abs(each["budget"] - own) < 1e-6 else DISC,
             f"{_money(each['budget'])}: {_worth(each['objective'])}")
        for each in held
    ]  # fmt: skip
    steps = [(each["budget"], each["objective"]) for each in held]
    told = "; ".join(spot.said for spot in spots)
    axes = Axis(_("Budget (won)"), _money), Axis(_("Worth of the list"), _worth)
    return mark_safe(plot("frontier", spots, steps, *axes, title=_("What a budget buys"), told=told))


def _money(value: float) -> str:
    return f"{value:,.0f}"


@register.simple_tag
def level_picture(used: float, least: float | None = None, most: float | None = None) -> SafeString:
    return mark_safe(level_bar(float(used), least, most))


@register.simple_tag
def effect_picture(gain: float, effects: Iterable[Mapping[str, Any]]) -> SafeString:
    """A gain beside the greatest of them."""
    return mark_safe(share_bar(gain, max((each["gain"] for each in effects), default=0.0)))
