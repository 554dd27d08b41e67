"""What the pages show of a measured column: picture, words, and why something is not shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gotgan.site import format as written
from gotgan.site import pictures, words
from gotgan.site.naming import is_name
from gotgan.terms.dataset import TableEvidence

TOP_VALUES = 5


@dataclass(frozen=True)
class ColumnView:
    """`hidden_because` is empty when values are shown. `document` is the profile's COLUMN."""

    name: str
    original_name: str
    position: int
    type: str
    semantic_type: str
    picture: SafeString
    missing: float
    distinct: int | None
    distinct_is_exact: bool
    summary: str
    findings: tuple[Mapping[str, Any], ...]
    hidden_because: str
    document: Mapping[str, Any]
    is_name: bool = False


def view_columns(evidence: TableEvidence, *, may_see: bool) -> tuple[ColumnView, ...]:
    """One view a column, in the table's order; none when the table was not measured."""
    columns = (evidence.profile or {}).get("columns", ())
    return tuple(view_column(column, evidence.findings, may_see=may_see) for column in columns)


def view_column(column: Mapping[str, Any], findings: Sequence[Mapping[str, Any]], *, may_see: bool) -> ColumnView:
    own = tuple(finding for finding in findings if finding.get("column") == column["name"])
    hidden = _why_hidden(may_see=may_see, has_findings=bool(own))
    return ColumnView(
        name=column["name"],
        original_name=column.get("original_name") or column["name"],
        position=column["position"],
        type=column["type"],
        semantic_type=column.get("semantic_type") or "",
        picture=mark_safe(pictures.strip(column, show_values=not hidden)),
        missing=pictures.missing_share(column),
        distinct=column.get("distinct"),
        distinct_is_exact=bool(column.get("distinct_is_exact", True)),
        summary=_line(column, hidden, may_see=may_see),
        findings=own,
        hidden_because=hidden,
        document=column,
        is_name=is_name(column),
    )


def _line(column: Mapping[str, Any], hidden: str, *, may_see: bool) -> str:
    """What stands beside the picture; what holds for all columns is said once, above them."""
    return (hidden if may_see else "") if hidden else _summary(column)


def _why_hidden(*, may_see: bool, has_findings: bool) -> str:
    if not may_see:
        return _("Values are shown only to those who may see the data.")
    if has_findings:
        return _("Values are not shown: identifiers were found in this column.")
    return ""


def _summary(column: Mapping[str, Any]) -> str:
    """One line: from-to for numbers and times, the most frequent values for text."""
    if not column.get("count"):
        return _("No filled cell.")
    low, high, names = column.get("min"), column.get("max"), is_name(column)
    if column["type"] != "text" and low is not None and high is not None:
        return _("from %(low)s to %(high)s") % {"low": _shown(low, names), "high": _shown(high, names)}
    tops = [_shown(value["value"], names) for value in (column.get("top") or ())[:TOP_VALUES]]
    if tops:
        return _("most frequent: %(values)s") % {"values": ", ".join(tops)}
    return ""


def headline(column: Mapping[str, Any]) -> str:
    """What the picture of a column shows, in one sentence; its title."""
    quantiles = column.get("quantiles") or {}
    if column.get("histogram") and "0.25" in quantiles:
        names = is_name(column)
        ends = {"low": _shown(quantiles["0.25"], names), "high": _shown(quantiles["0.75"], names)}
        return _("Half of the values lie between %(low)s and %(high)s") % ends
    tops = column.get("top") or ()
    if tops and column.get("count"):
        share = written.percent(tops[0]["count"] / column["count"])
        return _("“%(value)s” is most frequent: %(share)s of the filled cells") % {
            "value": _shown(tops[0]["value"], is_name(column)), "share": share,
        }  # fmt: skip
    return _summary(column)


def _shown(value: Any, names: bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return written.label(value) if names else written.number(value)
    text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"


def describe_finding(finding: Mapping[str, Any]) -> str:
    """`phone number: 120 cells`; counts only, never a value."""
    kind = words.word(words.IDENTIFIERS, finding["kind"])
    return _("%(kind)s: found %(count)s times") % {"kind": kind, "count": written.number(finding["count"])}
