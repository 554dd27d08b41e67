"""Entries into the search index: what changed, or everything. Only the worker calls this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from gotgan.catalogue import rules
from gotgan.catalogue.actions.wording import tags_of, texts_of
from gotgan.catalogue.models import Entry
from gotgan.catalogue.search.answer import search_index
from gotgan.catalogue.search.index import SearchIndex
from gotgan.catalogue.search.schema import NONE, IndexDocument
from gotgan.catalogue.search.text import plain
from gotgan.catalogue.search.tokens import tokens_of
from gotgan.terms.errors import Unavailable

BATCH = 500
Beat = Callable[[int], None]


@dataclass(frozen=True)
class Indexed:
    """`without_morphemes` of the written entries wait for the desk: found by character pairs alone."""

    written: int = 0
    removed: int = 0
    without_morphemes: int = 0


def index_changes(*, index: SearchIndex | None = None, wait_seconds: float = 0, beat: Beat = lambda _: None) -> Indexed:
    """Bring the index up to date; builds it when there is none. Safe to repeat after any cut."""
    target = index or search_index()
    if not target.exists():
        return rebuild_index(index=target, wait_seconds=wait_seconds, beat=beat)
    total, start = Indexed(), timezone.now()
    last = 0
    while rows := list(_waiting().filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        missing = add_morphemes(rows, wait_seconds=wait_seconds)
        shown = [row for row in rows if row.is_published]
        gone = [row.dataset_id for row in rows if not row.is_published]
        target.update((document_of(row, start) for row in shown), gone)
        _mark(rows, start)
        total = Indexed(total.written + len(shown), total.removed + len(gone), total.without_morphemes + missing)
        beat(total.written)
    return total


def rebuild_index(*, index: SearchIndex | None = None, wait_seconds: float = 0, beat: Beat = lambda _: None) -> Indexed:
    """Write every published entry beside the live index, then swap. Stored morphemes are used as they
    are; those of an older dictionary are made anew when the desk is there."""
    target, start = index or search_index(), timezone.now()
    missing = 0

    def documents() -> Iterator[IndexDocument]:
        nonlocal missing
        for number, rows in enumerate(_batches(Entry.objects.filter(is_published=True).order_by("pk"))):
            missing += add_morphemes(rows, wait_seconds=wait_seconds, is_rebuild=True)
            beat(number * BATCH)
            yield from (document_of(row, start) for row in rows)

    written = target.rebuild(documents(), f"{start:%Y%m%d%H%M%S%f}")
    Entry.objects.filter(changed_at__lte=start).update(indexed_at=start)
    return Indexed(written, 0, missing)


def _waiting() -> QuerySet[Entry]:
    """Changed since it was indexed, or indexed while the desk was down."""
    changed = Q(indexed_at__isnull=True) | Q(changed_at__gt=F("indexed_at"))
    return Entry.objects.filter(changed | Q(is_published=True, tokens_key=""))


def _batches(rows: QuerySet[Entry]) -> Iterator[list[Entry]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        yield batch


def _mark(rows: Iterable[Entry], moment: datetime) -> None:
    """Rows changed after `moment` keep waiting."""
    for row in rows:
        row.indexed_at = moment
    Entry.objects.filter(pk__in=[row.pk for row in rows], changed_at__lte=moment).update(indexed_at=moment)


def add_morphemes(rows: Sequence[Entry], *, wait_seconds: float = 0, is_rebuild: bool = False) -> int:
    """Fill the morphemes of rows that lack them, from the desk; returns how many still lack them.

    Rows without Hangul need none, and say so since they were pulled. With `is_rebuild` all others
    are asked for again: the desk remembers what it knows, and its dictionary may have changed.
    """
    missing = 0
    stale = [row for row in rows if row.tokens_key != f"{row.text_key}:"]
    if not is_rebuild:
        stale = [row for row in stale if not row.tokens_key.startswith(f"{row.text_key}:")]
    try:
        _fill(stale, wait_seconds)
    except Unavailable:
        stale = [row for row in stale if not row.tokens_key.startswith(f"{row.text_key}:")]
        missing = len(stale)
        for row in stale:
            row.title_m = row.tags_m = row.text_m = row.tokens_key = ""
    Entry.objects.bulk_create(
        stale,
        update_conflicts=True,
        unique_fields=["dataset_id"],
        update_fields=["title_m", "tags_m", "text_m", "tokens_key"],
    )
    return missing


def _fill(rows: Sequence[Entry], wait_seconds: float) -> None:
    texts = [text for row in rows for text in texts_of(row)]
    if not texts:
        return
    answer = tokens_of(texts, wait_seconds=wait_seconds)
    made = iter(answer.of_texts)
    for row in rows:
        row.title_m, row.tags_m, row.text_m = (" ".join(next(made)) for _ in range(3))
        row.tokens_key = f"{row.text_key}:{answer.dictionary}"


def document_of(row: Entry, now: datetime) -> IndexDocument:
    """An entry as the index takes it."""
    description = plain(row.description)
    signs = rules.QualitySigns(description, row.keywords, row.licence_group, bool(row.version_id), row.modified)
    return IndexDocument(
        dataset_id=row.dataset_id,
        titles=(row.title, row.title_en) if row.title_en and row.title_en != row.title else (row.title,),
        tags=tags_of(row),
        texts=(description, *row.columns),
        facets={
            "organisation": (row.organisation,),
            "field": (row.field or NONE,),
            "modality": row.modality,
            "format": row.formats,
            "licence": (row.licence_group,),
            "route": (row.route or NONE,),
            "usability": (row.usability or NONE,),
        },
        owner=(row.organisation, row.organisation_name, row.organisation_name_en),
        prior=rules.prior_of(signs, now),
        modified=int(row.modified.timestamp()),
        morphemes=(row.title_m, row.tags_m, row.text_m),
    )
