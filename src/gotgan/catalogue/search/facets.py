"""Facet counts: exact, in one request, each facet counted as if it were the only one not chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gotgan.catalogue.search.schema import NONE, OWNER_SEPARATOR
from gotgan.terms.search import FACETS, FacetValue, SearchQuery

MOST_VALUES = 200
_EVERY_VALUE = 1_000_000
"""Each segment reports all its values: with fewer, sums over segments would be estimates."""
_LABELS: dict[tuple[str, str], str | Promise] = {
    ("route", NONE): _("Not offered yet"),
    ("usability", NONE): _("Not surveyed yet"),
    ("licence", "none_stated"): _("None stated"),
}
_SHOWN_WITHOUT = ("route", "usability")
"""Facets in which having none says something."""
Chosen = dict[str, list[str]]


def chosen_of(query: SearchQuery) -> Chosen:
    """Facet to its chosen values; unknown facets are ignored."""
    chosen: Chosen = {}
    for facet, value in query.chosen:
        if facet in FACETS and value:
            chosen.setdefault(facet, []).append(value)
    return chosen


def request_of(chosen: Chosen) -> dict[str, Any]:
    """Ask for the total and for every facet."""
    request: dict[str, Any] = {"total": {"filter": _filter(chosen)}}
    for facet in FACETS:
        others = {name: values for name, values in chosen.items() if name != facet}
        field = "owner" if facet == "organisation" else facet
        terms = {"field": field, "size": MOST_VALUES, "segment_size": _EVERY_VALUE}
        request[facet] = {"filter": _filter(others), "aggs": {"values": {"terms": terms}}}
    return request


def read_counts(answer: Mapping[str, Any]) -> tuple[int, dict[str, tuple[FacetValue, ...]]]:
    """The total, and each facet's values, most frequent first."""
    facets = {facet: _values(facet, answer[facet]["values"]["buckets"]) for facet in FACETS}
    return int(answer["total"]["doc_count"]), facets


def _values(facet: str, buckets: list[dict[str, Any]]) -> tuple[FacetValue, ...]:
    found = []
    for bucket in buckets:
        value, label = _named(facet, str(bucket["key"]))
        if value != NONE or facet in _SHOWN_WITHOUT:
            found.append(FacetValue(value, label, int(bucket["doc_count"])))
    return tuple(sorted(found, key=lambda row: (-row.count, row.label)))


def _named(facet: str, key: str) -> tuple[str, str]:
    if facet == "organisation":
        code, name, name_en = key.split(OWNER_SEPARATOR)
        return code, (name_en if _is_english() and name_en else name) or code
    if facet == "format":
        return key, key.upper()
    return key, str(_LABELS.get((facet, key), key))


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


def _filter(chosen: Chosen) -> str:
    groups = [" OR ".join(f"{facet}:{_quoted(value)}" for value in values) for facet, values in chosen.items()]
    return " AND ".join(f"({group})" for group in groups) or "*"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
