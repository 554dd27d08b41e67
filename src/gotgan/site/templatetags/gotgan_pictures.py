"""Pictures and counts that rooms' own pages show, drawn by the same code as those of datasets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from gotgan.refine.queries import Bar
from gotgan.refine.queries.result_pages import Try
from gotgan.refine.words import RUN_STATES
from gotgan.share import queries as share
from gotgan.site import charts, pictures
from gotgan.site.answer_pictures import bars_with_errors

register = template.Library()


@register.simple_tag
def column_picture(column: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> SafeString:
    """The strip of one COLUMN of a profile; only its missing share where identifiers were found."""
    return mark_safe(pictures.strip(column, show_values=not findings))


@register.simple_tag
def answer_picture(bars: Sequence[Bar]) -> SafeString:
    """Noisy counts, each with the line that its truth lies on in 95 of 100 cases."""
    return mark_safe(bars_with_errors(bars))


@register.simple_tag
def tries_picture(tries: Sequence[Try]) -> SafeString:
    """Risk to the right, loss upwards; a filled dot was proved, a ring refused."""
    return mark_safe(pictures.points([(each.risk, each.loss, each.run.state == "proved") for each in tries]))


@register.simple_tag
def tries_spec(tries: Sequence[Try]) -> dict[str, Any]:
    """The same as a Vega-Lite specification."""
    rows = [
        {"risk": each.risk, "loss": each.loss, "k": each.k, "plan": each.run.plan,
         "state": str(RUN_STATES[each.run.state])}
        for each in tries
    ]  # fmt: skip
    return charts.risk_utility_spec(rows)


@register.simple_tag
def reach_of(dataset_id: str, version_id: str) -> dict[str, int]:
    """Whom a withdrawal of the version reaches: `people` have accounts, `unnamed` counts files fetched without one."""
    people, unnamed = share.holders_of(dataset_id, version_id)
    return {"people": len(people), "unnamed": unnamed}
