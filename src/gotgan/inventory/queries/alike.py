"""Pairs of tables as clusters of the same data are made of them: without reasons and columns, all in one query."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from django.db.models import OuterRef, Q, Subquery

from gotgan.inventory import models
from gotgan.inventory.queries.datasets import HELD_STATES
from gotgan.inventory.queries.facts.measured import whole_day
from gotgan.inventory.queries.overlaps import views_of
from gotgan.terms.overlap import ContentPair, HeldFacts, OverlapStatus, OverlapView

_NAMES = (
    "id", "a_id", "b_id", "a_table", "b_table", "a_content", "b_content", "content_score", "status", "suggested",
    "verb", "is_reversed",
)  # fmt: skip
_CHUNK = 500


def content_pairs(least: float, among: Collection[str] | None = None) -> Iterator[ContentPair]:
    """Of held datasets: what has the same content by at least `least`, and all that a person decided, as far as it is
    still found; what changed last comes last.

    `among`: pairs of which both ends are of these datasets. One query.
    """
    held = [state.value for state in HELD_STATES]
    is_telling = Q(content_score__gte=least) | ~Q(status=OverlapStatus.OPEN)
    rows = models.Overlap.objects.filter(is_telling, is_found=True, a__state__in=held, b__state__in=held)
    if among is not None and len(among) <= _CHUNK:
        rows = rows.filter(a__in=sorted(among), b__in=sorted(among))
    last = models.OverlapDecision.objects.filter(overlap=OuterRef("pk")).order_by("-id")
    rows = rows.annotate(verb=Subquery(last.values("verb")[:1]), is_reversed=Subquery(last.values("is_reversed")[:1]))
    for row in rows.order_by("updated_at", "id").values_list(*_NAMES).iterator(chunk_size=2000):
        if among is not None and not (row[1] in among and row[2] in among):
            continue
        is_decided = row[8] == OverlapStatus.CONFIRMED
        yield ContentPair(*row[:10], verb=(row[10] or "") if is_decided else "", is_reversed=bool(row[11]))


def overlaps_by_id(ids: Collection[int]) -> tuple[OverlapView, ...]:
    """These pairs with all that was found, those that tell most first; three queries."""
    return views_of(models.Overlap.objects.filter(pk__in=list(ids)))


def held_facts(dataset_ids: Iterable[str]) -> Mapping[str, HeldFacts]:
    """Of those of them that are held; one query for 500."""
    ids = list(dataset_ids)
    held = [state.value for state in HELD_STATES]
    names = ("pk", "organisation_id", "current__rows", "current__created", "first_seen")
    found: dict[str, HeldFacts] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = models.Dataset.objects.filter(pk__in=ids[start : start + _CHUNK], state__in=held).order_by()
        found |= {row[0]: HeldFacts(*row[1:]) for row in rows.values_list(*names)}
    return found


def periods_of(dataset_ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """The days that the rows of their present versions speak of, as measured, first and last; one query."""
    place = "profile__time_coverage__"
    rows = models.Evidence.objects.filter(
        version__in=models.Dataset.objects.filter(pk__in=dataset_ids).values("current")
    )
    found: dict[str, tuple[str, str]] = {}
    for dataset, first, last in rows.values_list("version__dataset_id", f"{place}first", f"{place}last"):
        if first and last:
            days = whole_day(str(first)), whole_day(str(last), is_end=True)
            before = found.get(dataset, days)
            found[dataset] = min(before[0], days[0]), max(before[1], days[1])
    return found
