"""Pictures of panels: agreement by criterion, severity by assessor, how a point was spread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gotgan.assess.rules.panel_figures import FIRM, MAY_DECIDE
from gotgan.site.panel_pictures import Span, spans
from gotgan.site.pictures import share_bar
from gotgan.site.templatetags.gotgan_words import bilingual

register = template.Library()
PART = 1.96
"""Standard errors either side of a severity: an interval of 95 %."""


@register.simple_tag
def alpha_picture(lines: Sequence[Any]) -> SafeString:
    """Alpha of each criterion with its interval, against .67 and .80."""
    rows = [
        Span(
            bilingual(line.criterion.title), line.found.agreement.alpha, line.found.agreement.low,
            line.found.agreement.high, line.found.agreement.decides,
        )
        for line in lines
    ]  # fmt: skip
    low = min([0.0, *(value for row in rows for value in (row.value, row.low) if value is not None)])
    marks = [
        *((value, f"{value:.2f}"[1:]) for value in (MAY_DECIDE, FIRM)),
        (1.0, "1"),
        (max(low, -1.0), f"{max(low, -1.0):.1f}"),
    ]
    return mark_safe(spans(rows, ends=(max(low, -1.0), 1.0), lines=marks, title=_("Agreement by criterion")))


@register.simple_tag
def severity_picture(severities: Sequence[tuple[str, Sequence[tuple[Any, Any]]]], criterion: str) -> SafeString:
    """Severity of each assessor on one criterion, 0 in the middle."""
    rows = [
        _severity(name, severity)
        for name, row in severities
        for each, severity in row
        if each.id == criterion and severity is not None
    ]
    reach = max([1.0, *(abs(value) for row in rows for value in (row.low, row.high, row.value) if value is not None)])
    reach = min(reach, 4.0)
    marks = [(-reach, f"−{reach:.1f}"), (0.0, "0"), (reach, f"+{reach:.1f}")]
    return mark_safe(spans(rows, ends=(-reach, reach), lines=marks, title=_("Severity by assessor")))


def _severity(name: str, severity: Any) -> Span:
    error = severity.error
    is_near = error is None or abs(severity.value) <= PART * error
    ends = (None, None) if error is None else (severity.value - PART * error, severity.value + PART * error)
    return Span(name, severity.value, ends[0], ends[1], is_near)


@register.simple_tag
def spread_bar(count: int, counts: Sequence[int]) -> SafeString:
    """How many of all gave this point."""
    return mark_safe(share_bar(count, sum(counts) or 1))
