"""What was carried in with a source: whose scan it was, and how many tables it told of."""

from __future__ import annotations

from dataclasses import dataclass

from gotgan.inventory import models
from gotgan.inventory.queries.datasets import HELD_STATES
from gotgan.terms.seal import SealMark
from gotgan.terms.source import SourceKind


@dataclass(frozen=True)
class CarriedTables:
    """Of the newest versions of what is held: tables that were measured, and entries that could not be read."""

    measured: int
    failed: int


def seal_marks(source_ids: list[str]) -> dict[str, SealMark]:
    """Of each carried source that holds datasets: the mark of what was met last; one query."""
    live = [state.value for state in HELD_STATES]
    rows = models.Dataset.objects.filter(source__in=source_ids, source__kind=SourceKind.SCANFILE, state__in=live)
    named = rows.order_by("source", "-last_seen").values_list("source", "raw_shown__seal", "raw_shown__scanned")
    marks: dict[str, SealMark] = {}
    for source_id, seal, scanned in named.iterator():
        marks.setdefault(source_id, SealMark.of_record({"seal": seal, "scanned": scanned}))
    return marks


def carried_tables(source_id: str) -> CarriedTables:
    live = [state.value for state in HELD_STATES]
    current = models.Dataset.objects.filter(source=source_id, state__in=live, current__isnull=False)
    rows = models.Evidence.objects.filter(version__in=current.values("current"))
    return CarriedTables(rows.filter(profile__isnull=False).count(), rows.filter(status="failed").count())
