"""What was carried in with a source: whose scan it was, and how many tables it told of."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery

from gotgan.inventory import models
from gotgan.inventory.queries.datasets import HELD_STATES
from gotgan.terms.scan import Outcome
from gotgan.terms.seal import SealMark
from gotgan.terms.source import SourceKind

_TAKEN = (Outcome.ADDED, Outcome.CHANGED, Outcome.SAME)


@dataclass(frozen=True)
class CarriedTables:
    """Of the newest versions of what is held: tables that were measured, and entries that could not be read."""

    measured: int
    failed: int


def seal_marks(source_ids: list[str]) -> dict[str, SealMark]:
    """Of each carried source that holds datasets: the mark of what was taken last; one query.

    A table that could not be read was met later and still has the mark of the scan before.
    """
    live = [state.value for state in HELD_STATES]
    taken = (
        models.ScanRecord.objects.filter(dataset=OuterRef("pk"), outcome__in=_TAKEN).order_by("-id").values("id")[:1]
    )
    held = models.Dataset.objects.filter(source=OuterRef("pk"), state__in=live).annotate(taken=Subquery(taken))
    newest = held.order_by(F("taken").desc(nulls_last=True), "-last_seen", "pk").values("pk")[:1]
    sources = models.Source.objects.filter(pk__in=source_ids, kind=SourceKind.SCANFILE).order_by()
    rows = models.Dataset.objects.filter(pk__in=sources.values_list(Subquery(newest))).order_by()
    named = rows.values_list("source", "raw_shown__seal", "raw_shown__scanned")
    return {source: SealMark.of_record({"seal": seal, "scanned": scanned}) for source, seal, scanned in named}


def carried_tables(source_id: str) -> CarriedTables:
    live = [state.value for state in HELD_STATES]
    current = models.Dataset.objects.filter(source=source_id, state__in=live, current__isnull=False)
    rows = models.Evidence.objects.filter(version__in=current.values("current"))
    return CarriedTables(rows.filter(profile__isnull=False).count(), rows.filter(status="failed").count())
