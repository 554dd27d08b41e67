"""Filters for the words of the overlap review."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from gotgan.assess import words_clusters as words
from gotgan.assess.rules.people import may_see_all
from gotgan.terms.role import Viewer

register = template.Library()


@register.filter
def cluster_word(code: object, kind: str) -> str:
    """`{{ code|cluster_word:"state" }}`: the word for a code of that list; the code itself when it is in none."""
    return str(words.LISTS[kind].get(str(code), code))


@register.filter
def cluster_shape(state: object) -> str:
    return words.SHAPES.get(str(state), "plain")


@register.filter
def because_words(codes: Iterable[object]) -> str:
    """Why measurement changed a cluster, joined."""
    return "; ".join(cluster_word(code, "because") for code in codes)


@register.filter
def reviews_overlaps(viewer: Viewer) -> bool:
    """Whether the viewer sees every cluster and the report on duplicate spending."""
    return may_see_all(viewer)
