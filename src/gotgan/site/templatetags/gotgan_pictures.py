"""Pictures and counts that rooms' own pages show, drawn by the same code as those of datasets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gotgan.refine.queries import Bar
from gotgan.refine.queries.result_pages import ColumnPair
from gotgan.refine.queries.weighings import PROPOSED, PROVED, REFUSED, SAMPLED, RiskUtility
from gotgan.share import queries as share
from gotgan.site import curves, pictures
from gotgan.site import format as written
from gotgan.site.answer_pictures import bars_with_errors
from gotgan.site.curves import LETTERED, NUMBERED, SMALL, Dot
from gotgan.site.twins import twins
from gotgan.terms.selection import Interval

register = template.Library()


@register.simple_tag
def column_picture(column: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> SafeString:
    """The strip of one COLUMN of a profile; only its missing share where identifiers were found."""
    return mark_safe(pictures.strip(column, show_values=not findings))


@register.simple_tag
def interval_bar(interval: Interval, whole: float) -> SafeString:
    """A figure of `whole`, with the line that it may lie on."""
    return mark_safe(pictures.interval_bar(interval.low, interval.value, interval.high, whole))


@register.simple_tag
def spent_bar(estimated: Interval, spent: float, whole: float) -> SafeString:
    """What was spent, of `whole`, with the line that was estimated."""
    return mark_safe(pictures.interval_bar(estimated.low, spent, estimated.high, whole))


@register.simple_tag
def answer_picture(bars: Sequence[Bar]) -> SafeString:
    """Noisy counts, each with the line that its truth lies on in 95 of 100 cases."""
    return mark_safe(bars_with_errors(bars))


@register.simple_tag
def curve_finding(weighed: RiskUtility) -> str:
    """What the picture finds, in a sentence."""
    least, safest = weighed.least_lossy, weighed.safest
    if least is None or safest is None:
        return _("No run reached what its plan asks for yet")
    if safest.mark == least.mark:
        said = {"mark": least.mark, "risk": written.percent(least.risk), "loss": written.percent(least.loss)}
        return _("Plan %(mark)s is the best so far: %(loss)s of the detail lost at a risk of %(risk)s") % said
    said = {
        "first": safest.mark,
        "last": least.mark,
        "low": written.percent(safest.risk),
        "high": written.percent(least.risk),
        "most": written.percent(safest.loss),
        "little": written.percent(least.loss),
    }
    return (
        _("Plans %(last)s to %(first)s: from %(high)s to %(low)s risk, %(little)s to %(most)s of the detail lost")
        % said
    )


@register.simple_tag
def pair_picture(pair: ColumnPair) -> SafeString:
    """One column before (up) and after (down); nothing of what holds identifiers."""
    before = {} if pair.findings else pair.before or {}
    after = {} if pair.left else pair.after or {}
    return mark_safe(twins(before, after))


@register.simple_tag
def curve_picture(weighed: RiskUtility, title: str) -> SafeString:
    """Risk to the right, loss upwards: proposals with numbers, runs with letters, what was tried on a sample small."""
    shapes = {PROPOSED: NUMBERED, PROVED: LETTERED, REFUSED: curves.REFUSED, SAMPLED: SMALL}
    dots = [Dot(each.risk, each.loss, shapes[each.kind], each.mark) for each in weighed.points]
    edge = [(each.risk, each.loss) for each in weighed.frontier]
    told = "; ".join(
        f"{each.mark}: {written.percent(each.risk)}, {written.percent(each.loss)}" for each in weighed.measured
    )
    right, up = str(_("Highest risk of one row")), str(_("Loss of detail"))
    return mark_safe(curves.curve(dots, edge, title=title, told=f"{right}, {up}. {told}", right=right, up=up))


@register.simple_tag
def reach_of(dataset_id: str, version_id: str) -> dict[str, int]:
    """Whom a withdrawal of the version reaches: `people` have accounts, `unnamed` counts files fetched without one."""
    people, unnamed = share.holders_of(dataset_id, version_id)
    return {"people": len(people), "unnamed": unnamed}
