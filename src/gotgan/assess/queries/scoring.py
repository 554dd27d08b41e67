"""What the newest score sheets say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from gotgan.assess.models import KeptSheet, ScoringRun
from gotgan.assess.rules.scoring import READINESS, Scope
from gotgan.terms.selection import ReadinessLine

_LINE = ("dataset_id", "version", "pk", "use", "total", "factors", "gates", "method_shares")


def readiness_lines(dataset_ids: Collection[str] | None = None) -> Mapping[str, ReadinessLine]:
    """By dataset, for its use with the highest total; of all assessed datasets, or of these. One query."""
    rows = KeptSheet.objects.filter(book=READINESS, is_best=True)
    if dataset_ids is not None:
        rows = rows.filter(dataset__in=list(dataset_ids))
    lines = (ReadinessLine(*row) for row in rows.order_by("dataset").values_list(*_LINE).iterator(chunk_size=2000))
    return {line.dataset: line for line in lines}


def newest_of(
    dataset_ids: Iterable[str], *, with_documents: bool = False
) -> dict[str, dict[tuple[str, str], KeptSheet]]:
    """By dataset, then by (book, use): the newest sheets; one query. What they say only where it is asked for."""
    rows = KeptSheet.objects.filter(dataset__in=list(dataset_ids), is_newest=True)
    heavy = ("packed_dqv", "moved", "factors", "gates", "method_shares")
    rows = rows.defer(*heavy, *(() if with_documents else ("packed",)))
    found: dict[str, dict[tuple[str, str], KeptSheet]] = {}
    for row in rows.iterator(chunk_size=500):
        found.setdefault(row.dataset_id, {})[row.book, row.use] = row
    return found


def cursor_after(books: Mapping[str, Mapping[str, str]]) -> str:
    """Where the last pass ended; empty, for the beginning, where there was none or the books are others since."""
    last = last_pass()
    return last.cursor if last is not None and last.books == dict(books) else ""


def last_pass() -> ScoringRun | None:
    """The last run that came to its end over all datasets, or over those that changed."""
    rows = ScoringRun.objects.filter(scope__in=[Scope.ALL, Scope.CHANGED], finished__isnull=False)
    return rows.order_by("-pk").first()
