"""Pairs of tables as clusters of the same data are made of them: without reasons and columns, all in one query."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from gotgan.inventory import models
from gotgan.inventory.queries.datasets import HELD_STATES
from gotgan.inventory.queries.overlaps import views_of
from gotgan.terms.overlap import ContentPair, OverlapStatus, OverlapView

_NAMES = (
    "id", "a_id", "b_id", "a_table", "b_table", "a_content", "b_content", "content_score", "status", "suggested",
    "verb", "is_reversed",
)  # fmt: skip
_CHUNK = 500


def content_pairs(least: float) -> Iterator[ContentPair]:
    """Of held datasets, by id: what has the same content by at least `least`, and all that a person decided."""
    held = [state.value for state in HELD_STATES]
    is_found = Q(is_found=True, content_score__gte=least)
    rows = models.Overlap.objects.filter(is_found | ~Q(status=OverlapStatus.OPEN), a__state__in=held, b__state__in=held)
    last = models.OverlapDecision.objects.filter(overlap=OuterRef("pk")).order_by("-id")
    rows = rows.annotate(verb=Subquery(last.values("verb")[:1]), is_reversed=Subquery(last.values("is_reversed")[:1]))
    for row in rows.order_by("id").values_list(*_NAMES).iterator(chunk_size=2000):
        is_decided = row[8] == OverlapStatus.CONFIRMED
        yield ContentPair(*row[:10], verb=(row[10] or "") if is_decided else "", is_reversed=bool(row[11]))


def overlaps_by_id(ids: Collection[int]) -> tuple[OverlapView, ...]:
    """These pairs with all that was found, those that tell most first; three queries."""
    return views_of(models.Overlap.objects.filter(pk__in=list(ids)))


def present_facts(dataset_ids: Iterable[str]) -> Mapping[str, tuple[int | None, datetime | None]]:
    """Rows and day of measuring of the present version of those that are held; one query for 500 of them."""
    ids = list(dataset_ids)
    held = [state.value for state in HELD_STATES]
    found: dict[str, tuple[int | None, datetime | None]] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = models.Dataset.objects.filter(pk__in=ids[start : start + _CHUNK], state__in=held).order_by()
        found |= {row[0]: (row[1], row[2]) for row in rows.values_list("pk", "current__rows", "current__created")}
    return found
